import type { Action } from '~/api/protocol'
import { isRecord } from './node'

/** The action by which a widget sends its text as the reader's next message. Handled on this page, in both chats. */
export const SEND_MESSAGE = 'chat.send_message'

/** What the action sends; `undefined` for any other action. */
export function messageIn({ type, payload }: Pick<Action, 'type' | 'payload'>): string | undefined {
  if (type !== SEND_MESSAGE || !isRecord(payload) || typeof payload.text !== 'string') {
    return undefined
  }
  return payload.text.trim() || undefined
}

export type ActionOptions = {
  itemId: string
  /** One JSON answer instead of a stream: allowed while an answer is being written. */
  isSync: boolean
  /** For the page itself: the server is not asked. */
  isClient: boolean
}

/**
 * Settles when the action is done, so that what was pressed can show that it is being worked on. Never rejects: who runs
 * the action also tells of its failure.
 */
export type OnAction = (action: Action, options: ActionOptions) => Promise<void>
