import type { RecordRow } from '../../sqlite/statements.ts'
import type { SessionMemory } from '../memory.ts'
import type { Scope } from './scope.ts'

export function sqliteFacts({ sql, session, expireLater }: Scope) {
  return {
    async loadFacts() {
      const rows = sql.all<RecordRow & { name: string }>(
        'select name, record from facts where session = ? order by rowid',
        session,
      )
      return Object.fromEntries(rows.map(({ name, record }) => [name, JSON.parse(record)]))
    },

    async saveFacts(facts) {
      sql.transaction(() => {
        expireLater()
        for (const [name, values] of Object.entries(facts)) {
          sql.run(
            'insert or replace into facts (session, name, record) values (?, ?, ?)',
            session,
            name,
            JSON.stringify(values),
          )
        }
      })
    },
  } satisfies Partial<SessionMemory>
}
