import type { Thread } from '~/api/protocol'
import { readEvent } from '~/api/read-event'

/** Inside a message's text the quotes are escaped, so this is an event of its own. */
const NAMES_THREAD = /"type":"thread\.(created|updated)"/

/** Passes an event stream through as it is, and says which threads it tells of. Parses nothing else. */
export function watchThreads(onThread: (thread: Thread) => void) {
  const decoder = new TextDecoder()
  let pieces: string[] = []
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      const text = decoder.decode(chunk, { stream: true })
      pieces.push(text)
      // A long line comes in many pieces, and is put together once.
      if (!text.includes('\n')) return
      const lines = pieces.join('').split('\n')
      pieces = [lines.pop() ?? '']
      for (const line of lines) {
        const thread = NAMES_THREAD.test(line) ? threadIn(line) : undefined
        if (thread) onThread(thread)
      }
    },
  })
}

/** The API writes each event as one line of data. */
function threadIn(line: string) {
  const event = readEvent(line.slice('data:'.length))
  const isNews = event?.type === 'thread.created' || event?.type === 'thread.updated'
  return isNews ? event.thread : undefined
}
