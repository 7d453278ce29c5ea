/** Coaches of several processes that share one scripted OpenAI: what one begins, another can go on with. */
import { EventEmitter, once } from 'node:events'
import { onTestFinished } from 'vitest'
import { type CoachOptions, createCoach } from '../../src/coach/coach.ts'
import type { Emit, ResponderEvent } from '../../src/coach/responder.ts'
import { readConfig } from '../../src/config.ts'
import { HandedOverError } from '../../src/errors.ts'
import { createLibrary } from '../../src/library/library.ts'
import { openSqliteMemory } from '../../src/memory/sqlite/sqlite-memory.ts'
import { createOpenAI } from '../../src/openai/client.ts'
import { question, startThread, turnOf } from '../samples/turn-samples.ts'
import { ScriptedUpstream } from '../upstream/scripted-upstream.ts'
import { KEY, MODEL, STORE } from './start-openai-api.ts'

/** @param env what the test needs otherwise */
export async function startCoaches(env: Record<string, string> = {}) {
  const upstream = await ScriptedUpstream.start()
  onTestFinished(() => upstream.close())
  const openai = await createOpenAI(
    readConfig({
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODEL: MODEL,
      JASON_VECTOR_STORE_ID: STORE,
      ...env,
    }),
  )
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 1 })
  onTestFinished(() => memory.close())
  const library = createLibrary({ store: openai.store, memory, onError })
  const asked = question('msg_1', 'How do I begin?')
  const thread = await startThread([asked])
  thread.thread.title = 'Beginning'

  return {
    upstream,
    /** What has been reported, but not told the reader. */
    errors,
    /** A process of its own, as far as the coach goes. */
    start: ({ background = true, observer }: Partial<CoachOptions> = {}) => {
      const coach = createCoach({ openai, library, onError, background, observer })
      return {
        ...coach,
        begin: (progress?: unknown) =>
          new BegunTurn((signals) => {
            const restored =
              progress === undefined
                ? undefined
                : { progress, anchorId: asked.id, goOn: () => void signals.goneOn() }
            return coach.respond(turnOf(thread, { userMessage: asked, restored, ...signals }))
          }),
      }
    },
  }
}

type Signals = {
  emit: Emit
  signal: AbortSignal
  finishNow: AbortSignal
  saveProgress(note: unknown): void
  goneOn(): void
}

export class BegunTurn {
  readonly events: ResponderEvent[] = []
  /** What the turn has noted last. */
  note: unknown
  /** It goes on behind what another process has shown. */
  goesOn = false
  /** Resolves when the turn is over, with what it has thrown. */
  readonly ended: Promise<unknown>
  readonly #stop = new AbortController()
  readonly #finishNow = new AbortController()
  readonly #changes = new EventEmitter()

  constructor(respond: (signals: Signals) => Promise<void>) {
    const responding = respond({
      emit: (events) => {
        this.events.push(...events)
        this.#changes.emit('change')
      },
      signal: this.#stop.signal,
      finishNow: this.#finishNow.signal,
      goneOn: () => {
        this.goesOn = true
        this.#changes.emit('change')
      },
      saveProgress: (note) => {
        this.note = note
        this.#changes.emit('change')
      },
    })
    this.ended = responding.catch((error) => error)
  }

  get text(): string {
    return this.events.map(deltaOf).join('')
  }

  async until(isSo: (turn: this) => boolean): Promise<this> {
    while (!isSo(this)) await once(this.#changes, 'change')
    return this
  }

  untilText(text: string): Promise<this> {
    return this.until((turn) => turn.text === text)
  }

  stop(): Promise<unknown> {
    this.#stop.abort()
    return this.ended
  }

  handOver(): Promise<unknown> {
    this.#stop.abort(new HandedOverError())
    return this.ended
  }

  finishNow(): void {
    this.#finishNow.abort()
  }
}

function deltaOf(event: ResponderEvent): string {
  if (event.type !== 'thread.item.updated') return ''
  const { update } = event
  return update.type === 'assistant_message.content_part.text_delta' ? update.delta : ''
}
