import { ApiError } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Page, VisibleItem } from '~/api/protocol'
import { awaitsAnswer } from './chat-state'

/** The newest messages of a chat as they were read, or null where there is no such chat in this session. */
export type ThreadRead = {
  page: Page<VisibleItem> | null
  /** When the browser began to read it. What the server has drawn is older than anything on the page. */
  readAt: number
  /** Of a document: whether the newest message is being answered. */
  isAnswering?: boolean
}

/** For a chat whose state on this page is newer than the server's. */
export const KEEP_LOCAL: ThreadRead = { page: { data: [], has_more: false }, readAt: 0 }

const PAGE_SIZE = 30

export async function loadThread(api: Api, threadId: string, readAt = 0): Promise<ThreadRead> {
  try {
    return { page: await loadPage(api, threadId), readAt }
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return { page: null, readAt }
    throw error
  }
}

export function loadPage(api: Api, threadId: string, after?: string) {
  const page = { thread_id: threadId, limit: PAGE_SIZE, order: 'desc' as const, after }
  return api.chatkit('items.list', page)
}

/**
 * A chat for a document, which shows what is there and does not follow it: between the messages and the runs that are read
 * beside them an answer may have ended, and would be in neither.
 */
export async function loadThreadForDocument(api: Api, threadId: string): Promise<ThreadRead> {
  const read = await loadThread(api, threadId)
  const [newest] = read.page?.data ?? []
  const isFormSent = newest?.type === 'structured_input' && newest.status !== 'pending'
  if (!newest || !(awaitsAnswer(newest) || isFormSent)) return read
  const { runs } = await api.session().catch(() => ({ runs: [] }))
  const isAnswering = runs.some(({ thread_id }) => thread_id === threadId)
  return isAnswering ? { ...read, isAnswering } : loadThread(api, threadId)
}
