/** ChatKit's custom backend: every request of the protocol, answered from memory and by a responder. */
import { InvalidRequestError, LimitReachedError, NotFoundError, TooLargeError } from '../errors.ts'
import { newId, now } from '../ids.ts'
import {
  type Memory,
  type SessionMemory,
  type StoredAttachment,
  type StoredThread,
  UnknownCursorError,
} from '../memory/memory.ts'
import { keepBooks, type ResponderEvent } from './bookkeeping.ts'
import {
  type Attachment,
  type ChatKitRequest,
  chatKitRequest,
  type ThreadStreamEvent,
  type UserMessageInput,
  type UserMessageItem,
} from './schemas.ts'
import { itemOnWire, type PresentAttachment, threadOnWire, visiblePage } from './wire.ts'

/** Everything a responder may know of the turn it answers. */
export type Turn = {
  session: string
  /** Change `title`, `status` or `metadata` (each by a new value), and the client hears of it. */
  thread: StoredThread
  /** The message to be answered: the newest one of the thread. */
  userMessage: UserMessageItem
  memory: SessionMemory
  signal: AbortSignal
}

/** Produces the reply. Stops by throwing once `turn.signal` is aborted. */
export type Respond = (turn: Turn) => Responding
/** An event, or as many as there are at once: what comes together goes on together. */
export type Responding = AsyncIterable<ResponderEvent | ResponderEvent[]>

export type Requester = {
  session: string
  /** This request's public origin, for the addresses of uploads and previews. */
  origin: string
}

export type RequestContext = Requester & {
  onError(error: unknown): void
}

/** Makes, shows and removes attachments; the bytes come in beside the protocol. */
export interface AttachmentStore {
  createAttachment(params: Params<'attachments.create'>, context: Requester): Promise<Attachment>
  presenter(context: Requester): PresentAttachment
}

export type ChatKitLimits = {
  messageChars: number
  attachmentsPerMessage: number
  threadsPerSession: number
}

export type StreamingRequest = Extract<
  ChatKitRequest,
  { type: 'threads.create' | 'threads.add_user_message' | 'threads.retry_after_item' }
>
export type JsonRequest = Exclude<ChatKitRequest, StreamingRequest>
type Params<T extends ChatKitRequest['type']> = Extract<ChatKitRequest, { type: T }>['params']

/** Events to be run; everything that could refuse the request has passed by then. */
export type OpenedStream = (signal: AbortSignal) => AsyncIterable<ThreadStreamEvent[]>

export interface ChatKit {
  answer(request: JsonRequest, context: RequestContext): Promise<object>
  /**
   * Stores what the request brings and opens its stream.
   * @param threadId as `threadOf` gave it
   */
  open(request: StreamingRequest, threadId: string, context: RequestContext): Promise<OpenedStream>
}

const streaming: Record<StreamingRequest['type'], true> = {
  'threads.create': true,
  'threads.add_user_message': true,
  'threads.retry_after_item': true,
}

export function isStreaming(request: ChatKitRequest): request is StreamingRequest {
  return request.type in streaming
}

/** The thread that a streaming request is about: its own, or the one that it is going to make. */
export function threadOf(request: StreamingRequest): string {
  return request.type === 'threads.create' ? newId('thr') : request.params.thread_id
}

/** @throws {InvalidRequestError} saying what is wrong, and where. */
export function parseRequest(body: unknown): ChatKitRequest {
  const parsed = chatKitRequest.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.')
  throw new InvalidRequestError(
    where === 'type' || !where
      ? 'Send a JSON object with a `type` that this server knows and an object `params`.'
      : `\`${where}\` cannot be used: ${issue?.message}.`,
    parsed.error,
  )
}

