import { isNew, newChatKey, threadIdOf } from '~/chat/drafts/chat-keys'

type ThreadId = string | null

type ThreadSyncOptions = {
  /** The chat that the panel begins with. */
  at: string
  /** Makes the panel change its thread. Some panels refuse while they load or answer. */
  show: (threadId: ThreadId) => Promise<void>
  /** Takes the page to where the panel has gone by itself. */
  moveTo: (threadId: ThreadId) => void
  /** A new chat has its thread. */
  onBegun: (key: string, threadId: string) => void
  /** Whether the reader sees the panel: a hidden panel does not navigate. */
  isShown: () => boolean
  /** The panel does not go where the address says. */
  onUnable: () => void
}

/** How long the panel may take to change its thread. */
const SWITCH_TIMEOUT_MS = 6_000

/**
 * Keeps the page's address and the panel's thread in step, whichever of them moves. Chats go by their keys: to the panel
 * all new chats are one, but the reader may have left one that was sent for another.
 */
export class ThreadSync {
  readonly #options: ThreadSyncOptions
  /** Undefined when the panel failed to load the thread. */
  #at: ThreadId | undefined
  /** The new chat that the panel has sent, until its thread is known. */
  #sent: string | undefined
  #wanted: string
  /** Where the panel is on its way to. */
  #target: string | undefined
  #isLoading = false

  constructor(options: ThreadSyncOptions) {
    this.#options = options
    this.#at = threadIdOf(options.at)
    this.#wanted = options.at
  }

  isAt(key: string) {
    if (this.#at !== threadIdOf(key)) return false
    return this.#sent === undefined || this.#sent === key
  }

  /** What the address says. */
  follow(key: string) {
    this.#wanted = key
    return this.#catchUp()
  }

  /** The panel sends the first message of a new chat. */
  sends() {
    if (isNew(this.#wanted)) this.#sent = this.#wanted
  }

  /** What the panel says: its own move, or the echo of one that it was told. */
  changed(threadId: ThreadId) {
    if (threadId === this.#at) return
    const begun = this.#begunBy(threadId)
    this.#at = threadId
    this.#sent = undefined
    if (begun && threadId) return this.#begin(begun, threadId)
    if (this.#target || this.isAt(this.#wanted) || !this.#options.isShown()) return
    this.#wanted = threadId ?? newChatKey()
    this.#options.moveTo(threadId)
  }

  loadStarted() {
    this.#isLoading = true
  }

  loadEnded() {
    this.#isLoading = false
    return this.#catchUp()
  }

  /** The thread could not be loaded: it has to be asked for again. */
  lost() {
    this.#at = undefined
    this.#isLoading = false
  }

  /** The new chat that has become this thread. */
  #begunBy(threadId: ThreadId) {
    if (this.#target) return threadId === threadIdOf(this.#target) ? undefined : this.#sent
    return this.#sent ?? (this.#at === null && isNew(this.#wanted) ? this.#wanted : undefined)
  }

  /** The address follows the chat, if the reader is still there, and otherwise as soon as they come back. */
  #begin(key: string, threadId: string) {
    if (this.#wanted === key) this.#wanted = threadId
    this.#options.onBegun(key, threadId)
  }

  async #catchUp() {
    if (this.#target || this.#isLoading) return
    try {
      while (!this.isAt(this.#wanted)) {
        const target = this.#wanted
        this.#target = target
        if (await this.#switchTo(threadIdOf(target))) {
          this.#at = threadIdOf(target)
          this.#sent = undefined
        } else if (target === this.#wanted) return this.#options.onUnable()
      }
    } finally {
      this.#target = undefined
    }
  }

  async #switchTo(threadId: ThreadId) {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), SWITCH_TIMEOUT_MS)
    })
    const done = this.#options.show(threadId).then(
      () => true,
      () => false,
    )
    return Promise.race([done, tooLong]).finally(() => clearTimeout(timer))
  }
}
