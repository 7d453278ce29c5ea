import { useEffect } from 'react'
import { HUB_ROUTE, type HubData, useHubData } from '~/session/hub-data'
import { documentTitle } from '~/ui/page'
import { chatStore } from './browser-chat'
import type { ThreadInfo, ThreadState } from './thread-state'
import { useThreadsOverview } from './use-chat'

/** Longer than any title that can be given. */
const LONGEST_SHOWN = 300

export function titleOf({ title }: { title?: string }) {
  return title?.trim().slice(0, LONGEST_SHOWN) || 'New chat'
}

/** A chat's title as it stands, also in the browser's tab. */
export function useThreadTitle(threadId: string) {
  const { threads } = useHubData()
  const { changed } = useThreadsOverview()
  const isThis = ({ id }: { id: string }) => id === threadId
  const title = titleOf(changed.find(isThis) ?? threads.find(isThis) ?? {})
  useEffect(() => {
    document.title = documentTitle(title)
  }, [title])
  return title
}

/** The title of a chat, from what has happened on this page or else from the list that the frame around it has read. */
export function threadDocumentTitle(matches: { id: string; data: unknown }[], threadId = '') {
  const hub = matches.find(({ id }) => id === HUB_ROUTE)?.data as HubData | undefined
  const listed = hub?.threads.find(({ id }) => id === threadId)
  return documentTitle(titleOf(chatStore.chat(threadId)?.thread.info ?? listed ?? {}))
}

export type ThreadStatus = ThreadInfo['status']

const ACTIVE: ThreadStatus = { type: 'active' }

/** Whether anything more can be said in a chat: what its last answer told, or else the list of chats. */
export function useThreadStatus({ info }: ThreadState, threadId: string | undefined) {
  const { threads } = useHubData()
  return (info ?? threads.find(({ id }) => id === threadId))?.status ?? ACTIVE
}
