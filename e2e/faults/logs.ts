/** The logs of runs as the API has them now, and what a page would make of them. */
import { readSse, type SseFrame } from '~/api/sse'
import { applyEvent, emptyThread, type ThreadState } from '~/chat/turn/thread-state'
import type { ThreadStreamEvent, VisibleItem } from '../../backend/src/protocol/schemas.ts'

export const eventOf = ({ data }: SseFrame) => JSON.parse(data) as ThreadStreamEvent

/** What one replica has of it. @param lastEventId behind which it is read */
export async function fetchLog(
  url: string,
  sessionId: string,
  runId: string,
  lastEventId = '',
): Promise<SseFrame[]> {
  const response = await fetch(`${url}/chatkit/runs/${runId}`, {
    headers: { 'X-Session-Id': sessionId, 'Last-Event-ID': lastEventId },
  })
  if (!response.ok || !response.body) {
    throw new Error(`${runId} cannot be followed: ${response.status} ${await response.text()}`)
  }
  const frames: SseFrame[] = []
  for await (const frame of readSse(response.body)) frames.push(frame)
  return frames
}

export function shownAfter(frames: SseFrame[]): ThreadState {
  return frames.map(eventOf).reduce(applyEvent, emptyThread)
}

/** The coach's words in these items. */
export function wordsOf(items: VisibleItem[]): string {
  return items
    .flatMap((item) => (item.type === 'assistant_message' ? item.content : []))
    .map(({ text }) => text)
    .join('')
}

/**
 * All words that were ever written, whatever was made of them in the end; of an answer that was written again,
 * as its readers were told, those that came since.
 */
export function wordsWrittenIn(frames: SseFrame[]): string {
  const all = frames.map(eventOf)
  const events = all.slice(all.findLastIndex(isWrittenAgain) + 1)
  const begun = new Set(
    events.flatMap((event) => (event.type === 'thread.item.added' ? event.item.id : [])),
  )
  const written = events.filter((event) => !isEnding(event, begun))
  return wordsOf(written.reduce(applyEvent, emptyThread).items)
}

const isWrittenAgain = (event: ThreadStreamEvent) =>
  event.type === 'notice' && event.message.includes('written again')

/** What comes whole, since its beginning was never logged, is written by that. */
const isEnding = (event: ThreadStreamEvent, begun: Set<string>) =>
  event.type === 'thread.item.removed' ||
  (event.type === 'thread.item.done' &&
    event.item.type === 'assistant_message' &&
    begun.has(event.item.id))
