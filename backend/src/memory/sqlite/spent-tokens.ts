/** What the model has cost, by UTC day; the rows of no session are the sums of all. */
import type { Statements } from '../../sqlite/statements.ts'
import type { Memory } from '../memory.ts'

const ALL = ''

const COUNT = `
  insert into spent_tokens (day, session, tokens) values (?, ?, ?)
  on conflict (session, day) do update set tokens = tokens + excluded.tokens`

export function sqliteSpentTokens(sql: Statements) {
  const spent = (day: string, session: string) =>
    sql.get<{ tokens: number }>(
      'select tokens from spent_tokens where day = ? and session = ?',
      day,
      session,
    )?.tokens ?? 0

  return {
    async spendTokens(session, day, tokens) {
      sql.transaction(() => {
        sql.run(COUNT, day, ALL, tokens)
        if (sql.get('select 1 from sessions where key = ?', session)) {
          sql.run(COUNT, day, session, tokens)
        }
      })
    },

    async loadSpentTokens(session, day) {
      return { service: spent(day, ALL), session: session === undefined ? 0 : spent(day, session) }
    },
  } satisfies Partial<Memory>
}

/** Days before yesterday: the clocks of others may be a little behind. */
export function forgetOldDays(sql: Statements, now: number) {
  const yesterday = new Date(now - 24 * 60 * 60_000).toISOString().slice(0, 10)
  sql.run('delete from spent_tokens where day < ?', yesterday)
}
