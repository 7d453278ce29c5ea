/** Processes of the API side by side: one that ends is replaced, as a platform does it. */
import { resolve } from 'node:path'
import type { ErrorRecord } from '../../backend/src/process/log.ts'
import { runBackend } from '../../backend/test/process/run-backend.ts'

type Replica = { port: number; backend: ReturnType<typeof runBackend> }

export type Replicas = Awaited<ReturnType<typeof startReplicas>>

const main = resolve(import.meta.dirname, 'replica-main.ts')
/** So fast that an answer takes a second. */
const WORDS_A_SECOND = 200
/** Longer than any drain. */
const END_TIMEOUT_MS = 15_000
const SESSION_SECRET = 'only-for-the-fault-suite'

/** @param drains for each replica how many seconds its answers get after SIGTERM */
export async function startReplicas(drains: number[], settings: Record<string, string>) {
  const start = async (drainSeconds: number): Promise<Replica> => {
    const backend = runBackend(
      {
        OFFLINE_WORDS_PER_SECOND: String(WORDS_A_SECOND),
        SESSION_SECRET,
        DRAIN_SECONDS: String(drainSeconds),
        ...settings,
      },
      main,
    )
    const { port = 0 } = await backend.line(({ message }) => message === 'listening')
    return { port, backend }
  }
  const places = await Promise.all(drains.map(start))
  const killAll = () => {
    for (const { backend } of places) backend.signal('SIGKILL')
  }
  process.once('exit', killAll)

  const placeOf = (port: number) => {
    const place = places.findIndex((replica) => replica.port === port)
    const replica = places[place]
    if (!replica) throw new Error(`No replica listens at ${port}.`)
    return { place, replica }
  }

  return {
    ports: () => places.map(({ port }) => port),

    /** As a crash ends it, or a machine without memory left; returns when a fresh one is in its place. */
    async kill(port: number) {
      const { place, replica } = placeOf(port)
      replica.backend.signal('SIGKILL')
      await replica.backend.ended()
      places[place] = await start(drains[place] ?? 0)
      await replica.backend[Symbol.asyncDispose]()
    },

    /** As a deployment ends it; returns when it has gone, and a fresh one is in its place. */
    async terminate(port: number) {
      const { place, replica } = placeOf(port)
      replica.backend.signal('SIGTERM')
      const patience = setTimeout(() => replica.backend.signal('SIGKILL'), END_TIMEOUT_MS)
      const { code, errors } = await replica.backend.ended()
      clearTimeout(patience)
      places[place] = await start(drains[place] ?? 0)
      await replica.backend[Symbol.asyncDispose]()
      if (code !== 0) {
        const said = replica.backend.printed.slice(-5).join('\n')
        throw new Error(`A replica did not end by itself after SIGTERM: ${errors}${said}`)
      }
    },

    /** What they complain of, and how often. */
    complaints(): [complaint: string, times: number][] {
      const times = new Map<string, number>()
      for (const complaint of places.flatMap(({ backend }) => complaintsIn(backend.printed))) {
        times.set(complaint, (times.get(complaint) ?? 0) + 1)
      }
      return [...times]
    },

    async stop() {
      process.off('exit', killAll)
      await Promise.all(places.map(({ backend }) => backend[Symbol.asyncDispose]()))
    },
  }
}

function complaintsIn(printed: string[]): string[] {
  return printed.flatMap((line) => {
    const { level, message, err }: { level: string; message: string; err?: ErrorRecord } =
      JSON.parse(line)
    return level === 'info' ? [] : [[level, message, ...kindsOf(err)].join(': ')]
  })
}

/** Of an error and its causes. */
const kindsOf = (err: ErrorRecord | undefined): string[] =>
  err ? [[err.kind, err.code].filter(Boolean).join(' '), ...kindsOf(err.cause)] : []
