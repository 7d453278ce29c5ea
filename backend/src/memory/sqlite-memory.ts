/** Memory on SQLite (`node:sqlite`, WAL): one file, survives a restart, for one process. */
import { openDatabase } from '../sqlite/open-database.ts'
import { statements } from '../sqlite/statements.ts'
import type { Memory } from './memory.ts'
import { countFeedback } from './sqlite/feedback.ts'
import { endLeases, loadAbandonedTurns } from './sqlite/open-turns.ts'
import { forgetOrphanedFile, loadOrphanedFiles } from './sqlite/orphaned-files.ts'
import { forgetOldReceipts, sqliteReceipts } from './sqlite/receipts.ts'
import { schema } from './sqlite/schema.ts'
import { sessionScope } from './sqlite/scope.ts'
import { sqliteSessionMemory } from './sqlite/session-memory.ts'
import { sqliteSessions } from './sqlite/sessions.ts'
import { forgetOldDays, sqliteSpentTokens } from './sqlite/spent-tokens.ts'

export type SqliteMemoryOptions = {
  /** How long a session may be idle, as a rule. */
  ttlMinutes: number
  /** The largest that the file may become. */
  maxBytes?: number
}

/**
 * @param path a file, or `:memory:`
 * @throws {UnusableDatabaseError}
 */
export function openSqliteMemory(path: string, options: SqliteMemoryOptions): Memory {
  const { ttlMinutes, maxBytes } = options
  const db = openDatabase(path, { schema, maxBytes })
  const sql = statements(db)
  const sessions = sqliteSessions(sql)
  const usualExpiry = () => Date.now() + ttlMinutes * 60_000
  endLeases(sql)

  return {
    engine: 'sqlite',
    session: (session) => sqliteSessionMemory(sessionScope(sql, session, usualExpiry)),

    async touch(session, idleMinutes = ttlMinutes) {
      sessions.touch(session, idleMinutes)
    },

    async isKnown(session) {
      return sessions.isKnown(session)
    },

    async forget(session) {
      sessions.forget(session)
    },

    async wasForgotten(session, since) {
      return sessions.wasForgotten(session, since)
    },

    async forgetIdle() {
      const now = Date.now()
      forgetOldReceipts(sql, now)
      forgetOldDays(sql, now)
      return sessions.forgetIdle(now)
    },

    async loadAbandonedTurns() {
      return loadAbandonedTurns(sql)
    },

    async countFeedback() {
      return countFeedback(sql)
    },

    async loadOrphanedFiles() {
      return loadOrphanedFiles(sql)
    },

    async forgetOrphanedFile(id) {
      forgetOrphanedFile(sql, id)
    },

    ...sqliteReceipts(sql),
    ...sqliteSpentTokens(sql),

    async check() {
      sql.get('select 1')
    },

    async close() {
      db.close()
    },
  }
}
