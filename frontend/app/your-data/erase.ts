import { messageOf } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Receipt } from '~/api/protocol'

export type Erasure = { receipt: Receipt } | { problem: string }

export async function eraseEverything(api: Api): Promise<Erasure> {
  try {
    return { receipt: await api.erase() }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

export const receiptPath = ({ id }: Pick<Receipt, 'id'>) => `/data/receipts/${id}`
