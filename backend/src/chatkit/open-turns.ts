/**
 * Turns under way, noted in memory once a second as far as they got: a process that dies takes no answer
 * along. Of one that was left behind, its reader gets what was noted last, and is told so.
 */
import { randomUUID } from 'node:crypto'
import type { AbandonedTurn, Memory, SessionMemory } from '../memory/memory.ts'
import { interruptionItems } from './interruption.ts'
import type { ThreadItem } from './schemas.ts'
import { hasWords } from './turn-items.ts'

export interface OpenTurns {
  /** @param pending asked, now and then, for what is not done yet */
  begin(memory: SessionMemory, threadId: string, pending: () => ThreadItem[]): OpenTurn
  /** Closes what dead processes have left open; returns how many turns. */
  closeAbandoned(): Promise<number>
}

export type OpenTurn = {
  /** Every other item of the turn is stored by then. Never rejects. */
  end(): Promise<void>
}

export type OpenTurnsOptions = {
  memory: Memory
  /** Hears of what could not be noted, once a turn, and of what could not be closed. */
  onError(error: unknown): void
  /** How long after its last sign of life a process is taken for dead. */
  leaseMs: number
  /** @default 1 second */
  saveEveryMs?: number
}

export function createOpenTurns(options: OpenTurnsOptions): OpenTurns {
  const { memory, onError, leaseMs, saveEveryMs = 1_000 } = options
  /** A process that has slept for longer than its leases must not take its own turns for abandoned. */
  const own = new Set<string>()

  async function close({ session, threadId, id, items }: AbandonedTurn): Promise<boolean> {
    if (own.has(id)) return false
    const mine = memory.session(session)
    const stored = await Promise.all(items.map((item) => mine.loadItem(threadId, item.id)))
    // What is stored was done after it had been noted.
    const kept = items.filter((_, i) => !stored[i])
    return mine.closeOpenTurn(threadId, id, [...kept, ...interruptionItems(threadId)])
  }

  return {
    begin(mine, threadId, pending) {
      const id = randomUUID()
      own.add(id)
      const report = once(onError)
      let saved = { json: '', at: 0 }
      let saving: Promise<void> | undefined

      const save = async () => {
        const items = pending().filter(hasWords)
        const json = JSON.stringify(items)
        if (json === saved.json && Date.now() - saved.at < leaseMs / 3) return
        try {
          await mine.saveOpenTurn(threadId, { id, items }, leaseMs)
          saved = { json, at: Date.now() }
        } catch (error) {
          report(error)
        }
      }
      const tick = () => {
        saving ??= save().finally(() => {
          saving = undefined
        })
      }
      tick()
      const timer = setInterval(tick, saveEveryMs).unref()

      return {
        async end() {
          clearInterval(timer)
          await saving
          await mine.closeOpenTurn(threadId, id).catch(report)
          own.delete(id)
        },
      }
    },

    async closeAbandoned() {
      let closed = 0
      for (const turn of await memory.loadAbandonedTurns()) {
        if (await close(turn).catch(onError)) closed += 1
      }
      return closed
    },
  }
}

/** Memory may be away for all of an answer. */
function once(tell: (error: unknown) => void) {
  let isTold = false
  return (error: unknown) => {
    if (!isTold) tell(error)
    isTold = true
  }
}
