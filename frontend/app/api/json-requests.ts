import { recordOf } from '~/lib/safe-json'
import { ApiError } from './api-error'
import type { JsonResponses } from './protocol'
import { readItem, readPage, readThread, readThreads } from './read-item'

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
