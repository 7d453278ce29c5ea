/** Documents of a message have to be indexed before the model can find them. */
import type { Turn } from '../chatkit/responder.ts'
import type { Task } from '../chatkit/schemas.ts'
import type { Library } from '../library/library.ts'
import type { StoredFile } from '../memory/memory.ts'
import type { Push } from './agent-run.ts'
import type { ChatKitEvents } from './chatkit-events.ts'
import type { TurnStages } from './stages.ts'

/** Waits for them, in view of the reader; not when the answer is wanted at once. */
export async function waitForFiles(
  turn: Turn,
  library: Library,
  { events, stages, push }: { events: ChatKitEvents; stages: TurnStages; push: Push },
): Promise<void> {
  const files = await filesOf(turn)
  const waitedFor = files.filter(({ status }) => status === 'indexing')
  if (waitedFor.length > 0) push(stages.enter('files'))
  const shown = waitedFor.map((file) => ({ file, show: events.workflow.add(reading(file)) }))
  push(events.handOver())

  const ids = files.map(({ id }) => id)
  const settled = await settledOrHurried(turn, library, ids)
  for (const { file, show } of shown) {
    const result = settled?.find(({ id }) => id === file.id)
    if (result) show(read(result))
  }
  push(events.handOver())
  for (const { filename, status, error } of settled ?? []) {
    if (status !== 'failed') continue
    const message = `“${filename}” could not be read: ${error}`
    push([{ type: 'notice', level: 'warning', message }])
  }
}

async function filesOf({ userMessage, memory }: Turn): Promise<StoredFile[]> {
  const attachments = userMessage?.attachments ?? []
  if (attachments.length === 0) return []
  const stored = await Promise.all(attachments.map(({ id }) => memory.loadAttachment(id)))
  const ids = stored.map((attachment) => attachment?.fileId)
  return (await memory.loadFiles()).filter(({ id }) => ids.includes(id))
}

/** `undefined` once the answer is wanted at once. */
async function settledOrHurried(
  { session, signal, hurry }: Turn,
  library: Library,
  ids: string[],
): Promise<StoredFile[] | undefined> {
  try {
    return await library.settled(session, ids, AbortSignal.any([signal, hurry]))
  } catch (error) {
    if (signal.aborted || !hurry.aborted) throw error
    return undefined
  }
}

const reading = ({ filename }: StoredFile): Task => ({
  type: 'file',
  title: `Reading ${filename}`,
  sources: [],
  status_indicator: 'loading',
})

const read = ({ filename, status }: StoredFile): Task => ({
  type: 'file',
  title: status === 'failed' ? `${filename} could not be read` : `Read ${filename}`,
  sources: status === 'failed' ? [] : [{ type: 'file', filename, title: filename }],
  status_indicator: 'complete',
})
