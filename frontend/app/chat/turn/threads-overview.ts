import { isNew } from '../drafts/chat-keys'
import type { Chat } from './chat-state'
import type { ThreadInfo } from './thread-state'

/** What the list of chats must know beyond what its loader found. */
export type ThreadsOverview = { changed: ThreadInfo[]; forgotten: string[]; answering: string[] }

export const NO_OVERVIEW: ThreadsOverview = { changed: [], forgotten: [], answering: [] }

/** The same object as long as nothing in it changed, since the list would otherwise be drawn with every word. */
export function overviewOf(
  chats: ReadonlyMap<string, Chat>,
  forgotten: Iterable<string>,
  before: ThreadsOverview,
): ThreadsOverview {
  const next: ThreadsOverview = {
    changed: [...chats.values()].flatMap(({ thread }) => thread.info ?? []),
    forgotten: [...forgotten],
    answering: [...chats].flatMap(([key, { turn }]) => (turn && !isNew(key) ? key : [])),
  }
  const same = (key: keyof ThreadsOverview) =>
    next[key].length === before[key].length &&
    next[key].every((entry, i) => entry === before[key][i])
  return same('changed') && same('forgotten') && same('answering') ? before : next
}
