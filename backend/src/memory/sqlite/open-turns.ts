import type { ThreadItem } from '../../protocol/schemas.ts'
import type { RecordRow, Statements } from '../../sqlite/statements.ts'
import type { AbandonedTurn, SessionMemory } from '../memory.ts'
import { putItem } from './items.ts'
import type { Scope } from './scope.ts'

export function sqliteOpenTurns(scope: Scope) {
  const { sql, session, ownsThread, now } = scope
  return {
    async saveOpenTurn(threadId, { id, items }, leaseMs) {
      sql.run(
        `insert into open_turns (thread, id, leased_until, record)
         select id, ?, ?, ? from threads where id = ? and session = ?
         on conflict (thread) do update set
           id = excluded.id, leased_until = excluded.leased_until, record = excluded.record`,
        id,
        now() + leaseMs,
        JSON.stringify(items),
        threadId,
        session,
      )
    },

    async closeOpenTurn(threadId, turnId, lastItems = []) {
      if (!ownsThread(threadId)) return false
      return sql.transaction(() => {
        const isOpen = sql.run(
          'delete from open_turns where thread = ? and id = ?',
          threadId,
          turnId,
        )
        if (isOpen) for (const item of lastItems) putItem(scope, threadId, item)
        return isOpen > 0
      })
    },
  } satisfies Partial<SessionMemory>
}

/** One process owns the file: what is open as it starts was left by a dead one. */
export function endLeases(sql: Statements) {
  sql.run('update open_turns set leased_until = 0')
}

export function moveLeases(sql: Statements, ms: number) {
  sql.run('update open_turns set leased_until = leased_until + ?', ms)
}

export function loadAbandonedTurns(sql: Statements, now: number): AbandonedTurn[] {
  return sql
    .all<Omit<AbandonedTurn, 'items'> & RecordRow>(
      `select session, threads.id as threadId, open_turns.id, open_turns.record
       from open_turns join threads on threads.id = open_turns.thread
       where leased_until < ? limit 100`,
      now,
    )
    .map(({ record, ...turn }) => ({ ...turn, items: JSON.parse(record) as ThreadItem[] }))
}