export function createChatKit(parts: {
  memory: Memory
  attachments: AttachmentStore
  respond: Respond
  limits: ChatKitLimits
}): ChatKit {
  const { attachments, respond, limits } = parts

  return {
    async answer(request, context) {
      const memory = parts.memory.session(context.session)
      const present = attachments.presenter(context)
      switch (request.type) {
        case 'threads.get_by_id':
          return getThread(memory, request.params, present)
        case 'threads.list':
          return listThreads(memory, request.params)
        case 'threads.update':
          return renameThread(memory, request.params)
        case 'threads.delete':
          return deleteThread(memory, request.params)
        case 'items.list':
          return listItems(memory, request.params, present)
        case 'items.feedback':
          return keepFeedback(memory, request.params)
        case 'attachments.create':
          return attachments.createAttachment(request.params, context)
        case 'attachments.delete':
          return deleteAttachment(memory, request.params)
        default:
          return assertNever(request)
      }
    },

    async open(request, threadId, context) {
      const memory = parts.memory.session(context.session)
      const turn = await prepareTurn(request, threadId, { memory, limits })
      const present = attachments.presenter(context)

      return async function* (signal) {
        yield openingEvents(turn, present)
        const { thread, userMessage } = turn
        const reply = respond({ session: context.session, thread, userMessage, memory, signal })
        yield* keepBooks(reply, { memory, thread, signal, onError: context.onError })
      }
    },
  }
}

// ── Requests answered with JSON ──────────────────────────────────────────────

async function requireThread(memory: SessionMemory, threadId: string): Promise<StoredThread> {
  const thread = await memory.loadThread(threadId)
  if (!thread) throw new NotFoundError('This chat')
  return thread
}

async function getThread(
  memory: SessionMemory,
  { thread_id }: Params<'threads.get_by_id'>,
  present: PresentAttachment,
) {
  const thread = await requireThread(memory, thread_id)
  const items = await memory.loadThreadItems(thread_id, { limit: 20, order: 'asc' })
  return threadOnWire(thread, visiblePage(items, present))
}

async function listThreads(memory: SessionMemory, paging: Params<'threads.list'>) {
  const page = await refuseUnknownCursor(memory.loadThreads(paging))
  return { ...page, data: page.data.map((thread) => threadOnWire(thread)) }
}

async function listItems(
  memory: SessionMemory,
  { thread_id, ...paging }: Params<'items.list'>,
  present: PresentAttachment,
) {
  await requireThread(memory, thread_id)
  return visiblePage(await refuseUnknownCursor(memory.loadThreadItems(thread_id, paging)), present)
}

async function renameThread(memory: SessionMemory, { thread_id, title }: Params<'threads.update'>) {
  const thread = { ...(await requireThread(memory, thread_id)), title }
  await memory.saveThread(thread)
  return threadOnWire(thread)
}

async function deleteThread(memory: SessionMemory, { thread_id }: Params<'threads.delete'>) {
  await requireThread(memory, thread_id)
  await memory.deleteThread(thread_id)
  return {}
}

async function keepFeedback(
  memory: SessionMemory,
  { thread_id, item_ids, kind }: Params<'items.feedback'>,
) {
  await requireThread(memory, thread_id)
  await memory.saveFeedback(thread_id, item_ids, kind)
  return {}
}

async function deleteAttachment(
  memory: SessionMemory,
  { attachment_id }: Params<'attachments.delete'>,
) {
  if (!(await memory.loadAttachment(attachment_id))) throw new NotFoundError('This attachment')
  await memory.deleteAttachment(attachment_id)
  return {}
}

async function refuseUnknownCursor<T>(page: Promise<T>): Promise<T> {
  try {
    return await page
  } catch (error) {
    if (error instanceof UnknownCursorError) throw new InvalidRequestError(error.message, error)
    throw error
  }
}

// ── Requests answered with a stream ──────────────────────────────────────────

type PreparedTurn = {
  thread: StoredThread
  userMessage: UserMessageItem
  isNew: boolean
  /** Whether the client still has to be shown the user's message. */
  announce: boolean
}

function openingEvents(
  { thread, userMessage, isNew, announce }: PreparedTurn,
  present: PresentAttachment,
): ThreadStreamEvent[] {
  const events: ThreadStreamEvent[] = []
  if (isNew) events.push({ type: 'thread.created', thread: threadOnWire(thread) })
  if (announce) events.push({ type: 'thread.item.done', item: itemOnWire(userMessage, present) })
  return events
}

type Preparation = { memory: SessionMemory; limits: ChatKitLimits }

