/**
 * A stand-in for OpenAI's panel, which no test can load. It runs in the page in place of the script from the CDN, and does
 * what the page must get along with: an inline style and a frame of its own, requests through `api.fetch`, events, and
 * methods that refuse while an answer runs. See `../serve-panel.ts` for how it gets there.
 */
import type {
  Attachment,
  ChatKitEvents,
  ChatKitOptions,
  CustomApiConfig,
  OpenAIChatKit,
} from '@openai/chatkit'
import {
  eventsOf,
  type Message,
  messageOf,
  type WireAction,
  type WireEvent,
  type WireItem,
} from './protocol.ts'
import { type Doings, draw } from './view.ts'

export type StandInSettings = {
  /** The check of the domain fails, a moment after the frame has loaded. */
  refusesDomain?: boolean
}

type Methods = Omit<OpenAIChatKit, keyof HTMLElement>
declare global {
  /** What this panel does, set by the script that loads it. */
  var standInSettings: StandInSettings
}

const FRAME = 'https://cdn.platform.openai.com/deployments/chatkit/index.html'
const FRAME_ID = 'stand-in-frame'

class StandInChatKit extends HTMLElement implements Methods {
  readonly #shadow = this.attachShadow({ mode: 'open' })
  readonly #view = document.createElement('section')
  readonly #loaded = Promise.withResolvers<void>()
  #options: ChatKitOptions | undefined
  #threadId: string | null = null
  #messages: Message[] = []
  #attachments: Attachment[] = []
  #draft = ''
  #answering: AbortController | undefined

  connectedCallback() {
    const style = document.createElement('style')
    style.textContent = `:host { display: block; height: 100%; overflow: auto; background: var(--surface) }
      section { max-width: 40rem; margin: auto; padding: 2rem; color: var(--text) }
      iframe { display: none }
      textarea { width: 100%; box-sizing: border-box }`
    this.#shadow.append(style, this.#view)
    this.#init()
  }

  setOptions(options: ChatKitOptions) {
    const isFirst = this.#options === undefined
    this.#options = options
    if (isFirst) this.#threadId = options.initialThread ?? null
    this.#init()
    this.#draw()
  }

  async focusComposer() {
    await this.#loaded.promise
    this.#shadow.querySelector('textarea')?.focus()
  }

  async setThreadId(threadId: string | null) {
    await this.#loaded.promise
    if (this.#answering) throw new Error('The thread cannot change while a response is streaming.')
    await this.#goTo(threadId)
  }

  async setComposerValue({ text = '' }: { text?: string }) {
    this.#draft = text
    this.#draw()
  }

  async sendUserMessage({ text = '' }: { text?: string }) {
    if (this.#answering) throw new Error('No message can be sent while a response is streaming.')
    await this.#send(text)
  }

  async sendCustomAction() {}
  async showHistory() {}
  async hideHistory() {}

  async fetchUpdates() {
    if (this.#threadId) await this.#load(this.#threadId)
  }

  /** The frame, and with it everything else, waits for the first options. */
  #init() {
    if (!this.#options || !this.isConnected || this.#shadow.querySelector('iframe')) return
    const frame = document.createElement('iframe')
    frame.addEventListener('load', () => void this.#begin(), { once: true })
    frame.src = FRAME
    this.#shadow.append(frame)
  }

  async #begin() {
    this.#tell('chatkit.ready', undefined)
    if (globalThis.standInSettings.refusesDomain) {
      const error = new Error('Domain verification request failed with 401')
      error.name = 'DomainVerificationRequestError'
      this.#view.replaceChildren()
      this.#tell('chatkit.error', { error })
      return
    }
    if (this.#threadId) await this.#load(this.#threadId)
    this.#loaded.resolve()
  }

  async #goTo(threadId: string | null) {
    this.#threadId = threadId
    this.#messages = []
    this.#tell('chatkit.thread.change', { threadId })
    if (threadId) await this.#load(threadId)
    this.#draw()
  }

  async #load(threadId: string) {
    this.#tell('chatkit.thread.load.start', { threadId })
    const before = this.#messages
    const answer = await this.#post('threads.get_by_id', { thread_id: threadId })
    const thread: { items: { data: WireItem[] } } = await answer.json()
    // What has been said since is newer.
    if (this.#messages === before) this.#messages = thread.items.data.map(messageOf)
    this.#tell('chatkit.thread.load.end', { threadId })
    this.#draw()
  }

  async #send(text: string) {
    const input = {
      content: text ? [{ type: 'input_text', text }] : [],
      attachments: this.#attachments.map(({ id }) => id),
      inference_options: {},
    }
    this.#attachments = []
    this.#draft = ''
    if (!this.#threadId) return this.#stream('threads.create', { input })
    return this.#stream('threads.add_user_message', { thread_id: this.#threadId, input })
  }

  async #stream(type: string, params: object) {
    const controller = new AbortController()
    this.#answering = controller
    this.#tell('chatkit.response.start', undefined)
    this.#draw()
    let call: WireItem | undefined
    try {
      const response = await this.#post(type, params, controller.signal)
      for await (const event of eventsOf(response)) {
        this.#take(event)
        const { item } = event
        if (event.type === 'thread.item.done' && item?.type === 'client_tool_call') call = item
      }
    } catch (error) {
      if (!controller.signal.aborted) this.#tell('chatkit.error', { error: asError(error) })
    }
    this.#answering = undefined
    this.#tell('chatkit.response.end', undefined)
    this.#draw()
    if (call) await this.#runTool(call)
  }

  async #runTool({ name = '', arguments: params = {} }: WireItem) {
    const result = await this.#options?.onClientTool?.({ name, params })
    await this.#stream('threads.add_client_tool_output', { thread_id: this.#threadId, result })
  }

  #take(event: WireEvent) {
    if (event.type === 'thread.created' && event.thread) {
      this.#threadId = event.thread.id
      this.#tell('chatkit.thread.change', { threadId: event.thread.id })
    }
    if (event.type === 'client_effect' && event.name) {
      this.#tell('chatkit.effect', { name: event.name, data: event.data })
    }
    if (event.type === 'error') {
      this.#tell('chatkit.error', { error: new Error(event.message ?? 'It failed') })
    }
    if (event.item) this.#put(messageOf(event.item))
    if (event.update?.delta) this.#append(event.item_id, event.update.delta)
    this.#draw()
  }

