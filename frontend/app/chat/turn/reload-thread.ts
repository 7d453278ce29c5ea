/** Reads the stored state of a thread, or its run, after a connection was lost. */
import type { Api } from '~/api/client'
import { isNew } from '../drafts/chat-keys'
import { isUserMessage } from './chat-state'
import type { Chats } from './chats'

/**
 * Replaces the thread by its stored items.
 * @param isLost the process of the run has died: until another one has stored the partial answer, the page keeps
 *   what it has received
 */
export async function reloadThread(api: Api, chats: Chats, threadId: string, isLost = false) {
  if (isNew(threadId)) return
  const readAt = Date.now()
  try {
    const page = await api.chatkit('items.list', { thread_id: threadId, order: 'desc' })
    if (chats.isOutdated(threadId, readAt)) return
    const [newest] = page.data
    const isBehind = isLost && newest !== undefined && isUserMessage(newest)
    chats.mergePage(threadId, page, isBehind)
  } catch {
    // The page keeps what it has; the next visit reads again.
  }
}

/** The active run of this thread. */
export async function findRun(api: Api, threadId: string) {
  const { runs } = await api.session().catch(() => ({ runs: [] }))
  return runs.find(({ thread_id }) => thread_id === threadId)
}
