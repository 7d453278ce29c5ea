/** Asking the server how a chat stands, where this page has lost sight of it. */
import type { Api } from '~/api/client'
import { isNew } from '../drafts/chat-keys'
import { isUserMessage } from './chat-state'
import type { Chats } from './chats'

/**
 * What the server has stored is all there is.
 * @param isLost the answer has gone with its process: another one may take a while to find what was kept of it, and
 *   until then its reader keeps what there is on the page
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
    // What is on the page stays; the next visit asks again.
  }
}

/** The answer that is being written in this chat. */
export async function findRun(api: Api, threadId: string) {
  const { runs } = await api.session().catch(() => ({ runs: [] }))
  return runs.find(({ thread_id }) => thread_id === threadId)
}
