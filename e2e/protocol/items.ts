/** Items and updates of every kind, out of a few words and a number. */
import type {
  ItemUpdate,
  Task,
  VisibleItem,
  WidgetRoot,
} from '../../backend/src/protocol/schemas.ts'

export const KINDS = [
  'message',
  'workflow',
  'widget',
  'image',
  'tool',
  'form',
  'task',
  'end',
] as const
export type Kind = (typeof KINDS)[number]

/** What an item or an update is made of. */
export type Seed = { words: string; n: number }

const created_at = '2026-01-01T00:00:00.000Z'

export function itemOf(kind: Kind, id: string, thread_id: string, seed: Seed): VisibleItem {
  const fields = { id, thread_id, created_at }
  const { words, n } = seed
  switch (kind) {
    case 'message':
      return { ...fields, type: 'assistant_message', content: listOf(n, () => partOf(seed)) }
    case 'workflow':
      return { ...fields, type: 'workflow', workflow: workflowOf(seed) }
    case 'widget':
      return { ...fields, type: 'widget', widget: widgetOf(seed), copy_text: words }
    case 'image':
      return { ...fields, type: 'generated_image', ...(n > 0 && { image: imageOf(seed) }) }
    case 'tool':
      return {
        ...fields,
        type: 'client_tool_call',
        status: 'pending',
        call_id: `call_${n}`,
        name: 'get_local_date',
        arguments: { words, nothing: null },
      }
    case 'form':
      return { ...fields, type: 'structured_input', status: 'pending', inputs: questionsOf(seed) }
    case 'task':
      return { ...fields, type: 'task', task: taskOf(seed) }
    case 'end':
      return { ...fields, type: 'end_of_turn' }
  }
}

/** An update that suits the item; nothing for kinds that have none. @param tasks how many a workflow has */
export function updateOf(
  kind: Kind,
  tasks: number,
  how: number,
  seed: Seed,
): ItemUpdate | undefined {
  switch (kind) {
    case 'message':
      return messageUpdate(how, seed)
    case 'workflow':
      return workflowUpdate(how, tasks, seed)
    case 'widget':
      return widgetUpdate(how, seed)
    case 'image':
      return { type: 'generated_image.updated', image: imageOf(seed), progress: 0.5 }
    default:
      return undefined
  }
}

export const tasksOf = (item: VisibleItem) =>
  item.type === 'workflow' ? item.workflow.tasks.length : 0

function messageUpdate(how: number, seed: Seed): ItemUpdate {
  const content_index = seed.n
  switch (how % 5) {
    case 0:
      return {
        type: 'assistant_message.content_part.added',
        content_index,
        content: partOf(seed),
      }
    case 1:
      return {
        type: 'assistant_message.content_part.annotation_added',
        content_index,
        annotation_index: how % 3,
        annotation: annotationOf(seed),
      }
    case 2:
      return { type: 'assistant_message.content_part.done', content_index, content: partOf(seed) }
    default:
      return {
        type: 'assistant_message.content_part.text_delta',
        content_index,
        delta: seed.words,
      }
  }
}

function workflowUpdate(how: number, tasks: number, seed: Seed): ItemUpdate {
  const task = taskOf(seed)
  return how % 2 === 0 || tasks === 0
    ? { type: 'workflow.task.added', task_index: how % (tasks + 1), task }
    : { type: 'workflow.task.updated', task_index: how % tasks, task }
}

function widgetUpdate(how: number, seed: Seed): ItemUpdate {
  const component_id = `text_${seed.n}`
  switch (how % 3) {
    case 0:
      return { type: 'widget.root.updated', widget: widgetOf(seed) }
    case 1:
      return {
        type: 'widget.component.updated',
        component_id,
        component: textOf(component_id, seed),
      }
    default:
      return {
        type: 'widget.streaming_text.value_delta',
        component_id,
        delta: seed.words,
        done: how % 2 === 0,
      }
  }
}

const listOf = <T>(n: number, make: (at: number) => T) =>
  Array.from({ length: n }, (_, at) => make(at))

const annotationOf = ({ words, n }: Seed) => ({
  type: 'annotation' as const,
  source: { type: 'file' as const, title: words, filename: 'hooks.md' },
  index: n,
})

const partOf = (seed: Seed) => ({
  type: 'output_text' as const,
  text: seed.words,
  annotations: listOf(seed.n, () => annotationOf(seed)),
})

const imageOf = ({ n }: Seed) => ({ id: `img_${n}`, url: `https://example.com/${n}.png` })

const workflowOf = (seed: Seed) => ({
  type: 'reasoning' as const,
  tasks: listOf(seed.n, () => taskOf(seed)),
  summary: { duration: seed.n },
  expanded: false,
})

function taskOf({ words, n }: Seed): Task {
  const status_indicator = 'loading' as const
  const sources = [{ type: 'url' as const, title: words, url: 'https://example.com' }]
  const tasks: Task[] = [
    { type: 'thought', content: words, status_indicator },
    { type: 'web_search', queries: [words], sources, status_indicator },
    { type: 'custom', title: words, status_indicator },
    { type: 'image', status_indicator },
  ]
  return tasks[n % tasks.length] as Task
}

const textOf = (id: string, { words }: Seed) => ({ type: 'Text', id, value: words, colour: null })

const widgetOf = (seed: Seed): WidgetRoot => ({
  type: 'Card',
  background: null,
  children: [
    { type: 'Row', children: listOf(seed.n, (at) => textOf(`text_${at}`, seed)) },
    { type: 'Divider' },
  ],
})

const questionsOf = ({ words, n }: Seed) =>
  listOf(n, (at) => ({ type: 'freeform' as const, id: `question_${at}`, question: words }))
