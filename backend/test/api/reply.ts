import type { ThreadStreamEvent } from '../../src/protocol/schemas.ts'
import { type ReceivedEvent, readEvents } from './read-events.ts'

/** A streamed answer, read as far as the test asks for. */
export class Reply {
  readonly response: Response
  /** What has been read so far. */
  readonly received: ReceivedEvent[] = []
  readonly #incoming: AsyncGenerator<ReceivedEvent>
  readonly #leave: AbortController

  constructor(response: Response, leave: AbortController) {
    this.response = response
    this.#incoming = readEvents(response)
    this.#leave = leave
  }

  get runId(): string {
    return this.response.headers.get('X-Run-Id') ?? ''
  }

  get events(): ThreadStreamEvent[] {
    return this.received.map(({ event }) => event)
  }

  get stages(): string[] {
    return this.events.map(({ type }) => type)
  }

  get lastId(): string {
    return this.received.at(-1)?.id ?? ''
  }

  get threadId(): string {
    for (const event of this.events) {
      if (event.type === 'thread.created') return event.thread.id
      if ('item' in event) return event.item.thread_id
    }
    throw new Error('No event has named the thread yet.')
  }

  /** The words that the reader has seen so far. */
  get text(): string {
    return this.events.map(deltaOf).join('')
  }

  async untilEvent(isIt: (event: ThreadStreamEvent) => boolean): Promise<this> {
    for (;;) {
      const { value, done } = await this.#incoming.next()
      if (done) throw new Error(`The stream ended after ${this.stages.join(', ')}.`)
      this.received.push(value)
      if (isIt(value.event)) return this
    }
  }

  /** Reads until the first words have come. */
  untilWords(): Promise<this> {
    return this.untilEvent((event) => deltaOf(event) !== '')
  }

  async untilEnd(): Promise<this> {
    for await (const received of this.#incoming) this.received.push(received)
    return this
  }

  /** Closes the connection, as a closed tab does. */
  leave(): void {
    this.#leave.abort()
  }
}

function deltaOf(event: ThreadStreamEvent): string {
  if (event.type !== 'thread.item.updated') return ''
  const { update } = event
  return update.type === 'assistant_message.content_part.text_delta' ? update.delta : ''
}
