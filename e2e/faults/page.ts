/** The page of one session: its own code from the composer down to the fetch, without a browser. */
import { createApi } from '~/api/client'
import { Drafts } from '~/chat/drafts/drafts'
import { ChatStore } from '~/chat/turn/chat-store'
import type { Network } from '~/ui/network'
import { noteCanary, noteRequest } from '../../backend/test/process/canaries.ts'
import { READER_HEADER } from './balancer.ts'
import { Recorder } from './recorder.ts'

export type Page = ReturnType<typeof openPage>

/** What has to hold before this long, unless something hangs. */
const TIMEOUT_MS = 30_000

type PageOptions = {
  /** @default a new one */
  sessionId?: string
  /** What the balancer knows its streams by that are not for a question of its own. */
  reader?: string
}

/** @param base where the API is, seen from the page */
export function openPage(base: string, options: PageOptions = {}) {
  const { sessionId = crypto.randomUUID(), reader = '' } = options
  const recorder = new Recorder()
  noteCanary('session id', sessionId)
  /** The runs that have answered each question: one, unless something is wrong. */
  const runs = new Map<string, Set<string>>()

  const beginnings = new Map<string, PromiseWithResolvers<string>>()

  const questionOf = (runId: string) => [...runs].find(([, runIds]) => runIds.has(runId))?.[0]

  function beginningOf(question: string) {
    const beginning = beginnings.get(question) ?? Promise.withResolvers<string>()
    beginnings.set(question, beginning)
    return beginning
  }

  function noteRun(question: string, runId: string) {
    runs.set(question, (runs.get(question) ?? new Set()).add(runId))
    beginningOf(question).resolve(runId)
  }

  /** Tells the balancer which question a stream is for, and notes what it brings. */
  const notedFetch: typeof fetch = async (input, init = {}) => {
    const asked = textIn(init.body)
    noteRequest(init.body)
    const [, followed] = /\/chatkit\/runs\/(\w+)$/.exec(String(input)) ?? []
    const headers = new Headers(init.headers)
    headers.set(READER_HEADER, asked ?? questionOf(followed ?? '') ?? reader)
    const response = await fetch(input, { ...init, headers })
    const runId = response.headers.get('X-Run-Id')
    if (asked && runId) noteRun(asked, runId)
    return recorder.record(response, headers.get('Last-Event-ID'))
  }

  const api = createApi({ base, sessionId, fetch: notedFetch })
  const drafts = new Drafts({
    upload: () => Promise.reject(new Error('No round uploads by the page.')),
    discard: async () => {},
  })
  const turns = new ChatStore({
    api: () => api,
    drafts,
    network: alwaysThere,
    schedule: tellAtOnce,
  })

  return {
    sessionId,
    api,
    drafts,
    turns,
    recorder,
    /** Resolves with the run that answers it, once that can be named. */
    begun: (question: string) => beginningOf(question).promise,
    runsOf: (question: string) => [...(runs.get(question) ?? [])],

    /** Waits until the turns tell of a change after which this holds. */
    until(what: string, holds: () => boolean): Promise<void> {
      return new Promise((resolve, reject) => {
        const settle = (end: () => void) => {
          clearTimeout(patience)
          leave()
          end()
        }
        const look = () => {
          if (holds()) settle(resolve)
        }
        const leave = turns.subscribe(look)
        const patience = setTimeout(
          () => settle(() => reject(new Error(`Waited in vain until ${what}.`))),
          TIMEOUT_MS,
        )
        look()
      })
    },
  }
}

/** A page in front of its reader, which hears of no network that comes and goes. */
const alwaysThere: Network = { isOnline: () => true, isSeen: () => true, onReturn: () => () => {} }

const tellAtOnce = (tell: () => void) => tell()

/** What a request asks, if it is a message. */
function textIn(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined
  const { params }: { params?: { input?: { content?: { text?: string }[] } } } = JSON.parse(body)
  return params?.input?.content?.map(({ text = '' }) => text).join('')
}
