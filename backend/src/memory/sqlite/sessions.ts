/** Which sessions there are, until when, and their end. */
import { orphanFilesOfSession } from './orphaned-files.ts'
import type { Statements } from './statements.ts'

const TOUCH_EVERY_MS = 15_000

export function sqliteSessions(sql: Statements) {
  /** When each was last noted, and until when: not every request is worth a write. */
  const touched = new Map<string, { at: number; expiresAt: number; idleMinutes: number }>()

  const forget = (session: string) =>
    sql.transaction(() => {
      orphanFilesOfSession(sql, session)
      for (const table of ['threads', 'facts', 'attachments']) {
        sql.run(`delete from ${table} where session = ?`, session)
      }
      sql.run('delete from sessions where key = ?', session)
      touched.delete(session)
    })

  return {
    forget,

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
      return idle.length
    },
  }
}
