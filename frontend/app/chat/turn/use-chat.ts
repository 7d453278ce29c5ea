import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { SessionInfo } from '~/api/client'
import type { Page, VisibleItem } from '~/api/protocol'
import { chatStore, drafts } from './browser-chat'
import { type Chat, chatFromPage } from './chat-state'
import { NO_OVERVIEW } from './chats'

const NO_DRAFT = { text: '', files: [] }
const EMPTY_PAGE: Page<VisibleItem> = { data: [], has_more: false }

/** A chat as it stands: what the loader read, and what has happened since. */
export function useChat(key: string, page = EMPTY_PAGE, readAt = 0): Chat {
  const live = useSyncExternalStore(
    chatStore.subscribe,
    () => chatStore.chat(key),
    () => undefined,
  )
  const drawn = useMemo(() => chatFromPage(page), [page])
  useEffect(() => {
    if (page !== EMPTY_PAGE) chatStore.receive(key, page, readAt)
  }, [key, page, readAt])
  return live ?? drawn
}

/** What a chat goes by at this moment. */
export function useKeyOf(key: string) {
  return useSyncExternalStore(
    chatStore.subscribe,
    () => chatStore.keyOf(key),
    () => key,
  )
}

export function useThreadsOverview() {
  return useSyncExternalStore(chatStore.subscribe, chatStore.overview, () => NO_OVERVIEW)
}

export function useDraft(key: string) {
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.get(key),
    () => NO_DRAFT,
  )
}

/** Follows the answers that were started before hydration. */
export function useFollowRuns(runs: SessionInfo['runs']) {
  useEffect(() => {
    for (const run of runs) {
      chatStore.follow(run.thread_id, run.id, Date.parse(run.started_at))
    }
  }, [runs])
}
