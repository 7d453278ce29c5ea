import { recordOf } from '~/lib/safe-json'
import { ApiError } from './api-error'
import type { Attachment, Page, Thread, VisibleItem } from './protocol'
import { readItem, readPage, readThread, readThreads } from './read-item'

/** What the requests of the protocol that are no streams are answered with. */
export type JsonResponses = {
  'threads.list': Page<Thread>
  'threads.update': Thread
  'threads.delete': Record<string, never>
  'items.list': Page<VisibleItem>
  'items.feedback': Record<string, never>
  'attachments.create': Attachment
  'attachments.delete': Record<string, never>
  'threads.sync_custom_action': { updated_item?: VisibleItem }
  'input.transcribe': { text: string }
}

/** Of those whose odd values could break the page. */
const READERS: { [T in keyof JsonResponses]?: (answer: unknown) => JsonResponses[T] } = {
  'threads.list': readThreads,
  'threads.update': (answer) => {
    const [thread] = readThread(answer)
    if (!thread) throw new ApiError(502, 'unreadable', 'The answer could not be read.')
    return thread
  },
  'items.list': readPage,
  'threads.sync_custom_action': (answer) => {
    const [updated_item] = readItem(recordOf(answer).updated_item)
    return { updated_item }
  },
}

export function readAnswer<T extends keyof JsonResponses>(
  type: T,
  answer: JsonResponses[T],
): JsonResponses[T] {
  return READERS[type]?.(answer) ?? answer
}
