/** A visitor's tab that speaks the protocol over HTTP. */
import { randomUUID } from 'node:crypto'
import type {
  Action,
  Attachment,
  ChatKitRequestBody,
  Page,
  Thread,
  VisibleItem,
} from '../../src/protocol/schemas.ts'
import { noteCanary, noteRequest } from '../process/canaries.ts'
import { Reply } from './reply.ts'

type Answers = {
  'threads.get_by_id': Thread
  'threads.list': Page<Thread>
  'threads.update': Thread
  'threads.delete': object
  'items.list': Page<VisibleItem>
  'items.feedback': object
  'attachments.create': Attachment
  'attachments.delete': object
  'threads.sync_custom_action': { updated_item?: VisibleItem }
  'input.transcribe': { text: string }
}
type Params<T> = Extract<ChatKitRequestBody, { type: T }>['params']
type Headers = Record<string, string>
type MessageExtras = Partial<Params<'threads.create'>['input']>

export const textInput = (text: string, extras: MessageExtras = {}) => ({
  content: [{ type: 'input_text' as const, text }],
  attachments: [],
  inference_options: {},
  ...extras,
})

export class ChatKitClient {
  readonly session: string
  readonly #url: string
  readonly #headers: Headers

  /** @param headers of every request */
  constructor(url: string, session: string = randomUUID(), headers: Headers = {}) {
    this.#url = url
    this.#headers = headers
    this.session = session
    noteCanary('session id', session)
  }

  fetch(path: string, init: RequestInit & { headers?: Headers } = {}): Promise<Response> {
    const headers = { 'X-Session-Id': this.session, ...this.#headers, ...init.headers }
    return fetch(this.#url + path, { ...init, headers })
  }

  /** Any body at all, as it is. */
  post(body: unknown, headers: Headers = {}, signal?: AbortSignal): Promise<Response> {
    noteRequest(body)
    return this.fetch('/chatkit', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
      signal,
    })
  }

  /** A request that is answered with JSON, and succeeds. */
  async ask<T extends keyof Answers>(type: T, params: Params<T>): Promise<Answers[T]> {
    const response = await this.post({ type, params })
    if (!response.ok) throw new Error(`${type}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answers[T] // as the protocol has it for this type
  }

  /** A request that is answered with a stream, and succeeds. */
  async open(request: ChatKitRequestBody, headers: Headers = {}): Promise<Reply> {
    const leave = new AbortController()
    return streamed(await this.post(request, headers, leave.signal), leave)
  }

  create(text: string, extras?: MessageExtras, headers?: Headers): Promise<Reply> {
    const input = textInput(text, extras)
    return this.open({ type: 'threads.create', params: { input } }, headers)
  }

  say(thread_id: string, text: string, extras?: MessageExtras, headers?: Headers): Promise<Reply> {
    const input = textInput(text, extras)
    return this.open({ type: 'threads.add_user_message', params: { thread_id, input } }, headers)
  }

  retry(thread_id: string, item_id: string): Promise<Reply> {
    return this.open({ type: 'threads.retry_after_item', params: { thread_id, item_id } })
  }

  answerTool(thread_id: string, result: unknown): Promise<Reply> {
    return this.open({ type: 'threads.add_client_tool_output', params: { thread_id, result } })
  }

  fillIn(
    thread_id: string,
    item_id: string,
    input: Params<'threads.add_structured_input'>['input'],
  ): Promise<Reply> {
    const params = { thread_id, item_id, input }
    return this.open({ type: 'threads.add_structured_input', params })
  }

  act(thread_id: string, item_id: string | undefined, action: Action): Promise<Reply> {
    return this.open({ type: 'threads.custom_action', params: { thread_id, item_id, action } })
  }

  /** Follows an answer that runs already. */
  async follow(runId: string, headers: Headers = {}): Promise<Reply> {
    const leave = new AbortController()
    const { signal } = leave
    return streamed(await this.fetch(`/chatkit/runs/${runId}`, { headers, signal }), leave)
  }

  answerNow(runId: string): Promise<Response> {
    return this.fetch(`/chatkit/runs/${runId}/answer-now`, { method: 'POST' })
  }

  cancel(runId: string): Promise<Response> {
    return this.fetch(`/chatkit/runs/${runId}/cancel`, { method: 'POST' })
  }

  /** A whole exchange: the thread that it opened. */
  async chat(text: string, extras?: MessageExtras): Promise<string> {
    const reply = await this.create(text, extras)
    return (await reply.untilEnd()).threadId
  }

  /** What the thread shows after a reload, oldest first. */
  async items(thread_id: string): Promise<VisibleItem[]> {
    const { data } = await this.ask('items.list', { thread_id, limit: 100, order: 'asc' })
    return data
  }

  async texts(thread_id: string): Promise<string[]> {
    return (await this.items(thread_id)).map(textOf)
  }
}

export function textOf(item: VisibleItem): string {
  return 'content' in item ? item.content.map(({ text }) => text).join('') : item.type
}

async function streamed(response: Response, leave: AbortController): Promise<Reply> {
  if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    return new Reply(response, leave)
  }
  throw new Error(`No stream: ${response.status} ${await response.text()}`)
}
