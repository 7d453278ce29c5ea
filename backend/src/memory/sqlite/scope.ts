import type { Statements } from '../../sqlite/statements.ts'

export type Scope = ReturnType<typeof sessionScope>

/** One session's part of the tables. */
export function sessionScope(sql: Statements, session: string, usualExpiry: () => number) {
  return {
    sql,
    session,

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
        usualExpiry(),
      )
    },
  }
}
