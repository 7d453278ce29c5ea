/** The page's own reader, at the end of a network that cuts bytes wherever it likes. */

import { readSse, type SseFrame } from '~/api/sse'
import { applyEvent, emptyThread, type ThreadState } from '~/chat/turn/thread-state'
import { framesOf, HEARTBEAT } from '../../backend/src/http/sse.ts'
import type { ThreadStreamEvent } from '../../backend/src/protocol/schemas.ts'
import type { LoggedEvent } from '../../backend/src/runs/runs.ts'
import type { Played } from './play.ts'

const encoder = new TextEncoder()

/** The bytes of these events, as they leave the server in one write each; with signs of life between some. */
export function bytesOf(
  runId: string,
  events: LoggedEvent[],
  heartbeats: number[] = [],
): Uint8Array {
  const beats = new Set(heartbeats)
  const writes = events.map(
    (event, at) => (beats.has(at) ? HEARTBEAT : '') + [...framesOf(runId, [event])].join(''),
  )
  return encoder.encode(writes.join(''))
}

/** @param cuts places in the bytes, counted on from the beginning again behind the end */
export function cut(bytes: Uint8Array, cuts: number[]): Uint8Array[] {
  const places = cuts.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b)
  const edges = [0, ...places, bytes.length]
  return edges.slice(1).map((end, at) => bytes.slice(edges[at], end))
}

export async function read(chunks: Uint8Array[]): Promise<SseFrame[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const frames: SseFrame[] = []
  for await (const frame of readSse(body)) frames.push(frame)
  return frames
}

export const eventOf = ({ data }: SseFrame) => JSON.parse(data) as ThreadStreamEvent

/** What the page shows after these events. */
export function shownAfter({ opening }: Played, frames: SseFrame[]): ThreadState {
  return [...opening, ...frames.map(eventOf)].reduce(applyEvent, emptyThread)
}
