/** Threads as a request finds them. */
import { NotFoundError, ThreadNotActiveError } from '../errors.ts'
import type { SessionMemory, StoredThread } from '../memory/memory.ts'

/** @throws {NotFoundError} */
export async function requireThread(
  memory: SessionMemory,
  threadId: string,
): Promise<StoredThread> {
  const thread = await memory.loadThread(threadId)
  if (!thread) throw new NotFoundError('This chat')
  return thread
}

/** @throws {NotFoundError | ThreadNotActiveError} the latter with the reason that the thread has. */
export async function requireActiveThread(
  memory: SessionMemory,
  threadId: string,
): Promise<StoredThread> {
  const thread = await requireThread(memory, threadId)
  const { status } = thread
  if (status.type !== 'active') throw new ThreadNotActiveError(status.type, status.reason)
  return thread
}
