/** Which sessions there are, until when, and their end. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isStorageError } from '../../errors.ts'
import type { Statements } from '../../sqlite/statements.ts'
import type { SqliteStore } from '../../sqlite/store.ts'
import type { SteadyClock } from '../clock.ts'
import { createTouched } from '../touched.ts'
import { dropAttachments } from './attachments.ts'
import { orphanFilesOfSession } from './orphaned-files.ts'
import { ITEMS_AT_ONCE } from './threads.ts'

const AT_ONCE = 100
/** An answer is being written in it. */
const IS_ANSWERED = `exists (select 1 from threads join open_turns on open_turns.thread = threads.id
  where threads.session = sessions.key)`

type Parts = SqliteStore & { clock: SteadyClock; ttlMinutes: number }

export function sqliteSessions({ sql, blobs, upkeep, clock, ttlMinutes }: Parts) {
  const touched = createTouched()
  const always = () => true

  /** What could not be written, for want of room, is known here all the same. */
  const isOver = (session: string): boolean => {
    const now = clock.now()
    const row = sql.get(
      `select 1 from sessions where key = ? and expires_at < ? and not ${IS_ANSWERED}`,
      session,
      now,
    )
    return row !== undefined && (touched.get(session)?.expiresAt ?? 0) < now
  }

  const forgetRest = (session: string) => {
    orphanFilesOfSession(sql, session)
    dropAttachments({ sql, blobs }, session)
    for (const table of ['threads', 'facts', 'file_reservations', 'spent_tokens']) {
      sql.run(`delete from ${table} where session = ?`, session)
    }
    sql.run('delete from sessions where key = ?', session)
    touched.forget(session)
  }

  /**
   * In steps, as it may be large. Before each it is asked whether it is still to be done.
   * @returns whether it is forgotten
   */
  const forgetIf = async (condition: (session: string) => boolean, session: string) => {
    const deleteSome = () =>
      sql.run(
        `delete from items where seq in (select items.seq from items
           where thread in (select id from threads where session = ?) limit ?)`,
        session,
        ITEMS_AT_ONCE,
      )
    while (condition(session) && deleteSome() === ITEMS_AT_ONCE) await nextTurn()
    const isForgotten = sql.transaction(() => {
      if (!condition(session)) return false
      forgetRest(session)
      return true
    })
    if (isForgotten) upkeep.soon()
    return isForgotten
  }

  const write = (session: string, expiresAt: number) => {
    try {
      sql.run('insert or replace into sessions (key, expires_at) values (?, ?)', session, expiresAt)
    } catch (error) {
      // What is there can still be read.
      if (!isStorageError(error)) throw error
    }
  }

  return {
    expiryOf: (session: string) =>
      clock.now() + (touched.get(session)?.idleMinutes ?? ttlMinutes) * 60_000,

    async forget(session: string): Promise<void> {
      await forgetIf(always, session)
    },

    isKnown(session: string): boolean {
      const now = clock.now()
      if ((touched.get(session)?.expiresAt ?? 0) >= now) return true
      return (
        sql.get('select 1 from sessions where key = ? and expires_at >= ?', session, now) !==
        undefined
      )
    },

    async touch(session: string, idleMinutes: number): Promise<void> {
      const now = clock.now()
      if (touched.isFresh(session, idleMinutes, now)) return
      if (isOver(session)) await forgetIf(isOver, session)
      const expiresAt = now + idleMinutes * 60_000
      write(session, expiresAt)
      touched.note(session, { at: now, expiresAt, idleMinutes })
    },

    /** @returns how many */
    async forgetIdle(stop?: AbortSignal): Promise<number> {
      let forgotten = 0
      for (let isMore = true; isMore && !stop?.aborted; ) {
        const idle = sql.all<{ key: string }>(
          `select key from sessions where expires_at < ? and not ${IS_ANSWERED}
           order by expires_at limit ?`,
          clock.now(),
          AT_ONCE,
        )
        let ofThese = 0
        for (const { key } of idle) {
          if (stop?.aborted) break
          if (await forgetIf(isOver, key)) ofThese += 1
        }
        forgotten += ofThese
        isMore = idle.length === AT_ONCE && ofThese > 0
      }
      touched.forgetExpired(clock.now())
      return forgotten
    },

    /** As `moveSessions`, for what only this process knows. */
    move: (ms: number) => touched.move(ms),
  }
}

export function moveSessions(sql: Statements, ms: number) {
  sql.run('update sessions set expires_at = expires_at + ?', ms)
}
