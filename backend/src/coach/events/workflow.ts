/** What the coach does before it writes, as ChatKit's workflow item: thoughts, searches, files read. */

import { now } from '../../protocol/ids.ts'
import type { Task, Workflow, WorkflowItem } from '../../protocol/schemas.ts'
import type { ResponderEvent } from '../responder.ts'

/** Makes the ids of a turn's items. */
export type ItemId = (prefix: 'msg' | 'wf' | 'tc') => string

/** Shows how a task has gone on; does nothing once its workflow is closed. */
export type ShowTask = (task: Task) => void

/** The one workflow of a turn that is open, if any. */
export class OpenWorkflow {
  readonly #threadId: string
  readonly #emit: (event: ResponderEvent) => void
  readonly #itemId: ItemId
  #item: WorkflowItem | undefined
  #begunAt = 0

  constructor(threadId: string, itemId: ItemId, emit: (event: ResponderEvent) => void) {
    this.#threadId = threadId
    this.#emit = emit
    this.#itemId = itemId
  }

  /** The model has begun to think; thoughts may follow. */
  beginReasoning(): void {
    this.#item ??= this.#announce('reasoning', [])
  }

  /** Without an open workflow, the task opens one: an empty one that is not for thoughts is never shown. */
  add(task: Task): ShowTask {
    const open = this.#item
    const item = open ?? this.#announce('custom', [task])
    this.#item = item
    const { tasks } = item.workflow
    const task_index = open ? tasks.push(task) - 1 : 0
    if (open) this.#update(item, { type: 'workflow.task.added', task_index, task })
    return (changed) => {
      if (this.#item !== item) return
      tasks[task_index] = changed
      this.#update(item, { type: 'workflow.task.updated', task_index, task: changed })
    }
  }

  /** A workflow without a task says something only by the time that it took. */
  close(): void {
    const item = this.#item
    if (!item) return
    this.#item = undefined
    const duration = Math.floor((performance.now() - this.#begunAt) / 1000)
    const tasks = item.workflow.tasks.map(closed)
    if (tasks.length === 0 && duration < 1) {
      this.#emit({ type: 'thread.item.removed', item_id: item.id })
    } else {
      const workflow = { ...item.workflow, tasks, summary: { duration } }
      this.#emit({ type: 'thread.item.done', item: { ...item, workflow } })
    }
  }

  #announce(type: Workflow['type'], tasks: Task[]): WorkflowItem {
    this.#begunAt = performance.now()
    const item: WorkflowItem = {
      id: this.#itemId('wf'),
      thread_id: this.#threadId,
      created_at: now(),
      type: 'workflow',
      workflow: { type, tasks, expanded: false },
    }
    // What is sent stays as it was, while ours goes on.
    const workflow = { ...item.workflow, tasks: [...tasks] }
    this.#emit({ type: 'thread.item.added', item: { ...item, workflow } })
    return item
  }

  #update(
    { id }: WorkflowItem,
    update: Extract<ResponderEvent, { type: 'thread.item.updated' }>['update'],
  ): void {
    this.#emit({ type: 'thread.item.updated', item_id: id, update })
  }
}

/** Nothing turns for ever: a thought cut off is complete as far as it goes, a search is not. */
function closed(task: Task): Task {
  if (task.status_indicator !== 'loading') return task
  return { ...task, status_indicator: task.type === 'thought' ? 'complete' : 'none' }
}
