/** How the API does meanwhile: its `/health`, an answer that somebody reads, and its memory. */
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { residentBytes, type ServerProcess } from '../processes.ts'

export type Seen = { healthMs: number[]; gapMs: number[]; peakBytes: number; failures: string[] }

const PROBE_EVERY_MS = 50
const HEALTH_TIMEOUT_MS = 20_000
const SAMPLE_EVERY_MS = 20
/** How often the answer that is read gets a new word. */
const WORD_EVERY_MS = 20

/** Begins to read an answer, and looks until it is told to stop. */
export function lookAt(server: ServerProcess, seconds: number) {
  const seen: Seen = { healthMs: [], gapMs: [], peakBytes: 0, failures: [] }
  const agent = new Agent({ keepAlive: true })
  let isOver = false
  const sampler = setInterval(() => {
    seen.peakBytes = Math.max(seen.peakBytes, residentBytes(server.pid))
  }, SAMPLE_EVERY_MS)
  const reading = readAnswer(server.url, seconds, seen, () => isOver)
  const probing = probe(server.url, agent, seen, () => isOver)

  return {
    /** Resolves once words of the answer come. */
    started: reading.started,
    async stop(): Promise<Seen> {
      isOver = true
      clearInterval(sampler)
      reading.leave()
      await probing
      agent.destroy()
      return seen
    },
  }
}

/** Asks every so often, also while earlier ones have no answer yet: the wait for them is measured too. */
async function probe(url: string, agent: Agent, seen: Seen, isOver: () => boolean) {
  const asked: Promise<void>[] = []
  while (!isOver()) {
    asked.push(getHealth(url, agent, seen))
    await sleep(PROBE_EVERY_MS)
  }
  await Promise.all(asked)
}

async function getHealth(url: string, agent: Agent, seen: Seen): Promise<void> {
  const startedAt = performance.now()
  const { promise, resolve } = Promise.withResolvers<number | string>()
  const sent = request(`${url}/health`, { agent, timeout: HEALTH_TIMEOUT_MS }, (response) => {
    response.resume().once('end', () => resolve(response.statusCode ?? 0))
  })
  sent.once('timeout', () => sent.destroy(new Error('no answer in 20 s')))
  sent.once('error', (error) => resolve(error.message)).end()
  const status = await promise
  seen.healthMs.push(performance.now() - startedAt)
  if (status !== 200) seen.failures.push(`/health: ${status}`)
}

function readAnswer(url: string, seconds: number, seen: Seen, isOver: () => boolean) {
  const words = Math.ceil((seconds * 1_000) / WORD_EVERY_MS) * 2
  const text = `How do I find my niche? 0 at once, ${words} every ${WORD_EVERY_MS} ms`
  const input = { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} }
  const body = JSON.stringify({ type: 'threads.create', params: { input } })
  const headers = { 'content-type': 'application/json', 'x-session-id': randomUUID() }
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const sent = request(`${url}/chatkit`, { method: 'POST', headers }, (response) => {
    if (response.statusCode !== 200) seen.failures.push(`the answer: ${response.statusCode}`)
    let lastAt: number | undefined
    response.on('data', (chunk: Buffer) => {
      if (!chunk.includes('text_delta')) return
      const now = performance.now()
      if (lastAt !== undefined) seen.gapMs.push(now - lastAt)
      lastAt = now
      start()
    })
    response.once('close', () => {
      if (!isOver()) seen.failures.push('the answer that is read ended early')
      start()
    })
  })
  sent.once('error', ({ message }) => {
    if (!isOver()) seen.failures.push(`the answer: ${message}`)
    start()
  })
  sent.end(body)
  return { started, leave: () => sent.destroy() }
}
