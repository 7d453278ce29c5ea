/** ChatKit's custom backend: every request of the protocol, answered from memory and by a responder. */

import type { Responder, Responding, Turn } from '../coach/responder.ts'
import { NotSupportedError } from '../errors.ts'
import type { AttachmentStore } from '../library/attachments.ts'
import type { Memory, SessionMemory } from '../memory/memory.ts'
import { patient } from '../memory/retrying-memory.ts'
import type {
  JsonRequest,
  JsonResponses,
  Params,
  StreamingRequest,
  ThreadStreamEvent,
} from '../protocol/schemas.ts'
import { loadSender } from './actions.ts'
import type {
  ChatKitLimits,
  OpenedStream,
  RequestContext,
  StreamContext,
  StreamSignals,
} from './context.ts'
import {
  actAtOnce,
  deleteAttachment,
  deleteThread,
  getThread,
  keepFeedback,
  listItems,
  listThreads,
  renameThread,
  transcribe,
} from './json-requests.ts'
import { keepBooks } from './process-events.ts'
import { type BegunTurn, memoOf, resume } from './recovery/restore.ts'
import { behindSeam } from './recovery/seam.ts'
import type { OpenTurns } from './recovery/turn-journal.ts'
import { assertNever } from './requests.ts'
import { requireActiveThread } from './threads.ts'
import {
  addClientToolOutput,
  addStructuredInput,
  addUserMessage,
  createThread,
  type Opening,
  type Preparation,
  replaceItems,
  retryAfterItem,
} from './turn-start.ts'
import { itemOnWire, type PresentAttachment, threadOnWire } from './wire.ts'

export interface ChatKit {
  answer(request: JsonRequest, context: RequestContext): Promise<JsonResponses[JsonRequest['type']]>
  /**
   * Stores what the request brings and opens its stream.
   * @param threadId as `threadOf` gave it
   */
  open(request: StreamingRequest, threadId: string, context: StreamContext): Promise<OpenedStream>
  /** The rest of a turn that another process began. */
  goOn(turn: BegunTurn): Promise<OpenedStream>
}

export function createChatKit(parts: {
  memory: Memory
  attachments: AttachmentStore
  responder: Responder
  openTurns: OpenTurns
  limits: ChatKitLimits
}): ChatKit {
  const { attachments, responder, openTurns, limits } = parts

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
        case 'threads.sync_custom_action':
          return actAtOnce(memory, request.params, { responder, present, context })
        case 'items.list':
          return listItems(memory, request.params, present)
        case 'items.feedback':
          return keepFeedback(memory, request.params)
        case 'attachments.create':
          return attachments.createAttachment(request.params, context)
        case 'attachments.delete':
          return deleteAttachment(memory, request.params)
        case 'input.transcribe':
          return transcribe(request.params, responder, context)
        default:
          return assertNever(request)
      }
    },

    async open(request, threadId, context) {
      const memory = parts.memory.session(context.session)
      if (request.type === 'threads.custom_action') {
        return openAction(request.params, memory, responder, context)
      }
      const present = attachments.presenter(context)
      const { makeId } = context
      const opening = await prepare(request, threadId, { memory, limits, makeId })
      const { session, clientTools, onError, notice } = context
      const reply = (signals: StreamSignals) => {
        const turn = { ...signals, session, memory: patient(memory), clientTools }
        return replyTo({ ...opening, notice }, turn, responder)
      }
      const books = { memory, thread: opening.thread, onError }

      return {
        memo: memoOf(opening, clientTools),
        async *produce(signals) {
          const events = openingEvents(opening, present)
          if (events.length > 0) yield events
          const open = { turns: openTurns, ...signals }
          yield* keepBooks(() => reply(signals), { ...books, signal: signals.signal, open })
        },
      }
    },

    async goOn(begun) {
      const memory = parts.memory.session(begun.session)
      const { memo, seen, ...opening } = await resume(begun, memory)
      const { session, note: recalled, onError } = begun
      const { clientTools } = memo
      const reply = (turn: StreamSignals) =>
        replyTo(
          opening,
          { ...turn, session, memory: patient(memory), clientTools, recalled },
          responder,
        )

      return {
        memo,
        produce: (signals) =>
          keepBooks(() => behindSeam(reply(signals), seen, begun.events), {
            ...{ memory, thread: opening.thread, signal: signals.signal, onError, seen },
            open: { turns: openTurns, ...signals },
          }),
      }
    },
  }
}

function prepare(
  request: Exclude<StreamingRequest, { type: 'threads.custom_action' }>,
  threadId: string,
  preparation: Preparation,
): Promise<Opening> {
  switch (request.type) {
    case 'threads.create':
      return createThread(request.params.input, threadId, preparation)
    case 'threads.add_user_message':
      return addUserMessage(request.params, preparation)
    case 'threads.add_client_tool_output':
      return addClientToolOutput(request.params, preparation)
    case 'threads.add_structured_input':
      return addStructuredInput(request.params, preparation)
    case 'threads.retry_after_item':
      return retryAfterItem(request.params, preparation)
    default:
      return assertNever(request)
  }
}

function openingEvents(
  { thread, userMessage, isNew, announce }: Opening,
  present: PresentAttachment,
): ThreadStreamEvent[] {
  const events: ThreadStreamEvent[] = []
  if (isNew) events.push({ type: 'thread.created', thread: threadOnWire(thread) })
  if (announce && userMessage) {
    events.push({ type: 'thread.item.done', item: itemOnWire(userMessage, present) })
  }
  return events
}

/** Notice and answered form go ahead of the reply, through the same books. */
async function* replyTo(
  opening: Omit<Opening, 'isNew' | 'announce'> & Pick<StreamContext, 'notice'>,
  turn: Omit<Turn, 'thread' | 'userMessage'>,
  responder: Responder,
): Responding {
  const { thread, userMessage, answered, notice } = opening
  await replaceItems(opening, turn.memory)
  if (notice) yield notice
  if (answered) yield { type: 'thread.item.replaced', item: answered }
  yield* responder.respond({ ...turn, thread, userMessage, answered })
}

async function openAction(
  { thread_id, item_id, action }: Params<'threads.custom_action'>,
  memory: SessionMemory,
  responder: Responder,
  { session, onError }: RequestContext,
): Promise<OpenedStream> {
  const thread = await requireActiveThread(memory, thread_id)
  if (!responder.action) throw new NotSupportedError('This server has no such actions.')
  const act = responder.action.bind(responder)
  const sender = await loadSender(memory, thread_id, item_id)

  return {
    async *produce({ signal }) {
      if (sender && sender.type !== 'widget') {
        // As the Python SDK has it: not even options, for what cannot have an action.
        yield [{ type: 'error', code: 'stream.error', allow_retry: false }]
        return
      }
      const books = { memory, thread, signal, onError }
      yield* keepBooks(() => act({ session, thread, memory, action, sender, signal }), books)
    },
  }
}
