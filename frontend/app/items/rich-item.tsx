import type { VisibleItem } from '~/api/protocol'
import { AnsweredForm } from './answered-form'
import { Choices, choicesOf } from './choices'
import { ClientToolCall } from './client-tool-call'
import { GeneratedImage } from './generated-image'
import type { OnAction } from './on-action'
import { isRemark, Remark } from './remark'
import { TaskView } from './task-view'
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
