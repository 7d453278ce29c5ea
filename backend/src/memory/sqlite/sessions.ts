/** Which sessions there are, until when, and their end. */

import type { Statements } from '../../sqlite/statements.ts'
import { orphanFilesOfSession } from './orphaned-files.ts'

const TOUCH_EVERY_MS = 15_000
const KNOW_FORGOTTEN_MS = 60 * 60_000

export function sqliteSessions(sql: Statements) {
  /** When each was last noted, and until when: not every request is worth a write. */
  const touched = new Map<string, { at: number; expiresAt: number; idleMinutes: number }>()

  /** When each was last forgotten. What is under way does not outlive its process either. */
  const forgotten = new Map<string, number>()

  const forget = (session: string) =>
    sql.transaction(() => {
      orphanFilesOfSession(sql, session)
      for (const table of ['threads', 'facts', 'attachments', 'spent_tokens']) {
        sql.run(`delete from ${table} where session = ?`, session)
      }
      sql.run('delete from sessions where key = ?', session)
      touched.delete(session)
    })

  return {
    forget(session: string) {
      forgotten.set(session, Date.now())
      forget(session)
    },

    wasForgotten: (session: string, since: Date) =>
      (forgotten.get(session) ?? 0) >= since.getTime(),

    isKnown(session: string): boolean {
      const now = Date.now()
      if ((touched.get(session)?.expiresAt ?? 0) >= now) return true
      return (
        sql.get('select 1 from sessions where key = ? and expires_at >= ?', session, now) !==
        undefined
      )
    },

    touch(session: string, idleMinutes: number) {
      const now = Date.now()
      const last = touched.get(session)
      if (last?.idleMinutes === idleMinutes && now - last.at < TOUCH_EVERY_MS) return
      const row = sql.get<{ expires_at: number }>(
        'select expires_at from sessions where key = ?',
        session,
      )
      if (row && row.expires_at < now) forget(session)
      const expiresAt = now + idleMinutes * 60_000
      sql.run('insert or replace into sessions (key, expires_at) values (?, ?)', session, expiresAt)
      touched.set(session, { at: now, expiresAt, idleMinutes })
    },

    /** @returns how many */
    forgetIdle(now: number): number {
      const idle = sql.all<{ key: string }>('select key from sessions where expires_at < ?', now)
      for (const { key } of idle) forget(key)
      for (const [key, { expiresAt }] of touched) if (expiresAt < now) touched.delete(key)
      for (const [key, at] of forgotten) if (at < now - KNOW_FORGOTTEN_MS) forgotten.delete(key)
      return idle.length
    },
  }
}
