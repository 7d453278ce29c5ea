/** The operations of `session.lua`, with what they return. */
import type { Redis } from '../../redis/connection.ts'
import type { Admission, SaveOutcome } from '../memory.ts'
import type { SessionChanges } from './global-index.ts'
import type { SessionKeys } from './keys.ts'

/** Records as they are stored, or null for a cursor that is not there. */
type StoredPage = string[] | null

type Replies = {
  touch: SessionChanges
  forget: SessionChanges
  /** When to look at the session again; or what became of one whose life was over. */
  forgetIfOver: [outcome: string | 'forgotten' | 'nothing', SessionChanges]
  loadThreads: StoredPage
  changeThread: 0 | 1
  deleteThread: SessionChanges
  saveUserMessage: SaveOutcome
  loadThreadItems: StoredPage
  saveItem: null
  changeItem: 0 | 1
  deleteItemsAfter: [count: number, SessionChanges]
  deleteThreadItem: SessionChanges
  saveFeedback: SessionChanges
  saveOpenTurn: null
  closeOpenTurn: 0 | 1
  saveFacts: null
  countBytes: number
  announceAttachment: Admission
  receiveAttachment: 0 | 1
  deleteAttachment: SessionChanges
  reserveFile: Admission
  addFile: 0 | 1
  releaseFile: null
  changeFile: 0 | 1
  deleteFile: SessionChanges
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
