import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import type { ThreadStreamEvent } from './schemas.ts'
import { threadOnWire } from './wire.ts'

/** Stores and announces what the responder changes of the thread, never over what the user did meanwhile. */
export class ThreadChanges {
  readonly #memory: SessionMemory
  readonly #thread: StoredThread
  #saved: StoredThread
  #renamed = false

  /** @param thread the responder's own object, which it changes */
  constructor(memory: SessionMemory, thread: StoredThread) {
    this.#memory = memory
    this.#thread = thread
    this.#saved = { ...thread }
  }

  /** Asked after every event, so it compares references; responders replace what they change. */
  get unsaved(): boolean {
    const thread = this.#thread
    const saved = this.#saved
    return (
      thread.title !== saved.title ||
      thread.status !== saved.status ||
      thread.metadata !== saved.metadata
    )
  }

  /** What is to be told of it: nothing, if the thread has been deleted meanwhile. */
  async save(): Promise<ThreadStreamEvent[]> {
    const thread = this.#thread
    const stored = await this.#memory.loadThread(thread.id)
    this.#renamed ||= stored !== undefined && stored.title !== this.#saved.title
    if (this.#renamed) thread.title = stored?.title
    this.#saved = { ...thread }
    if (!stored) return []
    await this.#memory.saveThread(thread)
    return [{ type: 'thread.updated', thread: threadOnWire(thread) }]
  }
}
