import { expect, test } from 'vitest'
import { readSse, type SseFrame } from './sse'

const encoder = new TextEncoder()
const stream =
  'id: run_1:1\ndata: {"text":"Grüße, 👋🏽"}\n\n' +
  ': ping\n' +
  'id: run_1:2\r\ndata: {"text":"second"}\r\n\r\n' +
  ': ping\n\n' +
  'data:{"no":"space"}\n\n' +
  'event: other\ndata: one\ndata: two\n\n'

const frames = [
  { id: 'run_1:1', data: '{"text":"Grüße, 👋🏽"}' },
  { id: 'run_1:2', data: '{"text":"second"}' },
  { id: 'run_1:2', data: '{"no":"space"}' },
  { id: 'run_1:2', data: 'one\ntwo' },
]

async function read(chunks: Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const found: SseFrame[] = []
  for await (const frame of readSse(body)) found.push(frame)
  return found
}

function cutAt(bytes: Uint8Array, cuts: number[]) {
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return edges.slice(1).map((end, i) => bytes.slice(edges[i], end))
}

test('a whole stream gives its events, without the comments', async () => {
  expect(await read([encoder.encode(stream)])).toEqual(frames)
})

test('it does not matter where the network cuts the bytes', async () => {
  const bytes = encoder.encode(stream)
  let seed = 7
  const random = (max: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % max
  }

  for (let round = 0; round < 200; round++) {
    const cuts = Array.from({ length: random(12) }, () => random(bytes.length))
    expect(await read(cutAt(bytes, cuts)), `cut at ${cuts}`).toEqual(frames)
  }
})

test('byte by byte is fine too', async () => {
  const bytes = encoder.encode(stream)

  expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(frames)
})

test('an event without its blank line has not arrived', async () => {
  expect(await read([encoder.encode('data: half')])).toEqual([])
})
