/**
 * What happens to every event of a responder on its way to the client: what is stored, what stays
 * hidden, what a stop or a failure keeps. Follows the event pump of ChatKit's Python SDK, except that
 * text the reader has seen is kept when the turn fails.
 */

import type { Emit, ResponderEvent } from '../coach/responder.ts'
import {
  HandedOverError,
  isStorageError,
  RefusedInStreamError,
  ShuttingDownError,
  StreamError,
} from '../errors.ts'
import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import { retrying } from '../memory/retrying-memory.ts'
import { now } from '../protocol/ids.ts'
import { hiddenNote, interruptionItems, STOPPED_NOTE } from '../protocol/interruption.ts'
import type { ErrorEvent, ThreadItem, ThreadStreamEvent } from '../protocol/schemas.ts'
import { EventQueue } from './event-queue.ts'
import type { TurnJournal } from './recovery/turn-journal.ts'
import { ThreadChanges } from './thread-changes.ts'
import { hasWords, TurnItems } from './turn-items.ts'
import { isVisible, updateOnWire, withWidgetOnWire } from './wire.ts'

export type TurnContext = {
  memory: SessionMemory
  /** The responder changes this object; changes are stored and announced. */
  thread: StoredThread
  signal: AbortSignal
  /** What the reader is shown ahead of the reply, and is stored already. */
  startEvents?: ThreadStreamEvent[]
  /** Where the turn is noted until its log is complete; what is not noted dies with its process. */
  run?: { journal: TurnJournal; id: string; onComplete(act: () => Promise<unknown>): void }
  /** What its readers saw begin, where another process began the turn. */
  pending?: ThreadItem[]
  /** Hears of every failure once, before the reader is told. */
  onError(error: unknown): void
}

const NOT_STORED =
  'This answer could not be stored: the server has no room left. Copy what you need of it before you leave this page, and try again later.'

export const FAILED_NOTE =
  'This answer was cut short by a technical failure. The user saw only the part above, if any.'

export type Responding = {
  emit: Emit
  /** Aborted as the turn's is, and when nothing more of the reply is taken. */
  signal: AbortSignal
}

/**
 * A failure of the responder ends as an `error` event.
 * @param respond called once, so that its own failure is one of the turn
 * @throws {HandedOverError} when the turn goes on in another process: nothing of it is ended here
 */
export async function* processEvents(
  respond: (responding: Responding) => Promise<void>,
  given: TurnContext,
): AsyncGenerator<ThreadStreamEvent[]> {
  const context = { ...given, memory: retrying(given.memory) }
  const items = new TurnItems()
  const thread = new ThreadChanges(context.memory, context.thread)
  const { run, signal, startEvents = [] } = context
  let sent: ThreadStreamEvent[] = []
  if (context.pending) items.resume(context.pending)
  else yield [...startEvents, { type: 'stream_options', stream_options: { allow_cancel: true } }]
  const entry = await run?.journal.begin(
    given.memory,
    context.thread.id,
    run.id,
    () => items.pending,
  )
  if (entry) run?.onComplete(entry.close)
  const reply = startReply(respond, signal)
  try {
    for (let batch = await reply.take(); batch; batch = await reply.take()) {
      sent = []
      for (const event of batch) {
        if (isStored(event)) await store(event, context, items)
        items.follow(event)
        const visible = visibleEvent(event, items)
        if (visible) sent.push(visible)
        if (thread.unsaved) sent.push(...(await thread.save()))
      }
      if (sent.length > 0) yield sent
      sent = []
    }
    // Not every source of events throws when it is stopped: the Agents SDK's just ends.
    if (items.pending.length > 0) signal.throwIfAborted()
    if (thread.unsaved) yield await thread.save()
  } catch (error) {
    if (signal.reason instanceof HandedOverError) {
      if (sent.length > 0) yield sent
      await entry?.handOff()
      throw signal.reason
    }
    yield [...sent, ...(await endTurn(error, context, items, thread))]
  } finally {
    await reply.end()
    await entry?.pause()
  }
}

/** The responder's events, in a queue: each further place where they wait costs time. */
function startReply(respond: (responding: Responding) => Promise<void>, stop: AbortSignal) {
  const queue = new EventQueue<ResponderEvent>()
  const left = new AbortController()
  const signal = AbortSignal.any([stop, left.signal])
  const replying = (async () => respond({ emit: queue.push, signal }))().then(
    () => queue.end(),
    (error) => queue.fail(error),
  )
  return {
    take: () => queue.take(),
    /** A reply that nobody takes is not continued: it costs tokens. */
    async end(): Promise<void> {
      left.abort()
      await replying
    },
  }
}

type StoredEvent =
  | { type: 'thread.item.done' | 'thread.item.replaced'; item: ThreadItem }
  | { type: 'thread.item.removed'; item_id: string }

