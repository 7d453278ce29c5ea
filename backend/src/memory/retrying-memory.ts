import { retry } from '../lib/retry.ts'
import type { SessionMemory } from './memory.ts'

/** For an answer under way: what it reads and writes waits until memory is back. Nothing of it hurts twice. */
export function retrying(memory: SessionMemory, patienceMs?: number): SessionMemory {
  return new Proxy(memory, {
    get(_, name) {
      const work: unknown = Reflect.get(memory, name)
      if (typeof work !== 'function') return work
      return (...args: unknown[]) => retry(() => work.apply(memory, args), patienceMs)
    },
  })
}
