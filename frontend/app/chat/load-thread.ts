import { ApiError } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Page, VisibleItem } from '~/api/protocol'

const PAGE_SIZE = 30

/** The newest messages of a chat, or null where there is no such chat in this session. */
export async function loadThread(api: Api, threadId: string): Promise<Page<VisibleItem> | null> {
  try {
    return await loadPage(api, threadId)
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return null
    throw error
  }
}

export function loadPage(api: Api, threadId: string, after?: string) {
  const page = { thread_id: threadId, limit: PAGE_SIZE, order: 'desc' as const, after }
  return api.chatkit('items.list', page)
}
