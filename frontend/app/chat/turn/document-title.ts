import { turns } from '~/chat/turn/browser-chat'
import { HUB_ROUTE, type HubData } from '~/session/hub-data'
import { titleOf } from '~/shell/thread-list'

const SITE = 'Coaching Hub'

export const documentTitle = (name: string) => `${name} · ${SITE}`

/** The title of a chat, from what has happened on this page or else from the list that the frame around it has read. */
export function threadDocumentTitle(matches: { id: string; data: unknown }[], threadId = '') {
  const hub = matches.find(({ id }) => id === HUB_ROUTE)?.data as HubData | undefined
  const listed = hub?.threads.find(({ id }) => id === threadId)
  return documentTitle(titleOf(turns.chat(threadId)?.thread.info ?? listed ?? {}))
}
