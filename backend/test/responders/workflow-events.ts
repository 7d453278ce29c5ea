/** What a reply has told of workflows. */
import type { Task, VisibleItem, WorkflowItem } from '../../src/protocol/schemas.ts'
import type { Reply } from '../api/reply.ts'

/** Events of items, by what they are about. */
export const shapeOf = ({ events }: Reply) =>
  events.flatMap((event): string[] => {
    if (event.type === 'thread.item.updated') return [event.update.type]
    if (event.type === 'thread.item.removed') return ['removed']
    if (!('item' in event) || event.item.type === 'user_message') return []
    return [`${event.type.replace('thread.item.', '')} ${event.item.type}`]
  })

/** Tasks as they were added or updated, one after the other. */
export const tasksShown = ({ events }: Reply): Task[] =>
  events.flatMap((event) =>
    event.type === 'thread.item.updated' && 'task' in event.update ? [event.update.task] : [],
  )

export const workflowsOf = ({ events }: Reply): WorkflowItem[] =>
  events.flatMap((event) => ('item' in event && event.item.type === 'workflow' ? [event.item] : []))

/** The words of its thoughts. */
export const contentsOf = (item: VisibleItem | undefined) =>
  item?.type === 'workflow'
    ? item.workflow.tasks.map((task) => 'content' in task && task.content)
    : []
