import type { Network } from '~/ui/network'
import { startStallTimer } from './stall-timer'

export type SseFrame = { id?: string; data: string }

/**
 * Parses Server-Sent Events. Fails when nothing arrives for
 * `silenceLimit` ms, not even a comment: the connection is then dead without having said so.
 */
export async function* readSse(
  body: ReadableStream<Uint8Array>,
  silenceLimit = Number.POSITIVE_INFINITY,
  network?: Network,
): AsyncGenerator<SseFrame> {
  const parser = createSseParser()
  const decoder = new TextDecoder()
  const reader = body.getReader()
  const leave = () => void reader.cancel().catch(() => {})
  let isDead = false
  const silence = startStallTimer(silenceLimit, network, () => {
    isDead = true
    leave() // ends the reading that waits
  })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (isDead) throw new Error('The connection seems to be dead.')
      if (done) return
      silence.hear()
      yield* parser.push(decoder.decode(value, { stream: true }))
    }
  } finally {
    silence.end()
    leave()
  }
}

/** The largest line that is read, in characters. */
const LONGEST_LINE = 16 * 2 ** 20

function createSseParser() {
  const lines = createLineReader()
  let id: string | undefined
  let data: string[] = []

  function take(line: string): SseFrame | undefined {
    if (line === '') return flush()
    const { field, value } = splitLine(line)
    if (field === 'data') data.push(value)
    if (field === 'id') id = value
  }

  function flush() {
    const frame = data.length > 0 ? { id, data: data.join('\n') } : undefined
    data = []
    return frame
  }

  return {
    *push(text: string): Generator<SseFrame> {
      for (const line of lines.push(text)) {
        const frame = take(line)
        if (frame) yield frame
      }
    },
  }
}

/** Puts lines together from pieces; each is looked at once, however many a long line comes in. */
function createLineReader() {
  let pieces: string[] = []
  let length = 0
  return {
    push(text: string): string[] {
      const endedInReturn = pieces.at(-1)?.endsWith('\r')
      pieces.push(text)
      length += text.length
      if (length > LONGEST_LINE) throw new Error('A line of the stream is too long.')
      if (!endedInReturn && !/[\r\n]/.test(text)) return []
      const lines = pieces.join('').split(/\r\n|\n|\r(?!$)/)
      const rest = lines.pop() ?? ''
      pieces = rest ? [rest] : []
      length = rest.length
      return lines
    },
  }
}

/** `field: value`, where one space after the colon is not part of the value. A comment has an empty field. */
function splitLine(line: string) {
  const colon = line.indexOf(':')
  if (colon === -1) return { field: line, value: '' }
  const value = line.slice(colon + 1)
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value }
}
