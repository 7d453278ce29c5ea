/** What becomes of a message's documents: a search finds them, their text goes along, or they are waited for. */

import { retry } from '../../lib/retry.ts'
import type { Library } from '../../library/library.ts'
import type { StoredFile } from '../../memory/memory.ts'
import type { Task } from '../../protocol/schemas.ts'
import type { ChatKitEvents } from '../events/chatkit-events.ts'
import type { TurnStages } from '../events/stages.ts'
import type { Emit, Turn } from '../responder.ts'

/**
 * Waits for those whose text cannot go along with the question, in view of the reader; not when the
 * answer is wanted at once.
 */
export async function waitForFiles(
  turn: Turn,
  library: Library,
  { events, stages, emit }: { events: ChatKitEvents; stages: TurnStages; emit: Emit },
): Promise<void> {
  const files = await filesOf(turn, library)
  const waitedFor = files.filter(isWaitedFor)
  if (waitedFor.length > 0) emit(stages.enter('files'))
  const shown = files.map((file) => ({
    file,
    show: events.workflow.add(isWaitedFor(file) ? reading(file) : read(file)),
  }))
  emit(events.handOver())

  const ids = waitedFor.map(({ id }) => id)
  const settled = ids.length > 0 ? await settledOrHurried(turn, library, ids) : []
  for (const { file, show } of shown) {
    const result = settled?.find(({ id }) => id === file.id)
    if (result) show(read(result))
  }
  emit(events.handOver())
  const failed = [...files, ...(settled ?? [])].filter(({ status }) => status === 'failed')
  for (const file of failed) {
    emit([{ type: 'notice', level: 'warning', message: failureOf(file) }])
  }
}

const isWaitedFor = ({ status, inlineText }: StoredFile) => status === 'indexing' && !inlineText

async function filesOf(
  { userMessage, memory, session }: Turn,
  library: Library,
): Promise<StoredFile[]> {
  const files = await retry(() => library.own(session))
  const attachments = userMessage?.attachments ?? []
  if (attachments.length === 0 || files.length === 0) return []
  const stored = await Promise.all(attachments.map(({ id }) => memory.loadAttachment(id)))
  const ids = stored.map((attachment) => attachment?.fileId)
  return files.filter(({ id }) => ids.includes(id))
}

/** `undefined` once the answer is wanted at once. */
async function settledOrHurried(
  { session, signal, finishNow }: Turn,
  library: Library,
  ids: string[],
): Promise<StoredFile[] | undefined> {
  try {
    const stop = AbortSignal.any([signal, finishNow])
    return await retry(() => library.settled(session, ids, stop))
  } catch (error) {
    if (signal.aborted || !finishNow.aborted) throw error
    return undefined
  }
}

const reading = ({ filename }: StoredFile): Task => ({
  type: 'file',
  title: `Reading ${filename}`,
  sources: [],
  status_indicator: 'loading',
})

function read({ filename, status, evidence, inlineText }: StoredFile): Task {
  const task = { type: 'file', status_indicator: 'complete' } as const
  if (status === 'failed' && !inlineText) {
    return { ...task, title: `${filename} could not be read`, sources: [] }
  }
  const isCut = inlineText && !inlineText.isWhole
  const description = evidence && `Found by: “${evidence}”`
  return {
    ...task,
    title: `Read ${isCut ? 'the beginning of ' : ''}${filename}`,
    sources: [{ type: 'file', filename, title: filename, ...(description && { description }) }],
  }
}

function failureOf({ filename, error, inlineText }: StoredFile): string {
  if (!inlineText) return `“${filename}” could not be read: ${error}`
  const left = inlineText.isWhole ? 'its text' : 'its beginning'
  return `“${filename}” cannot be searched: ${error} In this chat, the coach has ${left} all the same.`
}
