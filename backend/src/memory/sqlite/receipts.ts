/** Receipts, and when files were erased: nothing expires by itself here, so a sweep has to come by. */

import type { Statements } from '../../sqlite/statements.ts'
import type { Memory } from '../memory.ts'
import { RECEIPT_HOURS, type Receipt } from '../receipt.ts'

const RECEIPT_MS = RECEIPT_HOURS * 60 * 60_000

export function sqliteReceipts(sql: Statements) {
  return {
    async noteErasure(fileId) {
      sql.run('insert or replace into erased_files (id, at) values (?, ?)', fileId, Date.now())
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
        Date.now() + RECEIPT_MS,
        JSON.stringify(receipt),
      )
    },

    async loadReceipt(id) {
      return sql.record<Receipt>(
        'select record from receipts where id = ? and expires_at >= ?',
        id,
        Date.now(),
      )
    },
  } satisfies Partial<Memory>
}

export function forgetOldReceipts(sql: Statements, now: number) {
  sql.run('delete from receipts where expires_at < ?', now)
  sql.run('delete from erased_files where at < ?', now - RECEIPT_MS)
}
