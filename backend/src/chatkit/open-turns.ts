/**
 * Turns under way, noted in memory once a second as far as they got: a process that dies takes no answer
 * along. Of one that was left behind, its reader gets what was noted last, and is told so.
 */
import type { AbandonedTurn, Memory, SessionMemory } from '../memory/memory.ts'
import { interruptionItems } from './interruption.ts'
import type { ThreadItem, ThreadStreamEvent } from './schemas.ts'
import { hasWords, TurnItems } from './turn-items.ts'
import { isVisible } from './wire.ts'

export interface OpenTurns {
  /** @param pending asked, now and then, for what is not done yet */
  begin(memory: SessionMemory, threadId: string, id: string, pending: () => ThreadItem[]): OpenTurn
  /** Closes what dead processes have left open; returns how many turns. */
  closeAbandoned(): Promise<number>
}

export type OpenTurn = {
  /** Every other item of the turn is stored by then. Never rejects. */
  end(): Promise<void>
  /** It goes on in another process, which finds the note. Then `end` does nothing. */
  leave(): Promise<void>
}

/** What readers have been shown of a turn, and what else they are to be shown. */
export type TurnLog = { events: ThreadStreamEvent[]; end(last: ThreadStreamEvent[]): Promise<void> }

export type OpenTurnsOptions = {
  memory: Memory
  /** The log of a turn, if its process is dead; `undefined` if there is none any more. */
  takeLog(session: string, turnId: string): Promise<TurnLog | 'alive' | undefined>
  /** Hears of what could not be noted, once a turn, and of what could not be closed. */
  onError(error: unknown): void
  /** How long after its last sign of life a process is taken for dead. */
  leaseMs: number
  /** @default 1 second */
  saveEveryMs?: number
}

export function createOpenTurns(options: OpenTurnsOptions): OpenTurns {
  const { memory, takeLog, onError, leaseMs, saveEveryMs = 1_000 } = options

  async function close({ session, threadId, id, items: noted }: AbandonedTurn): Promise<boolean> {
    const log = await takeLog(session, id)
    // A process that has slept for longer than its leases must not take its own turns for abandoned.
    if (log === 'alive') return false
    const pending = log ? pendingIn(log.events) : noted
    const mine = memory.session(session)
    const stored = await Promise.all(pending.map((item) => mine.loadItem(threadId, item.id)))
    // What is stored was done after it had been noted.
    const kept = pending.filter((item, i) => !stored[i] && hasWords(item))
    const marks = interruptionItems(threadId)
    const isClosed = await mine.closeOpenTurn(threadId, id, [...kept, ...marks])
    const shown = pending.map((item, i) => lastWordOn(item, stored[i], kept))
    await log?.end([...shown, ...(isClosed ? marks.flatMap(doneEvents) : [])])
    return isClosed
  }

  return {
    begin(mine, threadId, id, pending) {
      const report = once(onError)
      let saved = { json: '', at: 0 }
      let saving: Promise<void> | undefined
      let isLeft = false

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
          if (isLeft) return
          clearInterval(timer)
          await saving
          await mine.closeOpenTurn(threadId, id).catch(report)
        },
        async leave() {
          isLeft = true
          clearInterval(timer)
          await saving
          tick()
          await saving
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

function pendingIn(events: ThreadStreamEvent[]): ThreadItem[] {
  const items = new TurnItems()
  for (const event of events) items.follow(event)
  return items.pending
}

/** How it is left to those who have seen its beginning. */
function lastWordOn(
  item: ThreadItem,
  stored: ThreadItem | undefined,
  kept: ThreadItem[],
): ThreadStreamEvent {
  const left = stored ?? kept.find(({ id }) => id === item.id)
  return left && isVisible(left)
    ? { type: 'thread.item.done', item: left }
    : { type: 'thread.item.removed', item_id: item.id }
}

const doneEvents = (item: ThreadItem): ThreadStreamEvent[] =>
  isVisible(item) ? [{ type: 'thread.item.done', item }] : []

/** Memory may be away for all of an answer. */
function once(tell: (error: unknown) => void) {
  let isTold = false
  return (error: unknown) => {
    if (!isTold) tell(error)
    isTold = true
  }
}
