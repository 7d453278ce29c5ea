/** What a request is answered with: who asks, within which limits, and what its stream is made of. */
import type { Turn } from '../coach/responder.ts'
import type { Requester } from '../library/attachments.ts'
import type { NoticeEvent, ThreadStreamEvent } from '../protocol/schemas.ts'
import type { NewId } from './requests.ts'

export type RequestContext = Requester & {
  /** Names of the tools that this client can run for the model. */
  clientTools: readonly string[]
  /** Aborted when the client has gone; ends what is answered with JSON. */
  signal: AbortSignal
  onError(error: unknown): void
}

export type StreamContext = RequestContext & {
  /** For what the request brings. */
  makeId: NewId
  /** What the reader is told ahead of the answer. */
  notice?: NoticeEvent
}

export type ChatKitLimits = {
  messageChars: number
  attachmentsPerMessage: number
  threadsPerSession: number
  itemsPerThread: number
}

/** Events to be run; everything that could refuse the request has passed by then. */
export type OpenedStream = {
  produce(
    signals: StreamSignals,
  ): AsyncIterable<ThreadStreamEvent[]> | Iterable<ThreadStreamEvent[]>
  /** What `restoreStream` needs, where another process can continue the stream. */
  checkpoint?: object
}

/** `id` names the run. */
export type StreamSignals = Pick<Turn, 'signal' | 'finishNow' | 'saveProgress'> & {
  id: string
  /** What is done once all that has been given is logged. */
  onComplete(act: () => Promise<unknown>): void
}
