import { ApiError } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Receipt } from '~/api/protocol'
import { failedAttempt, type Refusal } from '~/api/refusal'
import { chatStore, drafts } from '~/chat/turn/browser-chat'
import { beginTabSession } from '~/session/tab-session'

export type EraseError = { problem: Refusal; status: number }
export type Erasure = { receipt: Receipt } | EraseError

export async function eraseEverything(api: Api): Promise<Erasure> {
  try {
    return { receipt: await api.erase() }
  } catch (error) {
    return failedAttempt(error)
  }
}

export const receiptPath = ({ id }: Pick<Receipt, 'id'>) =>
  `/data/receipts/${encodeURIComponent(id)}`

/** Null for one that is there no longer. */
export async function loadReceipt(api: Api, id = ''): Promise<Receipt | null> {
  try {
    return await api.receipt(id)
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return null
    throw error
  }
}

/** What belonged to the session that was erased goes from the page too. */
export function startNewSession() {
  beginTabSession()
  chatStore.forgetAll()
  drafts.forgetAll()
}
