import type { SqliteStore } from '../../sqlite/store.ts'

export type Scope = ReturnType<typeof sessionScope>

type Parts = SqliteStore & {
  now(): number
  /** When this session will have been idle for too long. */
  expiryOf(session: string): number
}

/** One session's part of the tables. */
export function sessionScope({ sql, blobs, upkeep, now, expiryOf }: Parts, session: string) {
  return {
    sql,
    blobs,
    upkeep,
    session,
    now,

    ownsThread(threadId: string): boolean {
      const row = sql.get('select 1 from threads where id = ? and session = ?', threadId, session)
      return row !== undefined
    },

    /**
     * What comes in just after its session was forgotten, from a request that was on its way, would
     * otherwise belong to a session that is never idle.
     */
    expireLater() {
      sql.run(
        'insert or ignore into sessions (key, expires_at) values (?, ?)',
        session,
        expiryOf(session),
      )
    },
  }
}
