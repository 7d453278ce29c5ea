import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import type { ThreadStreamEvent } from '../protocol/schemas.ts'
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
    const saved = this.#saved
    const { title, status, metadata } = thread
    this.#saved = { ...thread }
    const stored = await this.#memory.changeThread(thread.id, (stored) => {
      this.#renamed ||= stored.title !== saved.title && stored.title !== title
      return { ...stored, status, metadata, ...(!this.#renamed && { title }) }
    })
    if (!stored) return []
    // Only then: the responder may have found a better title while this one was stored.
    if (this.#renamed) thread.title = this.#saved.title = stored.title
    return [{ type: 'thread.updated', thread: threadOnWire(stored) }]
  }
}
