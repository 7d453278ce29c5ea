/** What a streaming request stores, and what it shows, before the responder has its turn. */
import {
  InvalidRequestError,
  LimitReachedError,
  NotFoundError,
  NotPendingError,
  TooLargeError,
} from '../errors.ts'
import type {
  SaveOutcome,
  SessionMemory,
  StoredAttachment,
  StoredThread,
} from '../memory/memory.ts'
import { now } from '../protocol/ids.ts'
import type {
  ClientToolCallItem,
  Params,
  StructuredInput,
  StructuredInputItem,
  StructuredInputSubmission,
  UserMessageInput,
  UserMessageItem,
} from '../protocol/schemas.ts'
import type { ChatKitLimits } from './context.ts'
import type { NewId } from './requests.ts'
import { requireActiveThread } from './threads.ts'

export type TurnStart = {
  thread: StoredThread
  /** The message to be answered, where there is one. */
  userMessage?: UserMessageItem
  /** What is answered: everything behind it is the answer. */
  anchorId: string
  isNew: boolean
  /** Whether the client still has to be shown the user's message. */
  announce: boolean
  /** A form that was just filled in. */
  answered?: StructuredInputItem
  /** A tool call whose output has just come. */
  completed?: ClientToolCallItem
  /** The answer takes the place of everything behind the anchor. */
  isRetry?: boolean
}

export type TurnStartContext = { memory: SessionMemory; limits: ChatKitLimits; makeId: NewId }

/** Calls that were given up are looked for among the newest items only, as in the Python SDK. */
const NEWEST = { limit: 20, order: 'desc' } as const

/**
 * What the turn replaces of the thread, as its first act: until the turn has begun, the request may still
 * be refused, and then nothing may have been changed.
 */
export async function replaceItems(
  {
    thread,
    anchorId,
    answered,
    completed,
    isRetry,
  }: Pick<TurnStart, 'thread' | 'anchorId' | 'answered' | 'completed' | 'isRetry'>,
  memory: SessionMemory,
): Promise<void> {
  if (isRetry) await memory.deleteItemsAfter(thread.id, anchorId)
  if (answered) await memory.saveItem(thread.id, answered)
  if (completed) await completeToolCall(thread.id, completed, memory)
}

async function completeToolCall(
  threadId: string,
  completed: ClientToolCallItem,
  memory: SessionMemory,
): Promise<void> {
  await memory.saveItem(threadId, completed)
  const { data } = await memory.loadThreadItems(threadId, NEWEST)
  const givenUp = data.filter(
    (item) => item.type === 'client_tool_call' && item.status === 'pending',
  )
  for (const { id } of givenUp) await memory.deleteThreadItem(threadId, id)
}

export async function createThread(
  input: UserMessageInput,
  threadId: string,
  preparation: TurnStartContext,
): Promise<TurnStart> {
  const thread: StoredThread = {
    id: threadId,
    created_at: now(),
    status: { type: 'active' },
    metadata: {},
  }
  const userMessage = await saveMessage(input, thread, true, preparation)
  return { thread, userMessage, anchorId: userMessage.id, isNew: true, announce: true }
}

export async function addUserMessage(
  { thread_id, input }: Params<'threads.add_user_message'>,
  preparation: TurnStartContext,
): Promise<TurnStart> {
  const thread = await requireActiveThread(preparation.memory, thread_id)
  const userMessage = await saveMessage(input, thread, false, preparation)
  return { thread, userMessage, anchorId: userMessage.id, isNew: false, announce: true }
}

export async function retryAfterItem(
  { thread_id, item_id }: Params<'threads.retry_after_item'>,
  { memory }: TurnStartContext,
): Promise<TurnStart> {
  const thread = await requireActiveThread(memory, thread_id)
  const item = await memory.loadItem(thread_id, item_id)
  if (!item) throw new NotFoundError('The message to be answered again')
  if (item.type !== 'user_message') {
    throw new InvalidRequestError('`params.item_id` must name a message of the user.')
  }
  const opening = { thread, userMessage: item, anchorId: item_id, isNew: false, announce: false }
  return { ...opening, isRetry: true }
}

