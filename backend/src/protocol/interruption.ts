/** What stays in a thread of an answer that was cut off: for the model, and for its reader. */
import { idFrom, newId, now } from './ids.ts'
import type { HiddenItem, ThreadItem } from './schemas.ts'

export const STOPPED_NOTE =
  'The user stopped this answer. Do not go on with it, and do not answer the earlier request again unless asked to.'
const INTERRUPTED_NOTE =
  'This answer was cut short by a restart of the server. The user saw only the part above, if any.'
const INTERRUPTED_TITLE = 'This answer was interrupted by a restart.'

/**
 * Goes behind what had been written. Any ChatKit client shows the task; the model is told the note instead.
 * A turn has them once, however often somebody begins to close it.
 */
export function interruptionItems(threadId: string, turnId: string): ThreadItem[] {
  return [
    { ...hiddenNote(threadId, INTERRUPTED_NOTE), id: idFrom('shcx', turnId) },
    {
      id: idFrom('tsk', turnId),
      thread_id: threadId,
      created_at: now(),
      type: 'task',
      task: { type: 'custom', title: INTERRUPTED_TITLE, icon: 'info', status_indicator: 'none' },
    },
  ]
}

/** Nobody has to be told of a stop but the model. */
export const stopItems = (threadId: string, turnId: string): ThreadItem[] => [
  { ...hiddenNote(threadId, STOPPED_NOTE), id: idFrom('shcx', turnId) },
]

export function isInterruption(item: ThreadItem): boolean {
  return (
    item.type === 'task' && item.task.type === 'custom' && item.task.title === INTERRUPTED_TITLE
  )
}

export function hiddenNote(threadId: string, content: string): HiddenItem {
  const fields = { id: newId('shcx'), thread_id: threadId, created_at: now() }
  return { ...fields, type: 'sdk_hidden_context', content }
}
