/** One answer, and every place where the line to its reader can break. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SseFrame } from '~/api/sse'
import { ChatKitClient } from '../../backend/test/api/chatkit-client.ts'
import { type Deployment, deployOnRedis } from './deployment.ts'
import { fetchLog } from './logs.ts'
import { openPage } from './page.ts'
import type { Cut } from './schedule.ts'

let deployment: Deployment
let reader: ChatKitClient
let runId: string
let threadId: string
let log: SseFrame[]

beforeAll(async () => {
  deployment = await deployOnRedis()
  const [url = ''] = deployment.urls()
  reader = new ChatKitClient(url)
  const reply = await reader.create('How do I price a sponsorship?', {}, { 'X-Resume': '1' })
  await reply.untilEnd()
  runId = reply.runId
  threadId = reply.threadId
  log = await fetchLog(url, reader.session, runId)
}, 60_000)
afterAll(() => deployment.stop())

test('resumed after any event on the other replica, the rest is the same to the byte', async () => {
  const [, other = ''] = deployment.urls()

  for (const [at, { id = '' }] of log.entries()) {
    const rest = await fetchLog(other, reader.session, runId, id)

    expect(rest, `after ${id}`).toEqual(log.slice(at + 1))
  }
  expect(log.length).toBeGreaterThan(50)
})

test.each([
  { where: 'between any two events', bytes: 0 },
  { where: 'inside any event', bytes: 20 },
])('cut $where, the page goes on and gets all of it once', async ({ bytes }) => {
  const stored = await reader.items(threadId)

  const pages = await Promise.all([...log.keys()].map((events) => readByPage({ events, bytes })))

  for (const { cut, frames, shown } of pages) {
    expect(frames, `cut after ${cut.events} events`).toEqual(log)
    expect(shown).toEqual(stored)
  }
})

/** What a page gets that loses one connection on its way. */
async function readByPage(cut: Cut) {
  const name = `cut after ${cut.events} events and ${cut.bytes} bytes`
  deployment.balancer.breakFor(name, cut)
  const page = openPage(deployment.url, { sessionId: reader.session, reader: name })
  page.turns.follow(threadId, runId)
  await page.until('it is read', () => !page.turns.isAnswering(threadId))
  const frames = page.recorder.of(runId).flatMap((connection) => connection.frames)
  return {
    cut,
    frames: frames.map(({ id, data }) => ({ id, data })),
    shown: page.turns.chat(threadId)?.thread.items,
  }
}
