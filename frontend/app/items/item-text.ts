import type { Task, VisibleItem } from '~/api/protocol'
import { nodesIn, type WidgetNode, words } from './widget/node'

/** Longest fallback text, in characters. */
const LONGEST = 20_000

/** What an item says, where it cannot be shown as it was meant. @param most characters */
export function textOfItem(item: VisibleItem, most = LONGEST): string {
  const text = linesOf(item).filter(Boolean).join('\n')
  return text.length > most ? `${text.slice(0, most)}…` : text
}

function linesOf(item: VisibleItem): string[] {
  switch (item.type) {
    case 'user_message':
    case 'assistant_message':
      return item.content.map(({ text }) => text)
    case 'widget':
      return item.copy_text ? [item.copy_text] : wordsOf(item.widget)
    case 'task':
      return linesOfTask(item.task)
    case 'workflow':
      return item.workflow.tasks.flatMap(linesOfTask)
    case 'structured_input':
      return item.inputs.map(({ question, answer }) =>
        [question, answer?.values.join(', ')].filter(Boolean).join(' '),
      )
    default:
      return []
  }
}

const linesOfTask = (task: Task) => [
  task.title ?? '',
  'content' in task ? (task.content ?? '') : '',
]

/** The words of a widget in the order in which they stand. */
function wordsOf(widget: WidgetNode): string[] {
  const found: string[] = []
  const open: WidgetNode[] = [widget]
  let length = 0
  for (let node = open.pop(); node && length < LONGEST; node = open.pop()) {
    const line = words(node.value) || words(node.label) || words(node.title)
    if (line) found.push(line)
    length += line.length
    open.push(...nodesIn(node.children).toReversed())
  }
  return found
}
