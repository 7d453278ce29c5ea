import type { LoggedEvent, Run } from '../runs.ts'
import type { ControlChannel } from './control-channel.ts'
import type { LogPart, RecordOf, RunRecord } from './records.ts'

/** A run that another process writes, or has written. */
export class RemoteRun implements Run {
  readonly id: string
  readonly threadId: string
  readonly startedAt: Date
  readonly started: boolean
  readonly #record: RecordOf
  readonly #channel: ControlChannel

  constructor(facts: RunRecord, parts: { record: RecordOf; channel: ControlChannel }) {
    this.id = facts.id
    this.threadId = facts.threadId
    this.startedAt = facts.startedAt
    this.started = facts.state !== 'claimed'
    this.#record = parts.record
    this.#channel = parts.channel
  }

  async *follow(after = 0, left?: AbortSignal): AsyncGenerator<LoggedEvent[]> {
    let next = after
    for await (const { events, isEnd } of this.#parts(after, left)) {
      next = events.at(-1)?.seq ?? next
      if (events.length > 0) yield events
      if (isEnd || left?.aborted) return
      if (events.length === 0 && (await this.#isOver())) return yield* this.#rest(next)
    }
  }

  cancel(): Promise<void> {
    return this.#channel.send(this.#record, 'cancel')
  }

  finishNow(): Promise<void> {
    return this.#channel.send(this.#record, 'finish_now')
  }

  /** What is there comes over the connection that all share; only for more there is one of its own. */
  async *#parts(after: number, left = new AbortController().signal): AsyncGenerator<LogPart> {
    let next = after
    for await (const part of this.#record.readLog(after)) {
      next = part.events.at(-1)?.seq ?? next
      yield part
    }
    yield* this.#record.tailLog(next, left)
  }

  /** Ended before the place that was asked for, or dropped. */
  async #isOver(): Promise<boolean> {
    const record = await this.#record.load()
    return record === undefined || record.state === 'ended'
  }

  /** It may have ended between two looks. */
  async *#rest(after: number): AsyncGenerator<LoggedEvent[]> {
    for await (const { events } of this.#record.readLog(after)) if (events.length > 0) yield events
  }
}
