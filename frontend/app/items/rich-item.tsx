import type { ClientToolCallItem, Task, VisibleItem } from '~/api/protocol'
import { AnsweredForm } from './answered-form'
import { Choices, choicesOf } from './choices'
import { GeneratedImage } from './generated-image'
import styles from './quiet-line.module.css'
import { TaskView } from './task-view'
import type { OnAction } from './widget/on-action'
import { WidgetView } from './widget-view'
import { Workflow } from './workflow'

type RichItemProps = {
  item: VisibleItem
  /** A turn is under way in this chat. */
  isBusy: boolean
  isLatest: boolean
  /** Something can still be said here. */
  canAct: boolean
  onAction: OnAction
}

/** Everything in a chat that is neither question nor answer. */
export function RichItem({ item, isBusy, isLatest, canAct, onAction }: RichItemProps) {
  const choices = choicesOf(item)
  const isUnderWay = isBusy && isLatest
  switch (item.type) {
    case 'workflow':
      return <Workflow item={item} isRunning={isUnderWay && !item.workflow.summary} />
    case 'task':
      return isRemark(item) ? (
        <Remark task={item.task} />
      ) : (
        <TaskView
          task={item.task}
          isRunning={isUnderWay && item.task.status_indicator === 'loading'}
          id={item.id}
        />
      )
    case 'widget':
      return choices ? (
        <Choices item={item} choices={choices} isOff={!canAct} onAction={onAction} />
      ) : (
        <WidgetView item={item} isBusy={isBusy} onAction={onAction} />
      )
    case 'generated_image':
      return <GeneratedImage item={item} isGrowing={isBusy} />
    case 'structured_input':
      // The newest open one stands in the composer's place.
      return item.status === 'pending' && isLatest ? null : <AnsweredForm item={item} />
    case 'client_tool_call':
      return <ClientToolCall item={item} />
    default:
      return null // an end of turn, or an item that is newer than this page
  }
}

/** What the page has told the coach about this device. While the call is pending, the progress line describes it. */
export function ClientToolCall({ item }: { item: ClientToolCallItem }) {
  if (item.status === 'pending') return null
  return (
    <p className={styles.line}>
      {ASKED.get(item.name) ?? `Asked this device: ${words(item.name)}`}
    </p>
  )
}

const ASKED = new Map([['get_local_date', 'Asked this device for the date']])

const words = (name: string) => name.replaceAll(/[_.-]+/g, ' ')

/** A task by which the server tells of the turn itself: nothing that was done, such as that it was cut off. */
export function isRemark(item: VisibleItem) {
  return item.type === 'task' && item.task.type === 'custom' && item.task.icon === 'info'
}

export function Remark({ task }: { task: Task }) {
  return (
    <p className={styles.line} dir="auto">
      {task.title}
    </p>
  )
}
