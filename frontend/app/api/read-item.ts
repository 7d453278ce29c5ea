/**
 * What the API sends of a chat, in the shape that the page relies on: what is missing or odd in it is made good, or left
 * out, so that no stored value can break the page that shows it.
 */
import {
  type Fields,
  indexOf,
  listOf,
  oneOf,
  optionalText,
  recordOf,
  sanitizeJson,
  textOf,
} from '~/lib/safe-json'
import type {
  Annotation,
  AssistantContent,
  Attachment,
  Page,
  Source,
  StructuredInput,
  Task,
  Thread,
  UserMessageItem,
  VisibleItem,
  WidgetItem,
  Workflow,
} from './protocol'

/** More than a page has ever been asked for. */
const MOST_ITEMS = 200
const MOST_THREADS = 1_000

export function readPage(page: unknown): Page<VisibleItem> {
  const { data, has_more, after } = recordOf(page)
  return {
    data: uniqueById(listOf(data).slice(0, MOST_ITEMS).flatMap(readItem)),
    has_more: has_more === true && optionalText(after) !== undefined,
    after: optionalText(after),
  }
}

export function readThreads(page: unknown): Page<Thread> {
  const { data, has_more, after } = recordOf(page)
  const threads = uniqueById(listOf(data).slice(0, MOST_THREADS).flatMap(readThread))
  return { data: threads, has_more: has_more === true, after: optionalText(after) }
}

/** None where it has no name to go by. */
export function readThread(value: unknown): Thread[] {
  const { items: _, ...thread } = recordOf(value)
  const { id, title, created_at, status, ...others } = recordOf(sanitizeJson(thread))
  if (typeof id !== 'string' || id === '') return []
  const { type, reason } = recordOf(status)
  return [
    {
      ...others,
      id,
      title: optionalText(title),
      created_at: textOf(created_at),
      status: { type: oneOf(['active', 'locked', 'closed'], type), reason: optionalText(reason) },
      metadata: {},
      items: { data: [], has_more: false },
    },
  ]
}

/** None where it has no name to go by. Of an unknown kind it stays as it is. */
export function readItem(value: unknown): VisibleItem[] {
  const item = recordOf(sanitizeJson(value))
  if (typeof item.id !== 'string' || item.id === '') return []
  const common = {
    ...item,
    id: item.id,
    thread_id: textOf(item.thread_id),
    created_at: textOf(item.created_at),
  }
  switch (item.type) {
    case 'user_message':
      return [{ ...common, type: 'user_message', ...userMessage(item) }]
    case 'assistant_message':
      return [
        { ...common, type: 'assistant_message', content: listOf(item.content).map(readContent) },
      ]
    case 'client_tool_call':
      return [
        {
          ...common,
          type: 'client_tool_call',
          status: oneOf(['completed', 'pending'], item.status),
          call_id: textOf(item.call_id),
          name: textOf(item.name),
          arguments: recordOf(item.arguments),
          output: item.output,
        },
      ]
    case 'widget':
      return [
        {
          ...common,
          type: 'widget',
          widget: readWidget(item.widget),
          copy_text: optionalText(item.copy_text),
        },
      ]
    case 'generated_image':
      return [{ ...common, type: 'generated_image', image: readImage(item.image) }]
    case 'structured_input':
      return [{ ...common, type: 'structured_input', ...readQuestions(item) }]
    case 'task':
      return [{ ...common, type: 'task', task: readTask(item.task) }]
    case 'workflow':
      return [{ ...common, type: 'workflow', workflow: readWorkflow(item.workflow) }]
    default:
      return [{ ...common, type: 'end_of_turn' }]
  }
}

function userMessage({ content, attachments, quoted_text }: Fields) {
  return {
    content: listOf(content).map((part) => ({
      ...recordOf(part),
      type: 'input_text' as const,
      text: textOf(recordOf(part).text),
    })),
    attachments: uniqueById(listOf(attachments).flatMap(readAttachment)),
    quoted_text: optionalText(quoted_text),
    inference_options: {},
  } satisfies Partial<UserMessageItem>
}

function readAttachment(value: unknown): Attachment[] {
  const { id, name, mime_type, type, preview_url, ...others } = recordOf(value)
  const common = { ...others, id: textOf(id), name: textOf(name), mime_type: textOf(mime_type) }
  if (common.id === '') return []
  return type === 'image'
    ? [{ ...common, type: 'image', preview_url: textOf(preview_url) }]
    : [{ ...common, type: 'file' }]
}

