/** Receipts, and when files were erased: one key each, which expires by itself. */

import type { Redis } from '../../redis/connection.ts'
import { RECEIPT_HOURS, type Receipt } from '../receipt.ts'
import { keys } from './keys.ts'

const EXPIRY = { expiration: { type: 'EX', value: RECEIPT_HOURS * 60 * 60 } } as const

export function redisReceipts(redis: Redis) {
  const loadErasure = async (fileId: string): Promise<[string, Date][]> => {
    const at = await redis.call((on) => on.get(keys.erasure(fileId)))
    return at === null ? [] : [[fileId, new Date(at)]]
  }

  return {
    async save(receipt: Receipt): Promise<void> {
      const record = JSON.stringify(receipt)
      await redis.call((on) => on.set(keys.receipt(receipt.id), record, EXPIRY))
    },

    async load(id: string): Promise<Receipt | undefined> {
      const record = await redis.call((on) => on.get(keys.receipt(id)))
      return record === null ? undefined : (JSON.parse(record) as Receipt)
    },

    async noteErasure(fileId: string): Promise<void> {
      const at = new Date().toISOString()
      await redis.call((on) => on.set(keys.erasure(fileId), at, EXPIRY))
    },

    async loadErasures(fileIds: string[]): Promise<Map<string, Date>> {
      return new Map((await Promise.all(fileIds.map(loadErasure))).flat())
    },
  }
}
