import { useHub } from '~/session/hub-data'
import type { ThreadInfo, ThreadState } from './thread-state'

export type ThreadStatus = ThreadInfo['status']

const ACTIVE: ThreadStatus = { type: 'active' }

/** Whether anything more can be said in a chat: what its last answer told, or else the list of chats. */
export function useThreadStatus({ info }: ThreadState, threadId: string | undefined) {
  const { threads } = useHub()
  return (info ?? threads.find(({ id }) => id === threadId))?.status ?? ACTIVE
}
