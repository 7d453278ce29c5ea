import { ApiError, messageOf } from '~/api/api-error'
import type { Api, StreamRequest } from '~/api/client'
import type {
  ErrorEvent,
  Feedback,
  Page,
  Thread,
  ThreadStreamEvent,
  UserMessageItem,
  VisibleItem,
} from '~/api/protocol'
import { type Draft, type Drafts, NEW_CHAT } from './drafts'
import { followRun } from './follow-run'
import { KNOWN_HERE } from './load-thread'
import {
  applyEvent,
  dropAfter,
  emptyThread,
  fromNewestPage,
  mergeNewestPage,
  prependPage,
  type ThreadInfo,
  type ThreadState,
  withInfo,
} from './thread-state'

export type Turn = {
  phase: 'sending' | 'answering' | 'reconnecting' | 'stopping'
  /** What the coach is doing, in words. */
  stage?: string
  startedAt: number
}

export type Problem = {
  message: string
  /** What "Try again" does: send the message that came back, or answer the last one again. */
  again?: 'send' | 'answer'
  /** The chat is being answered already. */
  isConflict?: boolean
}

export type Chat = {
  thread: ThreadState
  turn?: Turn
  /** A message on its way, until the server has stored it. */
  outgoing?: Draft
  problem?: Problem
  /** What the server had to say beside the last answer: a file that could not be read, a text cut short. */
  notes: string[]
  /** The reader stopped the last answer. */
  stopped: boolean
  feedback: Record<string, Feedback>
}

/** What the list of chats must know beyond what its loader found. */
export type ThreadsOverview = { changed: ThreadInfo[]; forgotten: string[]; answering: string[] }

type TurnsOptions = {
  api: () => Api
  drafts: Drafts
  /** Spreads changes at most once a frame, however fast the text comes. */
  schedule?: (tell: () => void) => void
}

/** A turn under way. `key` changes once, when a new chat gets its thread. */
type Running = { key: string; controller: AbortController; runId?: string; stopAsked: boolean }

const IDLE: Chat = { thread: emptyThread, notes: [], stopped: false, feedback: {} }
/** How long a stopped answer may take to end by itself. */
const STOP_PATIENCE = 3_000

/**
 * The turns of all chats of this page. It stands above the routes, so that an answer goes on while the reader looks at
 * another chat, and each event finds the chat it belongs to.
 */
export class Turns {
  readonly #api: () => Api
  readonly #drafts: Drafts
  readonly #schedule: (tell: () => void) => void
  readonly #chats = new Map<string, Chat>()
  readonly #running = new Map<string, Running>()
  /** New chats by the key they had before their thread was made. */
  readonly #threadOf = new Map<string, string>()
  readonly #settledAt = new Map<string, number>()
  readonly #forgotten = new Set<string>()
  readonly #followed = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #overview: ThreadsOverview = { changed: [], forgotten: [], answering: [] }
  #telling = false

