import type { ThreadsOverview } from '~/chat/turn/chat-store'
import type { ThreadInfo } from '~/chat/turn/thread-state'
import { titleOf } from '~/chat/turn/thread-title'

export type ListedThread = { id: string; title: string; isAnswering: boolean }

/** What the server listed, with what has happened on this page since. */
export function listThreads(
  listed: Pick<ThreadInfo, 'id' | 'title'>[],
  { changed, forgotten, answering }: ThreadsOverview,
): ListedThread[] {
  const latest = new Map(changed.map((thread) => [thread.id, thread]))
  const known = new Set(listed.map(({ id }) => id))
  const fresh = changed.filter(({ id }) => !known.has(id)).toReversed()
  return [...fresh, ...listed]
    .filter(({ id }) => !forgotten.includes(id))
    .map(({ id, title }) => ({
      id,
      title: titleOf(latest.get(id) ?? { title }),
      isAnswering: answering.includes(id),
    }))
}
