/** The operations of `session.lua`, with what they return. */
import type { Redis } from '../../redis/connection.ts'
import type { News } from './hub.ts'
import type { SessionKeys } from './keys.ts'

/** Records as they are stored, or null for a cursor that is not there. */
type StoredPage = string[] | null

type Replies = {
  touch: News
  forget: News
  /** When the session's life will be over; or what became of one that was. */
  forgetIfOver: [outcome: string | 'forgotten' | 'nothing', News]
  loadThreads: StoredPage
  changeThread: 0 | 1
  deleteThread: News
  saveUserMessage: 0 | 1
  loadThreadItems: StoredPage
  saveItem: null
  changeItem: 0 | 1
  deleteItemsAfter: number
  deleteThreadItem: null
  saveFeedback: News
  saveOpenTurn: null
  closeOpenTurn: 0 | 1
  saveFacts: null
  saveAttachment: null
  saveAttachmentBytes: null
  deleteAttachment: News
  saveFile: null
  deleteFile: News
}

export const sessionScript =
  (redis: Redis, keys: SessionKeys) =>
  async <Operation extends keyof Replies>(
    operation: Operation,
    ...args: (string | Buffer)[]
  ): Promise<Replies[Operation]> => {
    const reply = await redis.call((on) => on.onSession(Object.values(keys), operation, ...args))
    return reply as Replies[Operation] // as the script returns it
  }
