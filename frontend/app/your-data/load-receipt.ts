import { ApiError } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Receipt } from '~/api/protocol'

/** Null for one that is there no longer. */
export async function loadReceipt(api: Api, id = ''): Promise<Receipt | null> {
  try {
    return await api.receipt(id)
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return null
    throw error
  }
}
