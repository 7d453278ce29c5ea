import { HUB_ROUTE, type HubData } from './load-hub'
import { titleOf } from './thread-list'

export const SITE = 'Coaching Hub'

export const documentTitle = (name: string) => `${name} · ${SITE}`

/** The title of a chat stands in the list of chats, which the frame around it has read. */
export function titleFromMatches(matches: { id: string; data: unknown }[], threadId?: string) {
  const hub = matches.find(({ id }) => id === HUB_ROUTE)?.data as HubData | undefined
  const thread = hub?.threads.find(({ id }) => id === threadId)
  return thread ? documentTitle(titleOf(thread)) : SITE
}
