import type { Api } from '~/api/client'
import type {
  Action,
  Feedback,
  Page,
  StreamRequest,
  StructuredInputSubmission,
  Thread,
  VisibleItem,
} from '~/api/protocol'
import { type Refusal, refusalOf } from '~/api/refusal'
import { own } from '~/lib/safe-json'
import { browserNetwork, type Network } from '~/ui/network'
import { isNew } from '../drafts/chat-keys'
import type { Draft, Drafts } from '../drafts/drafts'
import {
  type Chat,
  isUserMessage,
  type Notice,
  withFeedback,
  withItemProblem,
  withoutNotice,
} from './chat-state'
import { Chats } from './chats'
import { KEEP_LOCAL } from './load-thread'
import {
  actionRequest,
  formRequest,
  IdempotencyKeys,
  messageRequest,
  retryRequest,
} from './requests'
import { applyEvent, prependPage, withInfo } from './thread-state'
import { TurnRunner } from './turn-runner'

const TOO_EARLY = { message: 'Wait for the answer to end, then try again.' }

type ChatStoreOptions = {
  api: () => Api
  drafts: Drafts
  network?: Network
  /** Limits notifications to one a frame. */
  schedule?: (tell: () => void) => void
}

/**
 * The state of all chats of this page, and the actions on it. It lives outside the routes, so that an answer continues
 * while another chat is shown.
 */
export class ChatStore {
  readonly #api: () => Api
  readonly #drafts: Drafts
  readonly #chats: Chats
  readonly #turns: TurnRunner
  readonly #requestKeys = new IdempotencyKeys()
  /** The last immediate action of each item: the next one waits for it, so that the newest state stays. */
  readonly #acting = new Map<string, Promise<void>>()

  constructor({ api, drafts, network = browserNetwork, schedule = onNextFrame }: ChatStoreOptions) {
    this.#api = api
    this.#drafts = drafts
    this.#chats = new Chats(schedule)
    this.#turns = new TurnRunner({ api, chats: this.#chats, drafts, network })
  }

  subscribe = (listener: () => void) => this.#chats.subscribe(listener)

  overview = () => this.#chats.overview()

  chat(key: string) {
    return this.#chats.get(key)
  }

  /** The current key of a chat: a new one may have its thread before the navigation to it. */
  keyOf(key: string) {
    return this.#chats.keyOf(key)
  }

  isAnswering(key: string) {
    return this.#turns.isActive(key)
  }

  /** The new chat that began at this history entry. */
  newChatAt(entry: string) {
    return this.#chats.newChatAt(entry)
  }

  setNewChatAt(entry: string, key: string) {
    this.#chats.setNewChatAt(entry, key)
  }

  /** OpenAI's panel has created the thread of a new chat. */
  assignThread(key: string, threadId: string) {
    this.#chats.assignThread(key, threadId)
  }

  send(from: string, message: Draft) {
    const key = this.#chats.keyOf(from)
    if (this.#turns.isActive(key)) return this.#drafts.queue(key, message)
    this.#drafts.begin(key)
    const { key: requestKey, times } = message.sent ?? { key: crypto.randomUUID(), times: 0 }
    const sent = { key: requestKey, times: times + 1 }
    const attachmentIds = message.files.flatMap(({ attachment }) => attachment?.id ?? [])
    const request = messageRequest(isNew(key) ? undefined : key, {
      text: message.text,
      attachmentIds,
    })
    this.#chats.change(key, (chat) => ({ ...chat, outgoing: { ...message, sent } }))
    void this.#turns.start(key, { type: 'sent' }, (signal) =>
      this.#api().stream(request, requestKey, signal),
    )
  }

