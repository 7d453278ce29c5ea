/** A second reader, who comes to an answer in the middle and keeps all that it gets. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readSse, type SseFrame } from '~/api/sse'
import { READER_HEADER } from './balancer.ts'
import type { Deployment } from './deployment.ts'
import type { Page } from './page.ts'
import type { Cut } from './schedule.ts'

export type Onlooker = {
  /** The number of the event behind which it has begun. */
  after: number
  frames: SseFrame[]
}

const PAUSE_MS = 100
const TIMEOUT_MS = 30_000

type Watched = { deployment: Deployment; page: Page }

/** @param from the share of what the page has seen behind which it begins to read */
export function followAsOnlooker(
  { deployment, page }: Watched,
  runId: string,
  { from, cuts }: { from: number; cuts: Cut[] },
): Promise<Onlooker> {
  const reader = `onlooker of ${runId}`
  deployment.balancer.breakFor(reader, ...cuts)
  const after = Math.floor(from * page.recorder.seen(runId))
  const connect = (last: string) =>
    fetch(`${deployment.url}/chatkit/runs/${runId}`, {
      headers: {
        'X-Session-Id': page.sessionId,
        'Last-Event-ID': last,
        [READER_HEADER]: reader,
      },
    })
  return readOn(runId, after, connect)
}

/** Reads to the end of the log, over as many connections as it takes. */
async function readOn(
  runId: string,
  after: number,
  connect: (lastEventId: string) => Promise<Response>,
): Promise<Onlooker> {
  const frames: SseFrame[] = []
  let obstacle: unknown
  const deadline = Date.now() + TIMEOUT_MS
  while (Date.now() < deadline) {
    obstacle = await readOnce(frames, () => connect(frames.at(-1)?.id ?? `${runId}:${after}`))
    if (!obstacle) return { after, frames }
    await sleep(PAUSE_MS)
  }
  throw new Error(
    `An onlooker of ${runId} has got ${frames.length} events and never the end: ${obstacle}`,
  )
}

/** @returns why it did not come to the end: the connection broke, or nobody could answer now */
async function readOnce(frames: SseFrame[], connect: () => Promise<Response>): Promise<unknown> {
  try {
    const response = await connect()
    if (!response.body || !response.ok) return `${response.status} ${await response.text()}`
    for await (const frame of readSse(response.body)) frames.push(frame)
    return undefined
  } catch (error) {
    return error
  }
}
