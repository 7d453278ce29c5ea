import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryUnavailableError } from '../errors.ts'
import type { SessionMemory } from './memory.ts'

const PATIENCE_MS = 15_000
const PAUSE_MS = 250

/** For an answer under way: what it reads and writes waits until memory is back. Nothing of it hurts twice. */
export function patient(memory: SessionMemory, patienceMs = PATIENCE_MS): SessionMemory {
  return new Proxy(memory, {
    get(_, name) {
      const work: unknown = Reflect.get(memory, name)
      if (typeof work !== 'function') return work
      return (...args: unknown[]) => patiently(() => work.apply(memory, args), patienceMs)
    },
  })
}

/** The same for other work that needs memory. */
export async function patiently<T>(work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof MemoryUnavailableError) || Date.now() > deadline) throw error
    }
    await sleep(PAUSE_MS, undefined, { ref: false })
  }
}
