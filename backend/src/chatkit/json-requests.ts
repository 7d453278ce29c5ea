/** Requests that are answered with one JSON object. */

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Responder } from '../coach/responder.ts'
import { InvalidRequestError, NotFoundError, NotSupportedError } from '../errors.ts'
import type { SessionMemory } from '../memory/memory.ts'
import { UnknownCursorError } from '../memory/memory.ts'
import type { Page, Paging, Params, ThreadItem } from '../protocol/schemas.ts'
import type { RequestContext } from './context.ts'
import { loadSender, requireActiveThread, requireThread, requireWidget } from './threads.ts'
import { itemOnWire, type PresentAttachment, threadOnWire, visiblePage } from './wire.ts'

export async function getThread(
  memory: SessionMemory,
  { thread_id }: Params<'threads.get_by_id'>,
  present: PresentAttachment,
) {
  const thread = await requireThread(memory, thread_id)
  const items = await loadItemPage(memory, thread_id, { limit: 20, order: 'asc' })
  return threadOnWire(thread, visiblePage(items, present))
}

export async function listThreads(memory: SessionMemory, paging: Params<'threads.list'>) {
  const page = await refuseUnknownCursor(memory.loadThreads(paging))
  return { ...page, data: page.data.map((thread) => threadOnWire(thread)) }
}

export async function listItems(
  memory: SessionMemory,
  { thread_id, ...paging }: Params<'items.list'>,
  present: PresentAttachment,
) {
  await requireThread(memory, thread_id)
  return visiblePage(await refuseUnknownCursor(loadItemPage(memory, thread_id, paging)), present)
}

export async function renameThread(
  memory: SessionMemory,
  { thread_id, title }: Params<'threads.update'>,
) {
  const renamed = await memory.changeThread(thread_id, (thread) => ({ ...thread, title }))
  if (!renamed) throw new NotFoundError('This chat')
  return threadOnWire(renamed)
}

/** What is gone already is deleted, as in the Python SDK. */
export async function deleteThread(memory: SessionMemory, { thread_id }: Params<'threads.delete'>) {
  await memory.deleteThread(thread_id)
  return {}
}

export async function saveFeedback(
  memory: SessionMemory,
  { thread_id, item_ids, kind }: Params<'items.feedback'>,
) {
  await requireThread(memory, thread_id)
  await memory.saveFeedback(thread_id, item_ids, kind)
  return {}
}

export async function deleteAttachment(
  memory: SessionMemory,
  { attachment_id }: Params<'attachments.delete'>,
) {
  await memory.deleteAttachment(attachment_id)
  return {}
}

/** The handler stores what it changes: nothing of the answer is stored here. */
export async function syncAction(
  memory: SessionMemory,
  { thread_id, item_id, action }: Params<'threads.sync_custom_action'>,
  {
    responder,
    present,
    context,
  }: {
    responder: Responder
    present: PresentAttachment
    context: RequestContext
  },
) {
  const thread = await requireActiveThread(memory, thread_id)
  const sender = requireWidget(await loadSender(memory, thread_id, item_id))
  if (!responder.syncAction) throw new NotSupportedError('This server has no such actions.')
  const { session, signal } = context
  const changed = await responder.syncAction({ session, thread, memory, action, sender, signal })
  return changed ? { updated_item: itemOnWire(changed, present) } : {}
}

export async function transcribe(
  { audio_base64, mime_type }: Params<'input.transcribe'>,
  responder: Responder,
  { session, signal }: Pick<RequestContext, 'session' | 'signal'>,
) {
  if (!responder.transcribe) {
    throw new NotSupportedError(
      'Speech cannot be turned into text here, since no model for it is set up. Type the message instead.',
    )
  }
  // The type may carry codecs behind a semicolon.
  const mediaType = mime_type.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!mediaType.startsWith('audio/') && mediaType !== 'video/webm') {
    throw new InvalidRequestError('`params.mime_type` must be a type of audio, such as audio/webm.')
  }
  const bytes = new Uint8Array(Buffer.from(audio_base64, 'base64'))
  return { text: await responder.transcribe({ bytes, mediaType }, session, signal) }
}

async function refuseUnknownCursor<T>(page: Promise<T>): Promise<T> {
  try {
    return await page
  } catch (error) {
    if (error instanceof UnknownCursorError) throw new InvalidRequestError(error.message, error)
    throw error
  }
}

const ITEMS_AT_ONCE = 20
/** Characters of JSON. A page that is full is shorter than asked for, and says that there is more. */
const MOST_CHARS = 1_000_000

/** @throws {UnknownCursorError} */
export async function loadItemPage(
  memory: SessionMemory,
  threadId: string,
  { limit, order, after }: Paging,
): Promise<Page<ThreadItem>> {
  const data: ThreadItem[] = []
  let chars = 0
  for (let next = after; ; ) {
    const part = Math.min(ITEMS_AT_ONCE, limit - data.length)
    const page = await memory.loadThreadItems(threadId, { limit: part, order, after: next })
    data.push(...page.data)
    chars += JSON.stringify(page.data).length
    next = page.after
    if (next === undefined || data.length >= limit || chars >= MOST_CHARS) return { ...page, data }
    await nextTurn()
  }
}
