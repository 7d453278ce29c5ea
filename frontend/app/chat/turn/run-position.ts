import type { ThreadStreamEvent } from '~/api/protocol'

/** How far a run has been read, and whether what was begun has been finished. */
export class RunPosition {
  runId?: string
  lastEventId?: string
  #unfinished = new Set<string>()
  /** The last that came was the promise of more: a question, or what the coach is doing about it. */
  #isOwed = false
  #isStopped = false
  /** Connections that brought nothing, one after the other. */
  #fruitless = 0
  readonly #onRun: (runId: string) => void

  /** @param onRun called as soon as a run can be named that was not known before, which is what stopping it takes */
  constructor(onRun: (runId: string) => void, runId?: string) {
    this.#onRun = onRun
    this.runId = runId
  }

  begin(runId: string | null) {
    this.#fruitless += 1
    if (runId) this.#name(runId)
  }

  /** @param event none where it says nothing to this page */
  take(id: string | undefined, event: ThreadStreamEvent | undefined) {
    this.#fruitless = 0
    if (id) {
      this.lastEventId = id
      this.#name(id.slice(0, id.lastIndexOf(':')))
    }
    switch (event?.type) {
      case 'progress_update':
        this.#isOwed = true
        break
      case 'thread.item.added':
        this.#unfinished.add(event.item.id)
        break
      case 'thread.item.done':
        this.#unfinished.delete(event.item.id)
        this.#isOwed = event.item.type === 'user_message'
        break
      case 'thread.item.removed':
        this.#unfinished.delete(event.item_id)
        break
      case 'error':
        this.#unfinished.clear()
        this.#isOwed = false
    }
  }

  /** From now on whatever the server ends with is the end. */
  stop() {
    this.#isStopped = true
  }

  /** A proxy may end a stream as if it were over. What was begun or promised, and never came, gives it away. */
  get isComplete() {
    if (this.#isStopped) return true
    if (this.#unfinished.size > 0) return this.#fruitless > 2
    return !this.#isOwed || this.#fruitless > 0
  }

  #name(runId: string) {
    if (this.runId === runId) return
    this.runId = runId
    this.#onRun(runId)
  }
}
