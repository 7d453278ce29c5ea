import type { Feedback } from '../../protocol/schemas.ts'
import type { Statements } from '../../sqlite/statements.ts'
import type { SessionMemory } from '../memory.ts'
import type { Scope } from './scope.ts'

export function sqliteFeedback({ sql, ownsThread }: Scope) {
  return {
    async saveFeedback(threadId, itemIds, kind) {
      if (!ownsThread(threadId)) return
      sql.transaction(() => {
        for (const item of itemIds) {
          sql.run(
            `insert or replace into feedback (thread, item, kind)
             select thread, id, ? from items where thread = ? and id = ?`,
            kind,
            threadId,
            item,
          )
        }
      })
    },
  } satisfies Partial<SessionMemory>
}

/** In all sessions. */
export function countFeedback(sql: Statements): Record<Feedback, number> {
  const count = (kind: Feedback) =>
    sql.count('select count(*) as n from feedback where kind = ?', kind)
  return { positive: count('positive'), negative: count('negative') }
}