  /** Answers the last user message again. Later items are removed here and on the server, unless the request is refused. */
  answerAgain(threadId: string) {
    const before = this.#chats.get(threadId)
    const question = before?.thread.items.findLast(isUserMessage)
    if (!before || !question || this.#turns.isActive(threadId)) return
    this.#chats.dropAfter(threadId, question.id)
    const request = retryRequest(threadId, question.id)
    void this.#turns.start(threadId, { type: 'followed' }, async (signal) => {
      try {
        return await this.#api().stream(request, crypto.randomUUID(), signal)
      } catch (error) {
        this.#chats.restore(threadId, before)
        throw error
      }
    })
  }

  /** Submits the answers of a structured input, and continues the turn. */
  submit(threadId: string, itemId: string, submission: StructuredInputSubmission) {
    if (this.#turns.isActive(threadId)) return
    const request = formRequest(threadId, itemId, submission)
    const turn = { type: 'sent' as const, about: { type: 'form' as const, itemId } }
    void this.#turns.start(threadId, turn, this.#repeatable(request))
  }

  /** What the reader did with an item. Never rejects: an error is stored with the item. */
  async act(threadId: string, itemId: string, action: Action, isSync: boolean) {
    this.#setItemProblem(threadId, itemId, undefined)
    if (isSync) return this.#actAtOnce(threadId, itemId, action)
    if (this.#turns.isActive(threadId)) {
      return this.#setItemProblem(threadId, itemId, TOO_EARLY)
    }
    const turn = { type: 'followed' as const, about: { type: 'action' as const, itemId } }
    const connect = this.#repeatable(actionRequest(threadId, itemId, action))
    await this.#turns.start(threadId, turn, connect)
  }

  follow(threadId: string, runId: string, startedAt?: number) {
    this.#turns.follow(threadId, runId, startedAt)
  }

  /** Continues an answer whose connection was given up. */
  followAgain(threadId: string) {
    this.#turns.followAgain(threadId)
  }

  stop(key: string) {
    this.#turns.stop(this.#chats.keyOf(key))
  }

  /** Asks the coach to answer with what it has found so far. */
  answerNow(key: string) {
    this.#turns.answerNow(this.#chats.keyOf(key))
  }

  /** Takes the data of a loader, unless a turn has ended since the request. */
  receive(threadId: string, page: Page<VisibleItem>, readAt: number) {
    const turn = this.#chats.get(threadId)?.turn
    if (page === KEEP_LOCAL.page || (turn?.state === 'ended' && readAt < turn.at)) return
    if (this.#chats.isOutdated(threadId, readAt)) return
    // The server is reachable again, so a lost answer can be continued.
    this.#turns.followAgain(threadId)
    const answering = this.isAnswering(threadId)
    this.#chats.mergePage(threadId, page, answering)
    this.#turns.resume(threadId)
  }

  receiveEarlier(threadId: string, page: Page<VisibleItem>) {
    this.#chats.changeThread(threadId, (thread) => prependPage(thread, page))
  }

  renamed(thread: Thread) {
    this.#chats.changeThread(thread.id, (known) => withInfo(known, thread))
  }

  forget(threadId: string) {
    this.#turns.forget(threadId)
    this.#release(this.#chats.get(threadId))
    this.#chats.forget(threadId)
    this.#drafts.forget(threadId)
  }

  /** The session has ended. */
  forgetAll() {
    this.#turns.forgetAll()
    for (const chat of this.#chats.all()) this.#release(chat)
    this.#chats.forgetAll()
  }

  /** The pictures of a message that was on its way. */
  #release(chat: Chat | undefined) {
    this.#drafts.release(chat?.outgoing?.files ?? [])
  }

  dismiss(key: string, note: Notice) {
    this.#chats.change(this.#chats.keyOf(key), (chat) => withoutNotice(chat, note))
  }

  async rate(threadId: string, itemId: string, kind: Feedback) {
    const before = own(this.#chats.get(threadId)?.feedback ?? {}, itemId)
    const rated = (to: Feedback | undefined) =>
      this.#chats.change(threadId, (chat) => withFeedback(chat, itemId, to))
    rated(kind)
    this.#setItemProblem(threadId, itemId, undefined)
    try {
      await this.#api().chatkit('items.feedback', { thread_id: threadId, item_ids: [itemId], kind })
    } catch (error) {
      rated(before)
      const { message, wait } = refusalOf(error)
      this.#setItemProblem(threadId, itemId, {
        message: `Your rating was not saved. ${message}`,
        wait,
      })
    }
  }

  async #actAtOnce(threadId: string, itemId: string, action: Action) {
    const before = this.#acting.get(itemId)
    const work = (async () => {
      await before
      await this.#postAction(threadId, itemId, action)
    })()
    this.#acting.set(itemId, work)
    await work
    if (this.#acting.get(itemId) === work) this.#acting.delete(itemId)
  }

  async #postAction(thread_id: string, item_id: string, action: Action) {
    const params = { thread_id, item_id, action }
    try {
      const { updated_item: item } = await this.#api().chatkit('threads.sync_custom_action', params)
      if (!item) return
      const replaced = { type: 'thread.item.replaced' as const, item }
      this.#chats.changeThread(thread_id, (thread) => applyEvent(thread, replaced))
    } catch (error) {
      this.#setItemProblem(thread_id, item_id, refusalOf(error))
    }
  }

  #setItemProblem(threadId: string, itemId: string, problem: Refusal | undefined) {
    this.#chats.change(threadId, (chat) => withItemProblem(chat, itemId, problem))
  }

  /** Sent again after a lost connection, the request has the same idempotency key. */
  #repeatable(request: StreamRequest) {
    return async (signal: AbortSignal) => {
      const response = await this.#api().stream(request, this.#requestKeys.keyFor(request), signal)
      this.#requestKeys.release(request)
      return response
    }
  }
}

/** A hidden page gets no animation frames. */
function onNextFrame(tell: () => void) {
  if (document.hidden) setTimeout(tell, 100)
  else requestAnimationFrame(tell)
}
