import { indexOf, optionalText, recordOf, sanitizeJson, textOf } from '~/lib/safe-json'
import type { ItemUpdate, ThreadStreamEvent } from './protocol'
import {
  readAnnotation,
  readContent,
  readImage,
  readItem,
  readTask,
  readThread,
  readWidget,
} from './read-item'

/** Parts of a message and steps of an answer: a place beyond is not one. */
const MOST_PARTS = 1_000

/** An event as the page relies on it. None where it is not JSON, unknown, or too odd to be read. */
export function readEvent(json: string): ThreadStreamEvent | undefined {
  const event = recordOf(parsed(json))
  const { type } = event
  switch (type) {
    case 'thread.created':
    case 'thread.updated': {
      const [thread] = readThread(event.thread)
      return thread && { type, thread }
    }
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced': {
      const [item] = readItem(event.item)
      return item && { type, item }
    }
    case 'thread.item.updated': {
      const update = readUpdate(event.update)
      return update && { type, item_id: textOf(event.item_id), update }
    }
    case 'thread.item.removed':
      return { type, item_id: textOf(event.item_id) }
    case 'progress_update':
      return { type, text: textOf(event.text) }
    case 'client_effect':
      return { type, name: textOf(event.name), data: recordOf(sanitizeJson(event.data)) }
    case 'notice':
      return readNotice(event)
    case 'error':
      return {
        type,
        code: textOf(event.code),
        message: optionalText(event.message),
        allow_retry: event.allow_retry === true,
      }
    default:
      return undefined
  }
}

/** From 0 to 1. */
function shareOf(value: unknown) {
  return typeof value === 'number' ? Math.min(Math.max(value, 0), 1) || 0 : undefined
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function readNotice({ level, title, message }: Record<string, unknown>): ThreadStreamEvent {
  const known = level === 'warning' || level === 'danger' ? level : 'info'
  return { type: 'notice', level: known, title: optionalText(title), message: textOf(message) }
}

function readUpdate(value: unknown): ItemUpdate | undefined {
  const given = recordOf(value)
  const { type } = given
  // Half a character in a piece of a text: the other half is in the next one.
  if (type === 'assistant_message.content_part.text_delta') {
    const content_index = indexOf(given.content_index, MOST_PARTS)
    return content_index === undefined
      ? undefined
      : { type, content_index, delta: textOf(given.delta) }
  }
  if (type === 'widget.streaming_text.value_delta') {
    const { component_id, delta, done } = given
    return { type, component_id: textOf(component_id), delta: textOf(delta), done: done === true }
  }
  return readLargerUpdate(recordOf(sanitizeJson(given)))
}

function readLargerUpdate(update: Record<string, unknown>): ItemUpdate | undefined {
  const { type } = update
  const content_index = indexOf(update.content_index, MOST_PARTS)
  const task_index = indexOf(update.task_index, MOST_PARTS)
  switch (type) {
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      if (content_index === undefined) return undefined
      return { type, content_index, content: readContent(update.content) }
    case 'assistant_message.content_part.annotation_added': {
      const [annotation] = readAnnotation(update.annotation)
      const annotation_index = indexOf(update.annotation_index) ?? 0
      if (content_index === undefined || !annotation) return undefined
      return { type, content_index, annotation_index, annotation }
    }
    case 'workflow.task.added':
    case 'workflow.task.updated':
      return task_index === undefined
        ? undefined
        : { type, task_index, task: readTask(update.task) }
    case 'generated_image.updated': {
      const image = readImage(update.image)
      return image && { type, image, progress: shareOf(update.progress) }
    }
    case 'widget.root.updated':
      return { type, widget: readWidget(update.widget) }
    case 'widget.component.updated': {
      const component = recordOf(update.component)
      const kind = textOf(component.type)
      const component_id = textOf(update.component_id)
      return { type, component_id, component: { ...component, type: kind } }
    }
    default:
      return undefined
  }
}
