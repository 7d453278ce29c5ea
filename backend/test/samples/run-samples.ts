/** Runs to try things with: answers that a test feeds, and what is read of them. */
import { MemoryUnavailableError } from '../../src/errors.ts'
import type { Produce, RequestKey, Run, Runs, WritableRun } from '../../src/runs/runs.ts'

export const SESSION = 'session-1'

/** A source of events that the test feeds, and that ends when it is stopped. */
export function feed() {
  const waiting: Array<IteratorResult<unknown>> = []
  let wake = () => {}
  const push = (result: IteratorResult<unknown>) => {
    waiting.push(result)
    wake()
  }
  const produce: Produce = async function* ({ signal }) {
    const stop = () => push({ value: 'stopped', done: false })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
    for (;;) {
      const next = waiting.shift()
      if (!next) await new Promise<void>((woken) => (wake = woken))
      else if (next.done) return
      else yield next.value
      if (next?.value === 'stopped') return
    }
  }
  return {
    emit: (value: unknown) => push({ value, done: false }),
    end: () => push({ value: undefined, done: true }),
    produce,
  }
}

/** For answers that nothing happens to. */
export const fail = (error: unknown) => {
  throw error
}

/** A request by its key, always the same one. */
export const named = (key: string, digest = 'digest'): RequestKey => ({ key, digest })

export async function claim(
  runs: Runs,
  threadId = 'thr_1',
  { session = SESSION, key, digest }: { session?: string; key?: string; digest?: string } = {},
): Promise<WritableRun> {
  const claim = await runs.claim(session, threadId, key ? named(key, digest) : undefined)
  if ('repeated' in claim) throw new Error('It was claimed before.')
  return claim.claimed
}

/** The next run that is claimed cannot start, as when Redis goes away at that moment. */
export function failNextStart(runs: Runs): void {
  const beginning = runs.claim.bind(runs)
  runs.claim = async (...args) => {
    const claim = await beginning(...args)
    if ('claimed' in claim) {
      claim.claimed.start = () => Promise.reject(new MemoryUnavailableError(undefined))
    }
    runs.claim = beginning
    return claim
  }
}

/** Everything after that event, as `number json`. */
export async function read(run: Run | undefined, after?: number): Promise<string[]> {
  const seen: string[] = []
  for await (const batch of run?.follow(after) ?? []) {
    seen.push(...batch.map(({ seq, json }) => `${seq} ${json}`))
  }
  return seen
}

export const idsOf = (runs: Pick<Run, 'id'>[]) => runs.map(({ id }) => id)
