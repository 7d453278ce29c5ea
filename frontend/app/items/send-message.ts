import type { Action } from '~/api/protocol'
import { isRecord } from './widget/node'

/** The action by which a widget sends its text as the reader's next message. Handled on this page, in both chats. */
export const SEND_MESSAGE = 'chat.send_message'

/** What the action sends; `undefined` for any other action. */
export function messageIn({ type, payload }: Pick<Action, 'type' | 'payload'>): string | undefined {
  if (type !== SEND_MESSAGE || !isRecord(payload) || typeof payload.text !== 'string') {
    return undefined
  }
  return payload.text.trim() || undefined
}