  #put(message: Message) {
    const others = this.#messages.filter(({ id }) => id !== message.id)
    this.#messages = [...others, message]
  }

  #append(itemId: string | undefined, delta: string) {
    const message = this.#messages.find(({ id }) => id === itemId)
    if (message) message.text += delta
  }

  async #attach(file: File) {
    const about = { name: file.name, size: file.size, mime_type: file.type }
    const announced = await (await this.#post('attachments.create', about)).json()
    const { url, method, headers } = announced.upload_descriptor
    const stored = await this.#api.fetch?.(url, { method, headers, body: file })
    if (!stored?.ok) throw new Error('Failed to upload file')
    this.#attachments.push(announced)
    this.#draw()
  }

  async #retry(message: Message) {
    const before = this.#messages.slice(0, this.#messages.indexOf(message))
    const question = before.findLast(({ type }) => type === 'user_message')
    this.#messages = before
    await this.#stream('threads.retry_after_item', {
      thread_id: this.#threadId,
      item_id: question?.id,
    })
  }

  async #rate(message: Message) {
    const rating = { thread_id: this.#threadId, item_ids: [message.id], kind: 'positive' }
    await this.#post('items.feedback', rating)
  }

  /** Only of those that are for the page. */
  async #act({ type, payload, handler }: WireAction, { id }: Message) {
    if (handler !== 'client') return
    const widget = { type: 'ListView' as const, children: [] }
    await this.#options?.widgets?.onAction?.({ type, payload }, { id, widget })
  }

  get #api(): CustomApiConfig {
    const api = this.#options?.api
    if (!api || !('url' in api)) throw new Error('Invalid frame params: api')
    return api
  }

  async #post(type: string, params: object, signal?: AbortSignal) {
    const { url, fetch } = this.#api
    const headers = {
      'Content-Type': 'application/json',
      'Accept-Language': navigator.language,
      'ChatKit-Frame-Instance-Id': FRAME_ID,
    }
    const request = { method: 'POST', headers, body: JSON.stringify({ type, params }), signal }
    const response = await (fetch ?? globalThis.fetch)(url, request)
    if (!response.ok) throw new Error((await response.json()).error.message)
    return response
  }

  #tell<K extends keyof ChatKitEvents>(name: K, detail: ChatKitEvents[K]['detail']) {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  #draw() {
    const options = this.#options
    if (!options) return
    const hasFocus = this.#shadow.activeElement?.tagName === 'TEXTAREA'
    const view = {
      options,
      isStart: this.#threadId === null && !this.#answering,
      isAnswering: this.#answering !== undefined,
      messages: this.#messages,
      attachments: this.#attachments,
      draft: this.#draft,
    }
    draw(this.#view, view, this.#doings)
    if (hasFocus) this.#shadow.querySelector('textarea')?.focus()
  }

  readonly #doings: Doings = {
    type: (text) => {
      this.#draft = text
    },
    send: (text) => this.#send(text),
    stop: () => this.#answering?.abort(),
    attach: (file) => this.#attach(file),
    rate: (message) => this.#rate(message),
    retry: (message) => this.#retry(message),
    act: (action, message) => this.#act(action, message),
  }
}

function asError(error: unknown) {
  return error instanceof Error ? error : new Error(String(error))
}

customElements.define('openai-chatkit', StandInChatKit)