/** The output belongs to the newest item. */
export async function addClientToolOutput(
  { thread_id, result }: Params<'threads.add_client_tool_output'>,
  { memory }: TurnStartContext,
): Promise<TurnStart> {
  const thread = await requireActiveThread(memory, thread_id)
  const { data } = await memory.loadThreadItems(thread_id, { limit: 1, order: 'desc' })
  const [newest] = data
  if (newest?.type !== 'client_tool_call' || newest.status !== 'pending') {
    throw new NotPendingError('No tool in this chat')
  }
  const completed: ClientToolCallItem = { ...newest, status: 'completed', output: result }
  return { thread, completed, anchorId: completed.id, isNew: false, announce: false }
}

/** The answered form is stored and announced as the reply begins. */
export async function addStructuredInput(
  { thread_id, item_id, input }: Params<'threads.add_structured_input'>,
  { memory }: TurnStartContext,
): Promise<TurnStart> {
  const thread = await requireActiveThread(memory, thread_id)
  const item = await memory.loadItem(thread_id, item_id)
  if (!item) throw new NotFoundError('This form')
  if (item.type !== 'structured_input') {
    throw new InvalidRequestError('`params.item_id` must name a structured input.')
  }
  if (item.status !== 'pending') throw new NotPendingError('This form')
  const inputs = item.inputs.map((question) => withAnswer(question, input))
  const answered: StructuredInputItem = { ...item, status: input.status, inputs }
  // It need not be the newest: there may be messages behind it.
  const { data } = await memory.loadThreadItems(thread_id, { limit: 1, order: 'desc' })
  const anchorId = data[0]?.id ?? item_id
  return { thread, answered, anchorId, isNew: false, announce: false }
}

/** An answer need not be among the options; of several to a single choice the first counts. */
function withAnswer(
  question: StructuredInput,
  { status, answers }: StructuredInputSubmission,
): StructuredInput {
  const given = answers[question.id]
  const values = status === 'skipped' || given?.skipped ? [] : (given?.values ?? [])
  const isSingle = question.type === 'multiple_choice' && !question.multiple
  const kept = isSingle ? values.slice(0, 1) : values
  return { ...question, answer: { values: kept, skipped: kept.length === 0 } }
}

async function saveMessage(
  input: UserMessageInput,
  thread: StoredThread,
  isNew: boolean,
  { memory, limits, makeId }: TurnStartContext,
): Promise<UserMessageItem> {
  checkMessage(input, limits)
  const attachments = await loadAttachments(input.attachments, thread.id, memory)
  const message: UserMessageItem = {
    id: makeId('msg'),
    thread_id: thread.id,
    created_at: now(),
    type: 'user_message',
    content: input.content,
    attachments: attachments.map(({ attachment }) => attachment),
    ...(input.quoted_text && { quoted_text: input.quoted_text }),
    inference_options: withoutNulls(input.inference_options),
  }
  const room = { threads: limits.threadsPerSession, itemsOfThread: limits.itemsPerThread }
  const outcome = await memory.saveUserMessage(thread, message, attachments, { isNew, room })
  requireSaved(outcome, limits)
  return message
}

function requireSaved(outcome: SaveOutcome, limits: ChatKitLimits): void {
  switch (outcome) {
    case 'saved':
      return
    case 'no_thread':
      throw new NotFoundError('This chat')
    case 'no_attachment':
      throw new NotFoundError('An attached file')
    case 'threads_full':
      throw new LimitReachedError(
        `There is room for ${limits.threadsPerSession} chats. Delete one that you no longer need.`,
      )
    case 'thread_full':
      throw new LimitReachedError('This chat is as long as one may be. Start a new one to go on.')
  }
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