  constructor({ api, drafts, schedule = onNextFrame }: TurnsOptions) {
    this.#api = api
    this.#drafts = drafts
    this.#schedule = schedule
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  chat(key: string): Chat | undefined {
    return this.#chats.get(this.#threadOf.get(key) ?? key)
  }

  overview = () => this.#overview

  send(from: string, message: Draft) {
    // A new chat may have its thread before the page has moved to it.
    const key = this.#threadOf.get(from) ?? from
    if (this.#running.has(key)) return
    const requestKey = message.requestKey ?? crypto.randomUUID()
    const outgoing = { ...message, requestKey }
    this.#change(key, (chat) => ({ ...chat, outgoing, problem: undefined }))
    const threadId = isNew(key) ? undefined : key
    void this.#run(key, 'sending', (signal) =>
      this.#api().stream(messageRequest(threadId, message), requestKey, signal),
    )
  }

  /** Answers the last question again. What came after it is gone, here as on the server. */
  answerAgain(threadId: string) {
    const question = this.#chats.get(threadId)?.thread.items.findLast(isQuestion)
    if (!question || this.#running.has(threadId)) return
    const request: StreamRequest = {
      type: 'threads.retry_after_item',
      params: { thread_id: threadId, item_id: question.id },
    }
    this.#change(threadId, (chat) => ({
      ...chat,
      problem: undefined,
      thread: dropAfter(chat.thread, question.id),
    }))
    void this.#run(threadId, 'answering', (signal) =>
      this.#api().stream(request, crypto.randomUUID(), signal),
    )
  }

  /** Takes up an answer that this page did not start, or no longer remembers. */
  follow(threadId: string, runId: string) {
    if (this.#running.has(threadId) || this.#followed.has(runId)) return
    void this.#run(threadId, 'answering', (signal) =>
      this.#api().followRun(runId, undefined, signal),
    )
  }

  stop(key: string) {
    const running = this.#running.get(this.#threadOf.get(key) ?? key)
    if (!running || running.stopAsked) return
    running.stopAsked = true
    this.#changeTurn(running.key, { phase: 'stopping', stage: undefined })
    if (running.runId) void this.#cancel(running.runId)
    setTimeout(() => running.controller.abort(), STOP_PATIENCE)
  }

  isAnswering(threadId: string) {
    return this.#running.has(threadId)
  }

  /** What a loader has read. If a turn has ended since it began to read, the page knows better. */
  receive(threadId: string, page: Page<VisibleItem>, readAt: number) {
    if (page === KNOWN_HERE.page || readAt < (this.#settledAt.get(threadId) ?? 0)) return
    const answering = this.isAnswering(threadId)
    this.#change(threadId, (chat) => ({
      ...chat,
      thread: mergeNewestPage(chat.thread, page, answering),
    }))
  }

  receiveEarlier(threadId: string, page: Page<VisibleItem>) {
    this.#change(threadId, (chat) => ({ ...chat, thread: prependPage(chat.thread, page) }))
  }

  renamed(thread: Thread) {
    this.#change(thread.id, (chat) => ({ ...chat, thread: withInfo(chat.thread, thread) }))
  }

  forget(threadId: string) {
    this.#running.get(threadId)?.controller.abort()
    this.#chats.delete(threadId)
    this.#forgotten.add(threadId)
    this.#drafts.forget(threadId)
    this.#tell()
  }

  async rate(threadId: string, itemId: string, kind: Feedback) {
    const before = this.#chats.get(threadId)?.feedback[itemId]
    this.#setFeedback(threadId, itemId, kind)
    await this.#api()
      .chatkit('items.feedback', { thread_id: threadId, item_ids: [itemId], kind })
      .catch(() => this.#setFeedback(threadId, itemId, before))
  }

  async #run(
    key: string,
    phase: Turn['phase'],
    connect: (signal: AbortSignal) => Promise<Response>,
  ) {
    const running: Running = { key, controller: new AbortController(), stopAsked: false }
    this.#running.set(key, running)
    this.#change(key, (chat) => ({
      ...chat,
      notes: [],
      stopped: false,
      turn: { phase, startedAt: Date.now() },
    }))
    try {
      const isWhole = await this.#read(running, connect)
      if (!isWhole) await this.#reload(running.key)
    } catch (error) {
      await this.#recover(running, error)
    }
    this.#end(running)
  }

  async #read(running: Running, connect: (signal: AbortSignal) => Promise<Response>) {
    const { signal } = running.controller
    const events = followRun(this.#api(), () => connect(signal), {
      signal,
      onRun: (runId) => this.#nameRun(running, runId),
      onConnection: (state) => {
        if (running.stopAsked) return
        this.#changeTurn(running.key, { phase: state === 'lost' ? 'reconnecting' : 'answering' })
      },
    })
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      this.#take(running, next.value)
    }
  }

  #nameRun(running: Running, runId: string) {
    running.runId = runId
    this.#followed.add(runId)
    if (running.stopAsked) void this.#cancel(runId)
  }

  #take(running: Running, event: ThreadStreamEvent) {
    if (event.type === 'thread.created') this.#adopt(running, event.thread.id)
    if (isStoredQuestion(event)) this.#drafts.release(this.chat(running.key)?.outgoing?.files ?? [])
    this.#change(running.key, (chat) => ({
      ...withoutStored(chat, event),
      thread: applyEvent(chat.thread, event),
      problem: event.type === 'error' ? problemOf(event) : chat.problem,
      notes: event.type === 'notice' ? [...chat.notes, event.message] : chat.notes,
    }))
    if (event.type === 'progress_update') this.#changeTurn(running.key, { stage: event.text })
    if (isStoredQuestion(event)) this.#changeTurn(running.key, { phase: 'answering' })
  }

  /** A new chat has its thread now: from here on it goes by the thread's id. */
  #adopt(running: Running, threadId: string) {
    const { key } = running
    if (key === threadId) return
    this.#chats.set(threadId, this.#chats.get(key) ?? IDLE)
    this.#chats.delete(key)
    this.#running.set(threadId, running)
    this.#running.delete(key)
    this.#threadOf.set(key, threadId)
    this.#drafts.move(NEW_CHAT, threadId)
    running.key = threadId
  }

  async #recover(running: Running, error: unknown) {
    if (running.stopAsked || running.controller.signal.aborted) {
      await this.#stopUnnamed(running)
      return
    }
    const chat = this.chat(running.key)
    if (chat?.outgoing) return this.#change(running.key, () => failedSend(chat, error))
    await this.#reload(running.key)
    this.#change(running.key, (latest) => ({
      ...latest,
      problem: { message: messageOf(error), again: 'answer' },
    }))
  }

  /** Stopped before the server named the run: find out which one it is. */
  async #stopUnnamed(running: Running) {
    if (running.runId || isNew(running.key)) return
    const run = await this.#findRun(running.key)
    if (run) await this.#cancel(run.id)
  }

  #end(running: Running) {
    const { key, stopAsked } = running
    this.#running.delete(key)
    this.#settledAt.set(key, Date.now())
    const chat = this.chat(key)
    if (!chat) return this.#tell()
    if (chat.outgoing) this.#drafts.putBack(isNew(key) ? NEW_CHAT : key, chat.outgoing)
    this.#change(key, (latest) => ({
      ...latest,
      turn: undefined,
      outgoing: undefined,
      stopped: stopAsked,
    }))
    if (stopAsked && !isNew(key)) void this.#reload(key)
    if (chat.problem?.isConflict) void this.#followOther(key)
  }

  /** Somebody, such as a copy of this tab, has asked in the same chat: show that answer. */
  async #followOther(threadId: string) {
    const run = await this.#findRun(threadId)
    if (run) this.follow(threadId, run.id)
  }

  async #findRun(threadId: string) {
    const { runs } = await this.#api()
      .session()
      .catch(() => ({ runs: [] }))
    return runs.find(({ thread_id }) => thread_id === threadId)
  }

  /** What the server has stored is all there is. */
  async #reload(threadId: string) {
    if (isNew(threadId)) return
    try {
      const page = await this.#api().chatkit('items.list', { thread_id: threadId, order: 'desc' })
      this.#change(threadId, (chat) => ({
        ...chat,
        thread: mergeNewestPage(chat.thread, page, false),
      }))
    } catch {
      // What is on the page stays; the next visit asks again.
    }
  }

  async #cancel(runId: string) {
    await this.#api()
      .cancelRun(runId)
      .catch(() => {})
  }

  #setFeedback(threadId: string, itemId: string, kind: Feedback | undefined) {
    this.#change(threadId, (chat) => {
      const { [itemId]: _, ...others } = chat.feedback
      return { ...chat, feedback: kind ? { ...others, [itemId]: kind } : others }
    })
  }

  #changeTurn(key: string, change: Partial<Turn>) {
    this.#change(key, (chat) => (chat.turn ? { ...chat, turn: { ...chat.turn, ...change } } : chat))
  }

  #change(key: string, change: (chat: Chat) => Chat) {
    if (this.#forgotten.has(key)) return
    this.#chats.set(key, change(this.#chats.get(key) ?? IDLE))
    this.#tell()
  }

  #tell() {
    if (this.#telling) return
    this.#telling = true
    this.#schedule(() => {
      this.#telling = false
      this.#overview = this.#nextOverview()
      for (const listener of this.#listeners) listener()
    })
  }

  /** The same object as long as nothing in it changed, since the list would otherwise be drawn with every word. */
  #nextOverview(): ThreadsOverview {
    const next = {
      changed: [...this.#chats.values()].flatMap(({ thread }) => thread.info ?? []),
      forgotten: [...this.#forgotten],
      answering: [...this.#running.keys()].filter((key) => !isNew(key)),
    }
    const same = (key: keyof ThreadsOverview) =>
      next[key].length === this.#overview[key].length &&
      next[key].every((entry, i) => entry === this.#overview[key][i])
    return same('changed') && same('forgotten') && same('answering') ? this.#overview : next
  }
}

export function newChatKey() {
  return `${NEW_CHAT}-${crypto.randomUUID()}`
}

function isNew(key: string) {
  return key.startsWith(`${NEW_CHAT}-`)
}

export function threadStateOf(page: Page<VisibleItem>): Chat {
  return { ...IDLE, thread: fromNewestPage(page) }
}

export function isQuestion(item: VisibleItem): item is UserMessageItem {
  return item.type === 'user_message'
}

function isStoredQuestion(event: ThreadStreamEvent) {
  return event.type === 'thread.item.done' && isQuestion(event.item)
}

function withoutStored(chat: Chat, event: ThreadStreamEvent): Chat {
  return isStoredQuestion(event) ? { ...chat, outgoing: undefined } : chat
}

function messageRequest(threadId: string | undefined, { text, files }: Draft): StreamRequest {
  const input = {
    content: text ? [{ type: 'input_text' as const, text }] : [],
    attachments: files.flatMap(({ attachment }) => attachment?.id ?? []),
    inference_options: {},
  }
  return threadId
    ? { type: 'threads.add_user_message', params: { thread_id: threadId, input } }
    : { type: 'threads.create', params: { input } }
}

function problemOf({ message, allow_retry }: ErrorEvent): Problem {
  return {
    message: message ?? 'The coach could not finish this answer.',
    again: allow_retry ? 'answer' : undefined,
  }
}

/** What sending the same words again cannot mend. */
const REFUSALS: Record<number, string | undefined> = {
  404: 'This chat is no longer there. Your message is kept: copy it into a new chat.',
  409: 'This chat is still being answered. Your message is kept: send it when the answer is there.',
}

function failedSend(chat: Chat, error: unknown): Chat {
  const status = error instanceof ApiError ? error.status : 0
  const refusal = REFUSALS[status]
  const again = refusal || status === 400 || status === 413 ? undefined : 'send'
  return {
    ...chat,
    problem: { message: refusal ?? messageOf(error), again, isConflict: status === 409 },
  }
}

/** A hidden page gets no frames. */
function onNextFrame(tell: () => void) {
  if (document.hidden) setTimeout(tell, 100)
  else requestAnimationFrame(tell)
}
