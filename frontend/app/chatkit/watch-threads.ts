import type { Thread, ThreadStreamEvent } from '~/api/protocol'

/** Inside a message's text the quotes are escaped, so this is an event of its own. */
const NAMES_THREAD = /"type":"thread\.(created|updated)"/

/** Passes an event stream through as it is, and says which threads it tells of. Parses nothing else. */
export function watchThreads(onThread: (thread: Thread) => void) {
  const decoder = new TextDecoder()
  let rest = ''
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const thread = NAMES_THREAD.test(line) ? threadIn(line) : undefined
        if (thread) onThread(thread)
      }
    },
  })
}

/** The API writes each event as one line of data. */
function threadIn(line: string) {
  const event = JSON.parse(line.slice('data:'.length)) as ThreadStreamEvent
  const isNews = event.type === 'thread.created' || event.type === 'thread.updated'
  return isNews ? event.thread : undefined
}
