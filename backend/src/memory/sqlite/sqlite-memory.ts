/** Memory on SQLite (`node:sqlite`, WAL): one file, survives a restart, for one process. */

import type { Statements } from '../../sqlite/statements.ts'
import { openStore } from '../../sqlite/store.ts'
import { JUMP_MS, steadyClock, systemTime, type TimeSource } from '../clock.ts'
import type { Memory } from '../memory.ts'
import { countFeedback } from './items.ts'
import { endLeases, loadAbandonedTurns, moveLeases } from './open-turns.ts'
import { forgetOrphanedFile, loadOrphanedFiles, noteOrphanedFile } from './orphaned-files.ts'
import { forgetOldReceipts, moveReceipts, sqliteReceipts } from './receipts.ts'
import { forgetUnreceived, moveAwaited } from './room.ts'
import { schema, upgrades } from './schema.ts'
import { sessionScope } from './scope.ts'
import { sqliteSessionMemory } from './session-memory.ts'
import { moveSessions, sqliteSessions } from './sessions.ts'
import { forgetOldDays, sqliteSpentTokens } from './spent-tokens.ts'

export type SqliteMemoryOptions = {
  /** How long a session may be idle, as a rule. */
  ttlMinutes: number
  /** The largest that the file may become. */
  maxBytes?: number
  /** Hears what could not be tidied up. */
  onError?(error: unknown): void
  time?: TimeSource
}

/**
 * @param path a file, or `:memory:`
 * @throws {UnusableDatabaseError}
 */
export function openSqliteMemory(path: string, options: SqliteMemoryOptions): Memory {
  const { ttlMinutes, maxBytes, onError = () => {}, time = systemTime } = options
  const store = openStore(path, { schema, upgrades, maxBytes, onError })
  const { sql } = store
  const clock = steadyClock(time)
  const { now } = clock
  const sessions = sqliteSessions({ ...store, clock, ttlMinutes })
  const { expiryOf } = sessions
  endLeases(sql)

  /** Of a clock that was put forward or back nothing ends sooner or later: all times move along. */
  const followClock = () => {
    const ms = clock.drift()
    if (Math.abs(ms) > JUMP_MS) {
      sql.transaction(() => {
        for (const move of [moveSessions, moveLeases, moveReceipts, moveAwaited]) move(sql, ms)
      })
      sessions.move(ms)
    }
    clock.move(ms)
  }

  return {
    engine: 'sqlite',
    session: (session) => sqliteSessionMemory(sessionScope({ ...store, now, expiryOf }, session)),
    touch: (session, idleMinutes = ttlMinutes) => sessions.touch(session, idleMinutes),
    isKnown: async (session) => sessions.isKnown(session),
    forget: (session) => sessions.forget(session),

    async forgetIdle(stop) {
      followClock()
      forgetOldReceipts(sql, now(), time.wall())
      forgetUnreceived(sql, now())
      forgetOldDays(sql, time.wall())
      return sessions.forgetIdle(stop)
    },

    async loadAbandonedTurns() {
      return loadAbandonedTurns(sql, now())
    },

    async countFeedback() {
      return countFeedback(sql)
    },

    async noteOrphanedFile(id) {
      noteOrphanedFile(sql, id)
    },

    async loadOrphanedFiles() {
      return loadOrphanedFiles(sql)
    },

    async forgetOrphanedFile(id) {
      forgetOrphanedFile(sql, id)
    },

    ...sqliteReceipts(sql, now, time.wall),
    ...sqliteSpentTokens(sql),

    async check() {
      writeALittle(sql)
    },

    close: store.close,
  }
}

/** More than the smallest free piece of a file that is full otherwise. */
const PROBE_BYTES = 32 * 1024

/** @throws {StorageFullError | StorageFailedError} when nothing can be stored */
export function writeALittle(sql: Statements): void {
  sql.transaction(() => {
    sql.run('insert or replace into health (id, probe) values (1, zeroblob(?))', PROBE_BYTES)
    sql.run("update health set probe = x''")
  })
}
