/** What the page asks of the coach, as the protocol has it. */
import type { Action, StreamRequest, StructuredInputSubmission } from '~/api/protocol'
import { RecentMap } from '~/lib/recent-map'

export function messageRequest(
  threadId: string | undefined,
  { text, attachmentIds }: { text: string; attachmentIds: string[] },
): StreamRequest {
  const input = {
    content: text ? [{ type: 'input_text' as const, text }] : [],
    attachments: attachmentIds,
    inference_options: {},
  }
  return threadId
    ? { type: 'threads.add_user_message', params: { thread_id: threadId, input } }
    : { type: 'threads.create', params: { input } }
}

export const retryRequest = (thread_id: string, item_id: string): StreamRequest => ({
  type: 'threads.retry_after_item',
  params: { thread_id, item_id },
})

export const formRequest = (
  thread_id: string,
  item_id: string,
  input: StructuredInputSubmission,
): StreamRequest => ({
  type: 'threads.add_structured_input',
  params: { thread_id, item_id, input },
})

export const outputRequest = (thread_id: string, result: unknown): StreamRequest => ({
  type: 'threads.add_client_tool_output',
  params: { thread_id, result },
})

export const actionRequest = (
  thread_id: string,
  item_id: string,
  action: Action,
): StreamRequest => ({
  type: 'threads.custom_action',
  params: { thread_id, item_id, action },
})

const MOST_REPEATED = 8

/**
 * Names for requests that are repeated until they came through: the same words get the same name, so that the server
 * recognises the repetition; after a success the same words are a new request.
 */
export class IdempotencyKeys {
  /** Those of requests that were given up go as others come. */
  readonly #keys = new RecentMap<string, string>(MOST_REPEATED)

  keyFor(request: StreamRequest) {
    const json = JSON.stringify(request)
    const key = this.#keys.get(json) ?? crypto.randomUUID()
    this.#keys.set(json, key)
    return key
  }

  release(request: StreamRequest) {
    this.#keys.delete(JSON.stringify(request))
  }
}