/** Told apart at once, so that the many others need no wait. */
function isStored(event: ResponderEvent): event is StoredEvent {
  return (
    event.type === 'thread.item.done' ||
    event.type === 'thread.item.replaced' ||
    event.type === 'thread.item.removed'
  )
}

async function store(event: StoredEvent, { memory, thread }: TurnContext, items: TurnItems) {
  if (event.type !== 'thread.item.removed') return memory.saveItem(thread.id, event.item)
  // An item of an earlier turn may be a hidden one: then its end stays hidden too.
  const item = await memory.loadItem(thread.id, event.item_id)
  if (item) items.meet(item)
  await memory.deleteThreadItem(thread.id, event.item_id)
}

function visibleEvent(event: ResponderEvent, items: TurnItems): ThreadStreamEvent | undefined {
  if ('item' in event) {
    const { type, item } = event
    return isVisible(item) ? { type, item: withWidgetOnWire(item) } : undefined
  }
  if ('item_id' in event && items.isHidden(event.item_id)) return undefined
  return event.type === 'thread.item.updated' ? updateOnWire(event) : event
}

/**
 * Ends a turn that was stopped, cut off or has failed: what was read stays, what was empty goes. Where
 * it cannot be stored, it stays on the page, and the reader is told.
 */
async function endTurn(
  error: unknown,
  context: TurnContext,
  items: TurnItems,
  thread: ThreadChanges,
): Promise<ThreadStreamEvent[]> {
  const { memory, onError } = context
  const ending = outcomeOf(error, context)
  const events: ThreadStreamEvent[] = []
  let failure: unknown
  /** After one failure nothing more is tried: each attempt may take as long as memory is waited for. */
  const attempt = async (work: () => Promise<unknown>) => {
    if (failure === undefined) await work().catch(note)
  }
  const note = (reason: unknown) => {
    failure = reason
    onError(reason)
  }
  if (ending.type === 'failed' && !(error instanceof RefusedInStreamError)) onError(error)
  if (thread.unsaved) await attempt(async () => events.push(...(await thread.save())))
  for (const item of items.pending) {
    if (!isVisible(item)) continue
    if (hasWords(item)) {
      const done = { ...item, created_at: now() }
      await attempt(() => memory.saveItem(context.thread.id, done))
      events.push({ type: 'thread.item.done', item: done })
    } else await attempt(async () => events.push(await lastStored(item, context)))
  }
  for (const item of ending.lastItems) {
    await attempt(() => memory.saveItem(context.thread.id, item))
    if (isVisible(item)) events.push({ type: 'thread.item.done', item })
  }
  const told = isStorageError(failure) ? errorEvent(failure) : ending.error
  if (told) events.push(told)
  return events
}

type TurnEnding = {
  type: 'stopped' | 'interrupted' | 'failed'
  lastItems: ThreadItem[]
  error?: ErrorEvent
}

function outcomeOf(error: unknown, { thread, signal, run }: TurnContext): TurnEnding {
  const notedAs = (note: string) => [hiddenNote(thread.id, note)]
  const failure = signal.aborted ? signal.reason : error
  if (!signal.aborted || failure instanceof StreamError) {
    return { type: 'failed', lastItems: notedAs(FAILED_NOTE), error: errorEvent(failure) }
  }
  if (run && signal.reason instanceof ShuttingDownError) {
    const told = new StreamError(signal.reason.message, { allowRetry: true })
    return {
      type: 'interrupted',
      lastItems: interruptionItems(thread.id, run.id),
      error: errorEvent(told),
    }
  }
  return { type: 'stopped', lastItems: notedAs(STOPPED_NOTE) }
}

/** An item without words goes back to what is stored of it, if that is anything. */
async function lastStored(
  item: ThreadItem,
  { memory, thread }: TurnContext,
): Promise<ThreadStreamEvent> {
  const stored = await memory.loadItem(thread.id, item.id)
  return stored && isVisible(stored)
    ? { type: 'thread.item.done', item: withWidgetOnWire(stored) }
    : { type: 'thread.item.removed', item_id: item.id }
}

/** How a failure is told inside a stream; a `StreamError` has words meant for the reader. */
export function errorEvent(error: unknown): ErrorEvent {
  if (isStorageError(error)) {
    return { type: 'error', code: 'custom', message: NOT_STORED, allow_retry: true }
  }
  return error instanceof StreamError
    ? { type: 'error', code: 'custom', message: error.message, allow_retry: error.allowRetry }
    : { type: 'error', code: 'stream.error', allow_retry: true }
}

/** The last event of a stream that could not be written, once somebody has heard why. */
export const reportingErrorEvent = (onError: (error: unknown) => void) => (error: unknown) => {
  onError(error)
  return errorEvent(error)
}
