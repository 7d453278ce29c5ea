/** For tests: turns over a server in the test's hand. */
import type { Api, SessionInfo } from '~/api/client'
import type { StreamRequest, ThreadStreamEvent, VisibleItem } from '~/api/protocol'
import { Drafts } from '../app/chat/drafts/drafts'
import { ChatStore } from '../app/chat/turn/chat-store'
import { activeTurn, problemOf } from '../app/chat/turn/turn-machine'

type JsonHandler = (type: string, params: Record<string, unknown>) => unknown

/** Each stream that the turns have opened can be written to and ended. */
export function openChat() {
  const requests: StreamRequest[] = []
  const keys: string[] = []
  const cancelled: string[] = []
  const hurried: string[] = []
  const followed: { runId: string; after?: string }[] = []
  const stored: VisibleItem[] = []
  const runs: SessionInfo['runs'] = []
  const opened = Array.from({ length: 9 }, () => Promise.withResolvers<ScriptedStream>())
  let count = 0
  let refusal: Error | undefined
  let held: PromiseWithResolvers<void> | undefined
  let answerJson: JsonHandler = () => ({ data: stored.toReversed(), has_more: false })

  const connect = async (signal?: AbortSignal, runId = `run_${count + 1}`) => {
    if (refusal) throw refusal
    await held?.promise
    const stream = openStream(runId, signal)
    opened[count]?.resolve(stream)
    count += 1
    return stream.response
  }
  const api = {
    stream: (request: StreamRequest, key: string, signal?: AbortSignal) => {
      requests.push(request)
      keys.push(key)
      return connect(signal)
    },
    followRun: async (runId: string, after: string | undefined, signal?: AbortSignal) => {
      const response = await connect(signal, runId)
      followed.push({ runId, after })
      return response
    },
    cancelRun: async (runId: string) => {
      if (refusal) throw refusal
      cancelled.push(runId)
    },
    answerNow: async (runId: string) => {
      hurried.push(runId)
      if (refusal) throw refusal
    },
    session: async () => ({ runs }),
    chatkit: async (type: string, params: Record<string, unknown>) => answerJson(type, params),
  } as unknown as Api // the few methods that turns call
  const drafts = new Drafts({ upload: () => Promise.reject(), discard: async () => {} })
  const network = { isOnline: () => true, isSeen: () => true, onReturn: () => () => {} }
  const chatStore = new ChatStore({ api: () => api, drafts, network, schedule: (tell) => tell() })

  /** Waits until the turns tell of a change after which this holds. */
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      if (holds()) return resolve()
      const leave = chatStore.subscribe(() => {
        if (!holds()) return
        leave()
        resolve()
      })
    })

  return {
    chatStore,
    drafts,
    requests,
    keys,
    cancelled,
    hurried,
    followed,
    stored,
    runs,
    until,
    /** The turn that is under way. */
    turn: (key = 'thr_1') => activeTurn(chatStore.chat(key) ?? {}),
    problem: (key = 'thr_1') => problemOf(chatStore.chat(key) ?? {}),
    ended: (key = 'thr_1') =>
      until(() => {
        const chat = chatStore.chat(key)
        return chat !== undefined && !activeTurn(chat)
      }),
    /** The stream that was opened as the first, the second … */
    stream: (place = 1) => {
      const found = opened[place - 1]
      if (!found) throw new Error('No test opens that many streams.')
      return found.promise
    },
    countStreams: () => count,
    items: (key = 'thr_1') => chatStore.chat(key)?.thread.items.map(({ id }) => id),
    refuse: (error: Error | undefined) => {
      refusal = error
    },
    answersJson: (handler: JsonHandler) => {
      answerJson = handler
    },
    hold: () => {
      held = Promise.withResolvers()
      return held
    },
  }
}

export type ScriptedStream = ReturnType<typeof openStream>

function openStream(runId: string, signal?: AbortSignal) {
  const encoder = new TextEncoder()
  let askedForMore = Promise.withResolvers<void>()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>(
    {
      start(opened) {
        controller = opened
      },
      pull() {
        askedForMore.resolve()
      },
    },
    { highWaterMark: 0 },
  )
  signal?.addEventListener('abort', () => controller?.error(signal.reason))
  let count = 0
  return {
    response: new Response(body, { headers: { 'X-Run-Id': runId } }),
    /** Resolves when all of it has been read, which is when the reader asks for more. */
    async write(...events: ThreadStreamEvent[]) {
      await askedForMore.promise
      askedForMore = Promise.withResolvers()
      const frames = events.map((event) => {
        count += 1
        return `id: ${runId}:${count}\ndata: ${JSON.stringify(event)}\n\n`
      })
      controller?.enqueue(encoder.encode(frames.join('')))
      await askedForMore.promise
    },
    end: () => controller?.close(),
    break: () => controller?.error(new Error('The line is cut.')),
  }
}

const fields = (id: string, thread_id = 'thr_1') => ({
  id,
  thread_id,
  created_at: '2026-01-01T00:00:00Z',
})

export const question = (id: string, thread_id = 'thr_1'): VisibleItem => ({
  ...fields(id, thread_id),
  type: 'user_message',
  content: [{ type: 'input_text', text: 'How do I begin?' }],
  attachments: [],
  inference_options: {},
})

export const answer = (id: string, text: string): VisibleItem => ({
  ...fields(id),
  type: 'assistant_message',
  content: [{ type: 'output_text', text, annotations: [] }],
})

export const form = (
  id: string,
  status: 'pending' | 'answered' | 'skipped' = 'pending',
): VisibleItem => ({
  ...fields(id),
  type: 'structured_input',
  status,
  inputs: [{ type: 'freeform', id: 'niche', question: 'What is it about?' }],
})

export const toolCall = (
  id: string,
  name = 'get_local_date',
  status: 'pending' | 'completed' = 'pending',
): VisibleItem => ({
  ...fields(id),
  type: 'client_tool_call',
  status,
  call_id: `call_${id}`,
  name,
  arguments: {},
})

export const plan = (id: string, title: string): VisibleItem => ({
  ...fields(id),
  type: 'widget',
  widget: { type: 'Card', children: [{ type: 'Title', value: title }] },
})

export const created = (id = 'thr_1'): ThreadStreamEvent => ({
  type: 'thread.created',
  thread: {
    id,
    title: 'Beginning',
    created_at: '2026-01-01T00:00:00Z',
    status: { type: 'active' },
    metadata: {},
    items: { data: [], has_more: false },
  },
})

export const done = (item: VisibleItem): ThreadStreamEvent => ({ type: 'thread.item.done', item })

export const replaced = (item: VisibleItem): ThreadStreamEvent => ({
  type: 'thread.item.replaced',
  item,
})
