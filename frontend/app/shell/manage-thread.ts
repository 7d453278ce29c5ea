import { ApiError } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Thread } from '~/api/protocol'
import { failedAttempt, type Refusal } from '~/api/refusal'

export const LONGEST_TITLE = 200

export type ThreadChange = {
  done: boolean
  problem?: Refusal
  /** Of the page that tells the problem. */
  status?: number
  thread?: Thread
  /** What was typed, where it could not be taken. */
  title?: string
}

export async function renameThread(
  api: Api,
  threadId: string,
  form: FormData,
): Promise<ThreadChange> {
  const title = String(form.get('title') ?? '').trim()
  if (!title) return { done: false, problem: { message: 'Give the chat a title.' } }
  try {
    const thread = await api.chatkit('threads.update', { thread_id: threadId, title })
    return { done: true, thread }
  } catch (error) {
    return { done: false, ...failedAttempt(error), title }
  }
}

/** A chat that is already gone is deleted. */
export async function deleteThread(api: Api, threadId: string): Promise<ThreadChange> {
  try {
    await api.chatkit('threads.delete', { thread_id: threadId })
    return { done: true }
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return { done: true }
    return { done: false, ...failedAttempt(error) }
  }
}