export function readContent(value: unknown): AssistantContent {
  const { text, annotations, ...others } = recordOf(value)
  return {
    ...others,
    type: 'output_text',
    text: textOf(text),
    annotations: listOf(annotations).flatMap(readAnnotation),
  }
}

export function readAnnotation(value: unknown): Annotation[] {
  const { source, index, passage, ...others } = recordOf(value)
  return readSource(source).map((read) => ({
    ...others,
    type: 'annotation',
    source: read,
    index: indexOf(index),
    ...(passage !== undefined && { passage: readPassage(passage) }),
  }))
}

function readPassage(value: unknown): Annotation['passage'] {
  const { file_id, heading, page, ...others } = recordOf(value)
  return {
    ...others,
    file_id: optionalText(file_id),
    heading: optionalText(heading),
    page: indexOf(page),
  }
}

function readSource(value: unknown): Source[] {
  const source = recordOf(value)
  const { type, title, filename, url, id, description } = source
  const common = { ...source, title: textOf(title), description: optionalText(description) }
  switch (type) {
    case 'file':
      return [{ ...common, type, filename: textOf(filename) || common.title }]
    case 'url':
      return [{ ...common, type, url: textOf(url) }]
    case 'entity':
      return [{ ...common, type, id: textOf(id), interactive: false, data: {} }]
    default:
      return []
  }
}

function readWorkflow(value: unknown): Workflow {
  const { type, tasks, summary, expanded, ...others } = recordOf(value)
  return {
    ...others,
    type: oneOf(['custom', 'reasoning'], type),
    tasks: listOf(tasks).map(readTask),
    summary: readSummary(summary),
    expanded: expanded === true,
  }
}

function readSummary(value: unknown): Workflow['summary'] {
  const summary = recordOf(value)
  const { title, duration, icon } = summary
  if (typeof title === 'string') return { ...summary, title, icon: optionalText(icon) }
  const isTime = typeof duration === 'number' && Number.isFinite(duration)
  return isTime ? { ...summary, duration } : undefined
}

export function readTask(value: unknown): Task {
  const task = recordOf(value)
  const { type, title, title_query, queries, sources, content, icon, status_indicator } = task
  const common = {
    ...task,
    title: optionalText(title),
    status_indicator: oneOf(['none', 'loading', 'complete'], status_indicator),
  }
  const found = listOf(sources).flatMap(readSource)
  switch (type) {
    case 'web_search':
      return {
        ...common,
        type,
        title_query: optionalText(title_query),
        queries: listOf(queries).map(textOf),
        sources: found.filter((source) => source.type === 'url'),
      }
    case 'file':
      return { ...common, type, sources: found.filter((source) => source.type === 'file') }
    case 'thought':
      return { ...common, type, content: textOf(content) }
    case 'image':
      return { ...common, type }
    default:
      return {
        ...common,
        type: 'custom',
        icon: optionalText(icon),
        content: optionalText(content),
      }
  }
}

export function readWidget(value: unknown): WidgetItem['widget'] {
  const widget = recordOf(value)
  return { ...widget, type: oneOf(['Basic', 'Card', 'ListView'], widget.type) }
}

export function readImage(value: unknown) {
  const { id, url, ...others } = recordOf(value)
  return typeof url === 'string' ? { ...others, id: textOf(id), url } : undefined
}

/** Questions that are none cannot wait for an answer. */
function readQuestions({ status, inputs }: Fields) {
  const questions = uniqueById(listOf(inputs).flatMap(readInput))
  const known = oneOf(['skipped', 'pending', 'answered'], status)
  return { status: questions.length > 0 ? known : ('skipped' as const), inputs: questions }
}

function readInput(value: unknown): StructuredInput[] {
  const { type, id, question, description, options, multiple, answer, ...others } = recordOf(value)
  const common = {
    ...others,
    id: textOf(id),
    question: textOf(question),
    ...(answer !== undefined && { answer: readAnswer(answer) }),
  }
  if (common.id === '') return []
  if (type !== 'multiple_choice') {
    return [{ ...common, type: 'freeform', description: optionalText(description) }]
  }
  const values = new Set(listOf(options).map((option) => textOf(recordOf(option).value)))
  return [
    {
      ...common,
      type,
      options: [...values].map((each) => ({ value: each })),
      multiple: multiple === true,
    },
  ]
}

function readAnswer(value: unknown) {
  const { values, skipped } = recordOf(value)
  return { values: listOf(values).map(textOf), skipped: skipped === true }
}

/** Two of one name would be drawn as one. */
function uniqueById<T extends { id: string }>(entries: T[]): T[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()]
}
