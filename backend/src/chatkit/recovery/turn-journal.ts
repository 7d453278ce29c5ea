/**
 * Saves the progress of running turns every second, so that a crash loses at most one second of an answer.
 * The reader of an interrupted turn gets what was saved last, and a message that says so.
 */
import type { AbandonedTurn, Memory, SessionMemory } from '../../memory/memory.ts'
import { interruptionItems, stopItems } from '../../protocol/interruption.ts'
import type { ThreadItem, ThreadStreamEvent } from '../../protocol/schemas.ts'
import { hasWords, TurnItems } from '../turn-items.ts'
import { isVisible } from '../wire.ts'

export interface TurnJournal {
  /**
   * Resolves once it is noted, if it can be.
   * @param pending asked, now and then, for what is not done yet
   */
  begin(
    memory: SessionMemory,
    threadId: string,
    id: string,
    pending: () => ThreadItem[],
  ): Promise<JournalEntry>
  /** Closes what dead processes have left open; returns how many turns. */
  closeAbandoned(): Promise<number>
  /** Stores the logged part of a turn that cannot be resumed and marks it as interrupted. */
  interrupt(turn: TurnId, log: TurnLog): Promise<void>
}

export type JournalEntry = {
  /** Nothing of it is pending any more. Until it is closed, it is still the turn of this process. */
  pause(): Promise<void>
  /** Its items are stored, and its log is complete. Never rejects. */
  close(): Promise<void>
  /** It goes on in another process, which finds the note. */
  handOff(): Promise<void>
}

type TurnId = Pick<AbandonedTurn, 'session' | 'threadId' | 'id'>

/** What readers have been shown of a turn, and what else they are to be shown. */
export type TurnLog = {
  events: ThreadStreamEvent[]
  /** By its reader, who need not be told that it was cut off. */
  isStopped: boolean
  /** @param onComplete for when nobody has to end it any more */
  end(last: ThreadStreamEvent[], onComplete: () => Promise<unknown>): Promise<void>
  /** Releases the lease; another process may take over. */
  release(): void
}

export type TurnJournalOptions = {
  memory: Memory
  /** The log of a turn, if its process is dead; `undefined` if there is none any more. */
  takeLog(session: string, turnId: string): Promise<TurnLog | 'alive' | 'ended' | undefined>
  /** Hears of what could not be noted, once a turn, and of what could not be closed. */
  onError(error: unknown): void
  /** How long after its last sign of life a process is taken for dead. */
  leaseMs: number
  /** @default 1 second */
  saveEveryMs?: number
}

const MOST_ITEMS_OF_TURN = 100

export function createTurnJournal(options: TurnJournalOptions): TurnJournal {
  const { memory, takeLog, onError, leaseMs, saveEveryMs = 1_000 } = options

  async function close({ items: noted, ...turn }: AbandonedTurn): Promise<boolean> {
    const { session, threadId, id } = turn
    const mine = memory.session(session)
    const log = await takeLog(session, id)
    // A process that has slept for longer than its leases must not take its own turns for abandoned.
    if (log === 'alive') return false
    if (log === 'ended') {
      await mine.closeOpenTurn(threadId, id)
      return false
    }
    if (!log) {
      const { kept, marks } = await remainderOf(turn, noted)
      return mine.closeOpenTurn(threadId, id, [...kept, ...marks])
    }
    await interrupt(turn, log)
    return true
  }

  /** If this process crashes here, the next one repeats the step; ids are derived, so the result is the same. */
  async function interrupt(turn: TurnId, log: TurnLog): Promise<void> {
    const { session, threadId, id } = turn
    const mine = memory.session(session)
    try {
      const { kept, marks, shown } = await remainderOf(turn, pendingIn(log.events), log.isStopped)
      const untold = await loadUnlogged(mine, threadId, log.events)
      for (const item of [...kept, ...marks]) await mine.saveItem(threadId, item)
      // Marks that somebody left who died over this are told as such.
      const others = untold.filter(({ id: stored }) => marks.every((mark) => mark.id !== stored))
      await log.end([...shown, ...[...others, ...marks].flatMap(doneEvents)], () =>
        mine.closeOpenTurn(threadId, id),
      )
    } catch (error) {
      log.release()
      throw error
    }
  }

  /** What is kept of what is pending, with the marks behind it, and how readers see what they saw begin. */
  async function remainderOf(
    { session, threadId, id }: TurnId,
    pending: ThreadItem[],
    isStopped = false,
  ) {
    const mine = memory.session(session)
    const stored = await Promise.all(pending.map((item) => mine.loadItem(threadId, item.id)))
    // What is stored was done after it had been noted.
    const kept = pending.filter((item, i) => !stored[i] && hasWords(item))
    const marks = (isStopped ? stopItems : interruptionItems)(threadId, id)
    const shown = pending.map((item, i) => finalEvent(item, stored[i], kept))
    return { kept, marks, shown }
  }

  return {
    async begin(mine, threadId, id, pending) {
      const report = once(onError)
      let saved = { json: '', at: 0 }
      let saving: Promise<void> | undefined

      const save = async () => {
        try {
          const items = pending().filter(hasWords)
          const json = JSON.stringify(items)
          if (json === saved.json && performance.now() - saved.at < leaseMs / 3) return
          await mine.saveOpenTurn(threadId, { id, items }, leaseMs)
          saved = { json, at: performance.now() }
        } catch (error) {
          report(error)
        }
      }
      const tick = () => {
        saving ??= save().finally(() => {
          saving = undefined
        })
      }
      const rest = async () => {
        clearInterval(timer)
        await saving
      }
      const timer = setInterval(tick, saveEveryMs).unref()
      tick()
      await saving

      return {
        pause: rest,
        async close() {
          await rest()
          await mine.closeOpenTurn(threadId, id).catch(report)
        },
        async handOff() {
          await rest()
          tick()
          await saving
        },
      }
    },

    interrupt,

    async closeAbandoned() {
      let closed = 0
      for (const turn of await memory.loadAbandonedTurns()) {
        if (await close(turn).catch(onError)) closed += 1
      }
      return closed
    },
  }
}

/** What is stored of the newest turn, and never came into its log. */
async function loadUnlogged(mine: SessionMemory, threadId: string, log: ThreadStreamEvent[]) {
  const newest = { limit: MOST_ITEMS_OF_TURN, order: 'desc' as const }
  const { data } = await mine.loadThreadItems(threadId, newest)
  const asked = data.findIndex(({ type }) => type === 'user_message')
  const turn = asked < 0 ? data : data.slice(0, asked + 1)
  const told = new Set(log.flatMap((event) => ('item' in event ? event.item.id : [])))
  const known = turn.findIndex(({ id }) => told.has(id))
  return (known < 0 ? turn : turn.slice(0, known)).toReversed()
}

function pendingIn(events: ThreadStreamEvent[]): ThreadItem[] {
  const items = new TurnItems()
  for (const event of events) items.follow(event)
  return items.pending
}

/** How it is left to those who have seen its beginning. */
function finalEvent(
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
