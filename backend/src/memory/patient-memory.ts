import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryUnavailableError } from '../errors.ts'
import type { SessionMemory } from './memory.ts'

const PATIENCE_MS = 15_000
const PAUSE_MS = 250

/** For an answer under way: what it reads and writes of its thread waits until memory is back. */
export function patient(memory: SessionMemory, patienceMs = PATIENCE_MS): SessionMemory {
  const waiting =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      for (const deadline = Date.now() + patienceMs; ; ) {
        try {
          return await work.apply(memory, args)
        } catch (error) {
          if (!(error instanceof MemoryUnavailableError) || Date.now() > deadline) throw error
        }
        await sleep(PAUSE_MS, undefined, { ref: false })
      }
    }

  return Object.assign(Object.create(memory) as SessionMemory, {
    loadThread: waiting(memory.loadThread),
    saveThread: waiting(memory.saveThread),
    loadItem: waiting(memory.loadItem),
    saveItem: waiting(memory.saveItem),
    deleteThreadItem: waiting(memory.deleteThreadItem),
  })
}
