/** Receipts, and when files were erased: one key each, which expires by itself. */

import type { Receipt } from '../../protocol/routes.ts'
import type { Redis } from '../../redis/connection.ts'
import { MOST_RECEIPTS, RECEIPT_HOURS } from '../memory.ts'
import { keys } from './keys.ts'

const RECEIPT_SECONDS = RECEIPT_HOURS * 60 * 60
const EXPIRY = { expiration: { type: 'EX', value: RECEIPT_SECONDS } } as const

export function redisReceipts(
  redis: Redis,
  now: () => Promise<number>,
  mostReceipts = MOST_RECEIPTS,
) {
  const loadErasure = async (fileId: string): Promise<[string, Date][]> => {
    const at = await redis.call((on) => on.get(keys.erasure(fileId)))
    return at === null ? [] : [[fileId, new Date(at)]]
  }

  /** The list is only there to keep them few: what has expired by itself may still be on it for a while. */
  const list = async (id: string) => {
    const at = await now()
    const listed = { value: id, score: at + RECEIPT_SECONDS * 1000 }
    await redis.call((on) => on.zAdd(keys.receipts, listed))
    await redis.call((on) => on.zRemRangeByScore(keys.receipts, '-inf', at))
    const more = (await redis.call((on) => on.zCard(keys.receipts))) - mostReceipts
    if (more <= 0) return
    const oldest = await redis.call((on) => on.zPopMinCount(keys.receipts, more))
    for (const { value } of oldest) await redis.call((on) => on.unlink(keys.receipt(value)))
  }

  return {
    async save(receipt: Receipt): Promise<void> {
      const record = JSON.stringify(receipt)
      await redis.call((on) => on.set(keys.receipt(receipt.id), record, EXPIRY))
      await list(receipt.id)
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
