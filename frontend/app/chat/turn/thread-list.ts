/** The session's chats as they stand: what the frame of the page has read, and what has happened on this page since. */
import { useEffect, useMemo } from 'react'
import { HUB_ROUTE, type HubData, useHubData } from '~/session/hub-data'
import { documentTitle } from '~/ui/page'
import { useHydrated } from '~/ui/use-hydrated'
import { chatStore } from './browser-chat'
import type { ThreadsOverview } from './chats'
import type { ThreadInfo } from './thread-state'
import { useThreadsOverview } from './use-chat'

export type ThreadStatus = ThreadInfo['status']

export type ListedThread = {
  id: string
  title: string
  status: ThreadStatus
  isAnswering: boolean
  /** On this page. Its address may still be open. */
  isDeleted: boolean
}

/** Longer than any title that can be given. */
const LONGEST_SHOWN = 300
const ACTIVE: ThreadStatus = { type: 'active' }

export function titleOf({ title }: { title?: string }) {
  return title?.trim().slice(0, LONGEST_SHOWN) || 'New chat'
}

/** Newest first. A chat that was opened here is on top before the server lists it. */
export function mergeThreads(
  listed: Pick<ThreadInfo, 'id' | 'title' | 'status'>[],
  { changed, forgotten, answering }: ThreadsOverview,
): ListedThread[] {
  const latest = new Map(changed.map((thread) => [thread.id, thread]))
  const known = new Set(listed.map(({ id }) => id))
  const fresh = changed.filter(({ id }) => !known.has(id)).toReversed()
  return [...fresh, ...listed].map((thread) => {
    const { id, title, status } = latest.get(thread.id) ?? thread
    return {
      id,
      title: titleOf({ title }),
      status,
      isAnswering: answering.includes(id),
      isDeleted: forgotten.includes(id),
    }
  })
}

/** The same array until something changes: the words of an answer do not change it. */
function useAllThreads() {
  const { threads, session } = useHubData()
  const overview = useThreadsOverview()
  const isHydrated = useHydrated()
  return useMemo(() => {
    if (isHydrated) return mergeThreads(threads, overview)
    // Until the page follows the answers by itself, the server says who is being answered.
    const answering = session.runs.map(({ thread_id }) => thread_id)
    return mergeThreads(threads, { ...overview, answering })
  }, [threads, session.runs, overview, isHydrated])
}

export function useThreads() {
  const threads = useAllThreads()
  return useMemo(() => threads.filter(({ isDeleted }) => !isDeleted), [threads])
}

export function useThread(threadId: string | undefined) {
  return useAllThreads().find(({ id }) => id === threadId)
}

/** A chat's title as it stands, also in the browser's tab. */
export function useThreadTitle(threadId: string) {
  const { title } = useThread(threadId) ?? { title: titleOf({}) }
  useEffect(() => {
    document.title = documentTitle(title)
  }, [title])
  return title
}

/** Whether anything more can be said in a chat. */
export function useThreadStatus(threadId: string | undefined) {
  return useThread(threadId)?.status ?? ACTIVE
}

/** The title of a chat for its document, from the data of the frame around it. */
export function threadDocumentTitle(matches: { id: string; data: unknown }[], threadId = '') {
  const hub = matches.find(({ id }) => id === HUB_ROUTE)?.data as HubData | undefined
  const threads = mergeThreads(hub?.threads ?? [], chatStore.overview())
  return documentTitle(threads.find(({ id }) => id === threadId)?.title ?? titleOf({}))
}
