/** ChatKit's custom backend: every request of the protocol, answered from memory and by a responder. */

import type { Responder, Turn } from '../coach/responder.ts'
import { NotSupportedError } from '../errors.ts'
import type { AttachmentStore } from '../library/attachments.ts'
import type { Memory, SessionMemory } from '../memory/memory.ts'
import { retrying } from '../memory/retrying-memory.ts'
import type {
  JsonRequest,
  JsonResponses,
  Params,
  StreamingRequest,
  ThreadStreamEvent,
} from '../protocol/schemas.ts'
import type {
  ChatKitLimits,
  OpenedStream,
  RequestContext,
  StreamContext,
  StreamSignals,
} from './context.ts'
import {
  deleteAttachment,
  deleteThread,
  getThread,
  listItems,
  listThreads,
  renameThread,
  saveFeedback,
  syncAction,
  transcribe,
} from './json-requests.ts'
import { processEvents, type Responding } from './process-events.ts'
import { checkpointOf, type HandedOverTurn, restore } from './recovery/restore.ts'
import type { TurnJournal } from './recovery/turn-journal.ts'
import { assertNever } from './requests.ts'
import { loadSender, requireActiveThread } from './threads.ts'
import {
  addClientToolOutput,
  addStructuredInput,
  addUserMessage,
  createThread,
  replaceItems,
  retryAfterItem,
  type TurnStart,
  type TurnStartContext,
} from './turn-start.ts'
import { itemOnWire, type PresentAttachment, threadOnWire } from './wire.ts'

export interface ChatKit {
  answer(request: JsonRequest, context: RequestContext): Promise<JsonResponses[JsonRequest['type']]>
  /**
   * Stores what the request brings and opens its stream.
   * @param threadId as `threadOf` gave it
   */
  openStream(
    request: StreamingRequest,
    threadId: string,
    context: StreamContext,
  ): Promise<OpenedStream>
  /** The rest of a turn that another process began. */
  restoreStream(turn: HandedOverTurn): Promise<OpenedStream>
}

export function createChatKit(parts: {
  memory: Memory
  attachments: AttachmentStore
  responder: Responder
  journal: TurnJournal
  limits: ChatKitLimits
}): ChatKit {
  const { attachments, responder, journal, limits } = parts

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
          return syncAction(memory, request.params, { responder, present, context })
        case 'items.list':
          return listItems(memory, request.params, present)
        case 'items.feedback':
          return saveFeedback(memory, request.params)
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

    async openStream(request, threadId, context) {
      const memory = parts.memory.session(context.session)
      if (request.type === 'threads.custom_action') {
        return openAction(request.params, memory, responder, context)
      }
      const present = attachments.presenter(context)
      const { makeId } = context
      const start = await startTurn(request, threadId, { memory, limits, makeId })
      const { session, clientTools, onError, notice } = context
      const reply = (signals: StreamSignals) => (responding: Responding) => {
        const turn = { ...signals, ...responding, session, memory: retrying(memory), clientTools }
        return replyTo({ ...start, notice }, turn, responder)
      }

      return {
        checkpoint: checkpointOf(start, clientTools),
        produce: (signals) =>
          processEvents(reply(signals), {
            ...{ memory, thread: start.thread, signal: signals.signal, onError },
            startEvents: startEvents(start, present),
            run: { journal, ...signals },
          }),
      }
    },

    async restoreStream(handedOver) {
      const memory = parts.memory.session(handedOver.session)
      const { checkpoint, shown, ...start } = await restore(handedOver, memory)
      const { session, progress, onError } = handedOver
      const { clientTools } = checkpoint
      const reply = (signals: StreamSignals) => async (responding: Responding) => {
        const restored = { progress, anchorId: start.anchorId, goOn: shown.goOn }
        const emit = shown.replacedBy(responding.emit)
        const given = { session, memory: retrying(memory), clientTools, restored }
        await replyTo(start, { ...signals, ...responding, ...given, emit }, responder)
        shown.remove(responding.emit)
      }

      return {
        checkpoint,
        produce: (signals) =>
          processEvents(reply(signals), {
            ...{ memory, thread: start.thread, signal: signals.signal, onError },
            pending: shown.pending,
            run: { journal, ...signals },
          }),
      }
    },
  }
}

function startTurn(
  request: Exclude<StreamingRequest, { type: 'threads.custom_action' }>,
  threadId: string,
  preparation: TurnStartContext,
): Promise<TurnStart> {
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

function startEvents(
  { thread, userMessage, isNew, announce }: TurnStart,
  present: PresentAttachment,
): ThreadStreamEvent[] {
  const events: ThreadStreamEvent[] = []
  if (isNew) events.push({ type: 'thread.created', thread: threadOnWire(thread) })
  if (announce && userMessage) {
    events.push({ type: 'thread.item.done', item: itemOnWire(userMessage, present) })
  }
  return events
}

/** Notice and answered form go ahead of the reply, as events of it. */
async function replyTo(
  start: Omit<TurnStart, 'isNew' | 'announce'> & Pick<StreamContext, 'notice'>,
  turn: Omit<Turn, 'thread' | 'userMessage'>,
  responder: Responder,
): Promise<void> {
  const { thread, userMessage, answered, notice } = start
  await replaceItems(start, turn.memory)
  if (notice) turn.emit([notice])
  if (answered) turn.emit([{ type: 'thread.item.replaced', item: answered }])
  await responder.respond({ ...turn, thread, userMessage, answered })
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

  if (sender && sender.type !== 'widget') {
    // As the Python SDK has it: not even options, for what cannot have an action.
    return { produce: () => [[{ type: 'error', code: 'stream.error', allow_retry: false }]] }
  }
  return {
    produce: ({ signal }) =>
      processEvents(
        (responding) => act({ session, thread, memory, action, sender, ...responding }),
        { memory, thread, signal, onError },
      ),
  }
}
