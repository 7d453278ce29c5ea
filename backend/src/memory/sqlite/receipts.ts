/** Receipts, and when files were erased: nothing expires by itself here, so a sweep has to come by. */

import type { Receipt } from '../../protocol/routes.ts'
import type { Statements } from '../../sqlite/statements.ts'
import type { Memory } from '../memory.ts'
import { MOST_RECEIPTS, RECEIPT_HOURS } from '../memory.ts'

const RECEIPT_MS = RECEIPT_HOURS * 60 * 60_000

/** @param now for when a receipt ends; when a file was erased is told as the clock on the wall has it */
export function sqliteReceipts(
  sql: Statements,
  now: () => number,
  wall: () => number,
  mostReceipts = MOST_RECEIPTS,
) {
  return {
    async noteErasure(fileId) {
      sql.run('insert or replace into erased_files (id, at) values (?, ?)', fileId, wall())
    },

    async loadErasures(fileIds) {
      const erasures = new Map<string, Date>()
      for (const id of fileIds) {
        const row = sql.get<{ at: number }>('select at from erased_files where id = ?', id)
        if (row) erasures.set(id, new Date(row.at))
      }
      return erasures
    },

    async saveReceipt(receipt) {
      sql.run(
        'insert or replace into receipts (id, expires_at, record) values (?, ?, ?)',
        receipt.id,
        now() + RECEIPT_MS,
        JSON.stringify(receipt),
      )
      sql.run(
        `delete from receipts where id in
           (select id from receipts order by expires_at desc limit -1 offset ?)`,
        mostReceipts,
      )
    },

    async loadReceipt(id) {
      return sql.record<Receipt>(
        'select record from receipts where id = ? and expires_at >= ?',
        id,
        now(),
      )
    },
  } satisfies Partial<Memory>
}

export function forgetOldReceipts(sql: Statements, now: number, wall: number) {
  sql.run('delete from receipts where expires_at < ?', now)
  sql.run('delete from erased_files where at < ?', wall - RECEIPT_MS)
}

export function moveReceipts(sql: Statements, ms: number) {
  sql.run('update receipts set expires_at = expires_at + ?', ms)
}
