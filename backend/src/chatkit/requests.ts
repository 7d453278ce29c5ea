/** What comes in: requests checked against the protocol, and told apart by how they are answered. */
import { createHash } from 'node:crypto'
import { InvalidRequestError } from '../errors.ts'
import { idFrom, newId } from '../protocol/ids.ts'
import { type ChatKitRequest, chatKitRequest, type StreamingRequest } from '../protocol/schemas.ts'

const streaming: Record<StreamingRequest['type'], true> = {
  'threads.create': true,
  'threads.add_user_message': true,
  'threads.add_client_tool_output': true,
  'threads.add_structured_input': true,
  'threads.retry_after_item': true,
  'threads.custom_action': true,
}

export function isStreaming(request: ChatKitRequest): request is StreamingRequest {
  return request.type in streaming
}

/** Makes the ids of what a request brings: repeated under its key, it brings nothing twice. */
export type NewId = (prefix: 'thr' | 'msg') => string

/** @param name the request's `Idempotency-Key` and digest, where it has a key */
export function idsFor(session: string, name: { key: string; digest: string } | undefined): NewId {
  if (!name) return newId
  return (prefix) => idFrom(prefix, session, name.key, name.digest)
}

/** What a repetition is recognised by, however its JSON is written. */
export const digestOf = (request: StreamingRequest) =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex')

/** The thread that a streaming request is about: its own, or the one that it is going to make. */
export function threadOf(request: StreamingRequest, makeId: NewId): string {
  return request.type === 'threads.create' ? makeId('thr') : request.params.thread_id
}

/** Keys of the request's own are among the steps of a path. */
const LONGEST_PLACE = 100

/** @throws {InvalidRequestError} saying what is wrong, and where. */
export function parseRequest(body: unknown): ChatKitRequest {
  const parsed = chatKitRequest.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.').slice(0, LONGEST_PLACE)
  throw new InvalidRequestError(
    where === 'type' || !where
      ? 'Send a JSON object with a `type` that this server knows and an object `params`.'
      : `\`${where}\` cannot be used: ${issue?.message}.`,
  )
}

export function assertNever(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`)
}
