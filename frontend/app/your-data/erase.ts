import type { Api } from '~/api/client'
import type { Receipt } from '~/api/protocol'
import { type Refusal, refusalOf } from '~/api/refusal'

export type Erasure = { receipt: Receipt } | { problem: Refusal }

export async function eraseEverything(api: Api): Promise<Erasure> {
  try {
    return { receipt: await api.erase() }
  } catch (error) {
    return { problem: refusalOf(error) }
  }
}

export const receiptPath = ({ id }: Pick<Receipt, 'id'>) => `/data/receipts/${id}`
