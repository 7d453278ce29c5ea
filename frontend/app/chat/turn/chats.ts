import type { Page, VisibleItem } from '~/api/protocol'
import { RecentMap, RecentSet } from '~/lib/recent-map'
import { isNew } from '../drafts/chat-keys'
import { type Chat, IDLE, withItemsOf } from './chat-state'
import { turnChanged } from './reducer'
import { dropAfter, type ThreadInfo, type ThreadState } from './thread-state'
import { activeTurn, type TurnEvent } from './turn-machine'
import { withStoredPage } from './unsaved'

/** Browsers keep no more than 50 history entries. */
const MAX_HISTORY_ENTRIES = 50
/** New chats whose first message could not be sent. */
const MAX_UNSENT = 20
/** Deleted chats, whose last events may still arrive. */
const MAX_FORGOTTEN = 200

/** The state of all chats of this page, with subscriptions. */
export class Chats {
  readonly #schedule: (tell: () => void) => void
  /** As many as the session has threads: deleting one forgets it here. */
  readonly #chats = new Map<string, Chat>()
  /** New chats by the key they had before their thread was made. */
  readonly #threadOf = new RecentMap<string, string>(MAX_HISTORY_ENTRIES)
  /** New chats by the place in the reader's history where they began. */
  readonly #begunAt = new RecentMap<string, string>(MAX_HISTORY_ENTRIES)
  readonly #forgotten = new RecentSet<string>(MAX_FORGOTTEN)
  /** When an answer was dropped for a retry. */
  readonly #droppedAt = new Map<string, number>()
  readonly #listeners = new Set<() => void>()
  #overview = NO_OVERVIEW
  #telling = false

  constructor(schedule: (tell: () => void) => void) {
    this.#schedule = schedule
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  overview = () => this.#overview

  /** A new chat may have its thread before the page has moved to it. */
  keyOf(key: string) {
    return this.#threadOf.get(key) ?? key
  }

  get(key: string): Chat | undefined {
    return this.#chats.get(this.keyOf(key))
  }

  change(key: string, change: (chat: Chat) => Chat) {
    if (this.#forgotten.has(key)) return
    this.#chats.set(key, change(this.#chats.get(key) ?? IDLE))
    if (isNew(key)) this.#forgetUnsent()
    this.#tell()
  }

  changeThread(key: string, change: (thread: ThreadState) => ThreadState) {
    this.change(key, (chat) => ({ ...chat, thread: change(chat.thread) }))
  }

  /** Something has happened to the chat's turn. */
  changeTurn(key: string, event: TurnEvent) {
    this.change(key, (chat) => turnChanged(chat, event))
  }

  /** Removes what follows the item: it will be generated again. */
  dropAfter(key: string, itemId: string) {
    this.#droppedAt.set(key, Date.now())
    this.change(key, (chat) => withItemsOf(chat, dropAfter(chat.thread, itemId)))
  }

  /** Restores what was dropped, after a refused retry. */
  restore(key: string, { thread: { items }, feedback, itemProblems, unsaved: unkept }: Chat) {
    this.change(key, (chat) => ({
      ...chat,
      thread: { ...chat.thread, items },
      feedback,
      itemProblems,
      unsaved: unkept,
    }))
  }

  /** Merges the newest page of stored items. */
  mergePage(key: string, page: Page<VisibleItem>, answering: boolean) {
    this.change(key, (chat) => withStoredPage(chat, page, answering))
  }

  /** Whether data requested at that time may still contain dropped items. */
  isOutdated(key: string, readAt: number) {
    return readAt <= (this.#droppedAt.get(key) ?? Number.NEGATIVE_INFINITY)
  }

  /** A new chat has its thread: its key is the thread's id from now on. */
  assignThread(key: string, threadId: string) {
    const chat = this.#chats.get(key)
    if (chat) this.#chats.set(threadId, chat)
    this.#chats.delete(key)
    this.#threadOf.set(key, threadId)
    this.#tell()
  }

  /** The new chat that began at this history entry. */
  newChatAt(entry: string) {
    return this.#begunAt.get(entry)
  }

  setNewChatAt(entry: string, key: string) {
    this.#begunAt.set(entry, key)
  }

  forget(threadId: string) {
    for (const [entry, key] of this.#begunAt) {
      if (this.keyOf(key) === threadId) this.#begunAt.delete(entry)
    }
    for (const [key, thread] of this.#threadOf) if (thread === threadId) this.#threadOf.delete(key)
    this.#chats.delete(threadId)
    this.#droppedAt.delete(threadId)
    this.#forgotten.add(threadId)
    this.#tell()
  }

  forgetAll() {
    for (const key of this.#chats.keys()) this.#forgotten.add(key)
    this.#chats.clear()
    this.#threadOf.clear()
    this.#begunAt.clear()
    this.#droppedAt.clear()
    this.#tell()
  }

  all() {
    return this.#chats.values()
  }

  #forgetUnsent() {
    const unsent = [...this.#chats].filter(([key, chat]) => isNew(key) && !activeTurn(chat))
    for (const [key] of unsent.slice(0, -MAX_UNSENT)) this.#chats.delete(key)
  }

  #tell() {
    if (this.#telling) return
    this.#telling = true
    this.#schedule(() => {
      this.#telling = false
      this.#overview = overviewOf(this.#chats, this.#forgotten.values(), this.#overview)
      for (const listener of this.#listeners) listener()
    })
  }
}

/** Changes to the thread list since its loader ran. */
export type ThreadsOverview = { changed: ThreadInfo[]; forgotten: string[]; answering: string[] }

export const NO_OVERVIEW: ThreadsOverview = { changed: [], forgotten: [], answering: [] }

/** Returns the same object while nothing has changed, so that text deltas do not re-render the list. */
export function overviewOf(
  chats: ReadonlyMap<string, Chat>,
  forgotten: Iterable<string>,
  before: ThreadsOverview,
): ThreadsOverview {
  const next: ThreadsOverview = {
    changed: [...chats.values()].flatMap(({ thread }) => thread.info ?? []),
    forgotten: [...forgotten],
    answering: [...chats].flatMap(([key, chat]) => (activeTurn(chat) && !isNew(key) ? key : [])),
  }
  const same = (key: keyof ThreadsOverview) =>
    next[key].length === before[key].length &&
    next[key].every((entry, i) => entry === before[key][i])
  return same('changed') && same('forgotten') && same('answering') ? before : next
}
