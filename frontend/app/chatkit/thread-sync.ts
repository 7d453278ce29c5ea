type ThreadId = string | null

type ThreadSyncOptions = {
  /** The thread that the panel begins with. */
  at: ThreadId
  /** Makes the panel change its thread. Some panels refuse while they load or answer. */
  show: (threadId: ThreadId) => Promise<void>
  /** Takes the page to where the panel has gone by itself. */
  moveTo: (threadId: ThreadId, isFromNewChat: boolean) => void
  /** Whether the reader sees the panel: one in the background moves nobody. */
  isShown: () => boolean
  /** The panel does not go where the address says. */
  onUnable: () => void
}

/** How long the panel may take to change its thread. */
const PATIENCE = 6_000

/** Keeps the page's address and the panel's thread in step, whichever of them moves. */
export class ThreadSync {
  readonly #options: ThreadSyncOptions
  /** Unknown where the panel lost its way. */
  #at: ThreadId | undefined
  #wanted: ThreadId
  #isLoading = false
  #isSwitching = false

  constructor(options: ThreadSyncOptions) {
    this.#options = options
    this.#at = options.at
    this.#wanted = options.at
  }

  isAt(threadId: ThreadId) {
    return this.#at === threadId
  }

  /** What the address says. */
  follow(threadId: ThreadId) {
    this.#wanted = threadId
    return this.#catchUp()
  }

  /** What the panel says: its own move, or the echo of one that it was told. */
  changed(threadId: ThreadId) {
    this.#at = threadId
    if (this.#isSwitching || threadId === this.#wanted || !this.#options.isShown()) return
    const isFromNewChat = this.#wanted === null
    this.#wanted = threadId
    this.#options.moveTo(threadId, isFromNewChat)
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

  async #catchUp() {
    if (this.#isSwitching || this.#isLoading) return
    this.#isSwitching = true
    try {
      while (this.#at !== this.#wanted) {
        const target = this.#wanted
        if (await this.#switchTo(target)) this.#at = target
        else if (target === this.#wanted) return this.#options.onUnable()
      }
    } finally {
      this.#isSwitching = false
    }
  }

  async #switchTo(threadId: ThreadId) {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE)
    })
    const done = this.#options.show(threadId).then(
      () => true,
      () => false,
    )
    return Promise.race([done, tooLong]).finally(() => clearTimeout(timer))
  }
}
