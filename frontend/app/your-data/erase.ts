import type { Api } from '~/api/client'
import type { Receipt } from '~/api/protocol'
import { failedAttempt, type Refusal } from '~/api/refusal'

export type Erasure = { receipt: Receipt } | { problem: Refusal; status: number }

export async function eraseEverything(api: Api): Promise<Erasure> {
  try {
    return { receipt: await api.erase() }
  } catch (error) {
    return failedAttempt(error)
  }
}

export const receiptPath = ({ id }: Pick<Receipt, 'id'>) =>
  `/data/receipts/${encodeURIComponent(id)}`
