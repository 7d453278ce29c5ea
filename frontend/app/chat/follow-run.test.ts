import { expect, test } from 'vitest'
import { ApiError } from '~/api/api-error'
import type { ThreadStreamEvent } from '~/api/protocol'
import { followRun } from './follow-run'

const item = { id: 'msg_1', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' }
const added: ThreadStreamEvent = {
  type: 'thread.item.added',
  item: { ...item, type: 'assistant_message', content: [] },
}
const done: ThreadStreamEvent = { ...added, type: 'thread.item.done' }
const stage = (text: string): ThreadStreamEvent => ({ type: 'progress_update', text })

type Ending = 'closes' | 'breaks'

function answer(events: [number, ThreadStreamEvent][], ending: Ending = 'closes') {
  const encoder = new TextEncoder()
  const frames = events.map(([n, event]) => `id: run_1:${n}\ndata: ${JSON.stringify(event)}\n\n`)
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const frame = frames.shift()
      if (frame) controller.enqueue(encoder.encode(frame))
      else if (ending === 'closes') controller.close()
      else controller.error(new TypeError('network error'))
    },
  })
  return new Response(body, { headers: { 'X-Run-Id': 'run_1' } })
}

function follow(first: Response, later: (Response | ApiError)[]) {
  const seen: ThreadStreamEvent[] = []
  const asked: (string | undefined)[] = []
  const connection: string[] = []
  const runs: string[] = []
  const api = {
    async followRun(_run: string, lastEventId?: string) {
      asked.push(lastEventId)
      const next = later.shift() ?? new ApiError(404, 'not_found', 'Gone.')
      if (next instanceof ApiError) throw next
      return next
    },
  }
  const watcher = {
    signal: new AbortController().signal,
    onRun: (id: string) => runs.push(id),
    onConnection: (state: string) => connection.push(state),
    wait: async () => {},
  }
  async function finish() {
    const events = followRun(api, async () => first, watcher)
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      seen.push(next.value)
    }
  }
  return { finish, seen, asked, connection, runs }
}

test('an answer that arrives in one piece asks for nothing more', async () => {
  const run = follow(
    answer([
      [1, added],
      [2, done],
    ]),
    [],
  )

  expect(await run.finish()).toBe(true)
  expect(run.seen).toEqual([added, done])
  expect(run.asked).toEqual([])
  expect(run.runs).toEqual(['run_1'])
})

test('a broken connection is taken up after the last event that arrived', async () => {
  const run = follow(
    answer(
      [
        [1, added],
        [2, stage('Writing')],
      ],
      'breaks',
    ),
    [answer([[3, done]])],
  )

  expect(await run.finish()).toBe(true)
  expect(run.seen).toEqual([added, stage('Writing'), done])
  expect(run.asked).toEqual(['run_1:2'])
  expect(run.connection).toEqual(['lost', 'restored'])
})

test('an answer cut off as if it were over is taken up too', async () => {
  const run = follow(answer([[1, added]]), [answer([[2, done]])])

  expect(await run.finish()).toBe(true)
  expect(run.seen).toEqual([added, done])
})

test('it keeps trying while the server does not answer', async () => {
  const busy = new ApiError(0, 'unreachable', 'No network.')
  const run = follow(answer([[1, added]], 'breaks'), [busy, busy, answer([[2, done]])])

  expect(await run.finish()).toBe(true)
  expect(run.asked).toEqual(['run_1:1', 'run_1:1', 'run_1:1'])
})

test('it says so when the server no longer knows the answer', async () => {
  const run = follow(answer([[1, added]], 'breaks'), [])

  expect(await run.finish()).toBe(false)
})

test('it gives up after a few tries', async () => {
  const down = () => new ApiError(0, 'unreachable', 'No network.')
  const run = follow(answer([[1, added]], 'breaks'), Array.from({ length: 9 }, down))

  await expect(run.finish()).rejects.toThrow('cannot be reached')
})