async function prepareTurn(
  request: StreamingRequest,
  threadId: string,
  preparation: Preparation,
): Promise<PreparedTurn> {
  switch (request.type) {
    case 'threads.create':
      return createThread(request.params.input, threadId, preparation)
    case 'threads.add_user_message':
      return addUserMessage(request.params, preparation)
    case 'threads.retry_after_item':
      return retryAfterItem(request.params, preparation)
    default:
      return assertNever(request)
  }
}

async function createThread(
  input: UserMessageInput,
  threadId: string,
  preparation: Preparation,
): Promise<PreparedTurn> {
  const { memory, limits } = preparation
  if ((await memory.countThreads()) >= limits.threadsPerSession) {
    throw new LimitReachedError(
      `There is room for ${limits.threadsPerSession} chats. Delete one that you no longer need.`,
    )
  }
  const thread: StoredThread = {
    id: threadId,
    created_at: now(),
    status: { type: 'active' },
    metadata: {},
  }
  const userMessage = await saveMessage(input, thread, preparation)
  return { thread, userMessage, isNew: true, announce: true }
}

async function addUserMessage(
  { thread_id, input }: Params<'threads.add_user_message'>,
  preparation: Preparation,
): Promise<PreparedTurn> {
  const thread = await requireThread(preparation.memory, thread_id)
  const userMessage = await saveMessage(input, thread, preparation)
  return { thread, userMessage, isNew: false, announce: true }
}

async function retryAfterItem(
  { thread_id, item_id }: Params<'threads.retry_after_item'>,
  { memory }: Preparation,
): Promise<PreparedTurn> {
  const thread = await requireThread(memory, thread_id)
  const item = await memory.loadItem(thread_id, item_id)
  if (!item) throw new NotFoundError('The message to be answered again')
  if (item.type !== 'user_message') {
    throw new InvalidRequestError('`params.item_id` must name a message of the user.')
  }
  await memory.deleteItemsAfter(thread_id, item_id)
  return { thread, userMessage: item, isNew: false, announce: false }
}

async function saveMessage(
  input: UserMessageInput,
  thread: StoredThread,
  { memory, limits }: Preparation,
): Promise<UserMessageItem> {
  checkMessage(input, limits)
  const attachments = await loadAttachments(input.attachments, thread.id, memory)
  const message: UserMessageItem = {
    id: newId('msg'),
    thread_id: thread.id,
    created_at: now(),
    type: 'user_message',
    content: input.content,
    attachments: attachments.map(({ attachment }) => attachment),
    ...(input.quoted_text && { quoted_text: input.quoted_text }),
    inference_options: withoutNulls(input.inference_options),
  }
  await memory.saveUserMessage(thread, message, attachments)
  return message
}

function checkMessage(input: UserMessageInput, limits: ChatKitLimits): void {
  const characters = input.content.reduce((sum, { text }) => sum + text.length, 0)
  if (characters > limits.messageChars) {
    throw new TooLargeError('The message', `${limits.messageChars} characters`)
  }
  if (input.attachments.length > limits.attachmentsPerMessage) {
    throw new InvalidRequestError(
      `A message can carry ${limits.attachmentsPerMessage} files. Send the others with the next one.`,
    )
  }
  const text = input.content.map((part) => part.text).join('')
  if (!text.trim() && input.attachments.length === 0) {
    throw new InvalidRequestError('The message is empty. Write something, or attach a file.')
  }
}

async function loadAttachments(
  ids: string[],
  threadId: string,
  memory: SessionMemory,
): Promise<StoredAttachment[]> {
  const stored: StoredAttachment[] = []
  for (const id of new Set(ids)) {
    const found = await memory.loadAttachment(id)
    if (!found) throw new NotFoundError('An attached file')
    if (!found.uploaded) {
      throw new InvalidRequestError(`“${found.attachment.name}” has not been uploaded yet.`)
    }
    stored.push({ ...found, attachment: { ...found.attachment, thread_id: threadId } })
  }
  return stored
}

function withoutNulls({ model, tool_choice }: UserMessageInput['inference_options']) {
  return { ...(model && { model }), ...(tool_choice && { tool_choice }) }
}

function assertNever(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`)
}
