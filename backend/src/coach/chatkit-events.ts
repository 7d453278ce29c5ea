/** From the Responses API's events, as a run of the Agents SDK passes them on, to ChatKit's. */
import type OpenAI from 'openai'
import type { ResponderEvent } from '../chatkit/bookkeeping.ts'
import type { Annotation, AssistantContent, AssistantMessageItem } from '../chatkit/schemas.ts'
import { newId, now } from '../ids.ts'
import { CitationMarkerFilter, type Filtered } from './citation-markers.ts'

type ModelEvent = OpenAI.Responses.ResponseStreamEvent
type ModelAnnotation = OpenAI.Responses.ResponseOutputText['annotations'][number]
type ModelItem = OpenAI.Responses.ResponseOutputItem

/** Why the model stopped before its answer was whole. */
export type Ending =
  | { type: 'failed'; code: string; message: string }
  | { type: 'incomplete'; reason: string }

type MessageItem = Extract<ModelItem, { type: 'message' }>
type WholePart = MessageItem['content'][number]

type Part = {
  filter: CitationMarkerFilter
  text: string
  annotations: Annotation[]
  isDone: boolean
}
type Message = { item: AssistantMessageItem; parts: Map<number, Part> }

/** Stages of a turn, in the reader's words; the first is where it begins. */
export const stage = {
  thinking: 'Thinking it through',
  searchingLibrary: 'Searching the library',
  searchingWeb: 'Searching the web',
  reading: 'Reading what I found',
  writing: 'Writing',
} as const

/**
 * Item ids are our own: other servers repeat theirs.
 * @param filesBehind the files behind a mark that the model was told to cite with
 */
export class ChatKitEvents {
  /** Set once the model ended otherwise than by completing its response. */
  ending: Ending | undefined
  refused = false
  hasText = false
  readonly #threadId: string
  readonly #filesBehind: (mark: string) => string[]
  /** Those that are open, by the model's id. */
  readonly #messages = new Map<string, Message>()
  #announced = false
  #events: ResponderEvent[] = []
  #stage: string = stage.thinking

  constructor(threadId: string, filesBehind: (mark: string) => string[]) {
    this.#threadId = threadId
    this.#filesBehind = filesBehind
  }

  /** The ChatKit events that one event of the model comes to; none for most kinds. */
  from(event: ModelEvent): ResponderEvent[] {
    this.#take(event)
    return this.#handOver()
  }

  /** Closes what the model has left open. */
  finish(): ResponderEvent[] {
    this.#closeAll()
    return this.#handOver()
  }

  #handOver(): ResponderEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  #take(event: ModelEvent): void {
    switch (event.type) {
      case 'response.output_text.delta':
        this.#textDelta(event.item_id, event.content_index, event.delta)
        break
      case 'response.refusal.delta':
        this.refused = true
        this.#textDelta(event.item_id, event.content_index, event.delta)
        break
      case 'response.output_item.added':
        this.#itemAdded(event.item)
        break
      case 'response.file_search_call.completed':
      case 'response.web_search_call.completed':
        this.#progress(stage.reading)
        break
      case 'response.output_text.annotation.added':
        this.#annotationAdded(event)
        break
      case 'response.output_text.done':
      case 'response.refusal.done':
        this.#partDone(event.item_id, event.content_index)
        break
      case 'response.output_item.done':
        if (event.item.type === 'message') this.#messageDone(event.item)
        break
      case 'response.completed':
        this.#completed(event.response.output)
        break
      case 'response.failed':
      case 'response.incomplete':
        this.ending = endingOf(event.response)
    }
  }

  #closeAll(): void {
    for (const [modelId, message] of this.#messages) this.#close(modelId, message)
  }

  #progress(text: string): void {
    if (text === this.#stage) return
    this.#stage = text
    this.#events.push({ type: 'progress_update', text })
  }

  #itemAdded(item: ModelItem): void {
    if (item.type === 'message') {
      this.#progress(stage.writing)
      if (!this.#messages.has(item.id)) this.#messageAdded(item.id)
    }
    if (item.type === 'reasoning') this.#progress(stage.thinking)
    if (item.type === 'file_search_call') this.#progress(stage.searchingLibrary)
    if (item.type === 'function_call') this.#progress(stage.searchingLibrary)
    if (item.type === 'web_search_call') this.#progress(stage.searchingWeb)
  }

  #messageAdded(modelId: string): void {
    const item: AssistantMessageItem = {
      id: newId('msg'),
      thread_id: this.#threadId,
      created_at: now(),
      type: 'assistant_message',
      content: [],
    }
    this.#messages.set(modelId, { item, parts: new Map() })
    this.#announced = true
    this.#events.push({ type: 'thread.item.added', item })
  }

  #textDelta(modelId: string, index: number, delta: string): void {
    if (!this.#messages.has(modelId)) this.#messageAdded(modelId)
    const message = this.#messages.get(modelId)
    if (!message) return
    let part = message.parts.get(index)
    if (!part) {
      part = newPart()
      message.parts.set(index, part)
      this.#update(message, {
        type: 'assistant_message.content_part.added',
        content_index: index,
        content: contentOf(part),
      })
    }
    this.#emit(message, index, part, part.filter.push(delta))
  }

  #emit(message: Message, index: number, part: Part, { text, marks }: Filtered): void {
    if (text) {
      this.hasText ||= text.trim() !== ''
      part.text += text
      this.#update(message, {
        type: 'assistant_message.content_part.text_delta',
        content_index: index,
        delta: text,
      })
    }
    for (const { mark, index: place } of marks) {
      for (const filename of this.#filesBehind(mark)) {
        this.#annotate(message, index, part, fileAnnotation(filename, place))
      }
    }
  }

  #annotationAdded(event: { item_id: string; content_index: number; annotation: unknown }): void {
    const message = this.#messages.get(event.item_id)
    const part = message?.parts.get(event.content_index)
    if (!message || !part) return
    // The SDK leaves the type of this field open; unknown kinds fall through.
    const annotation = annotationFrom(event.annotation as ModelAnnotation | null, part.filter)
    if (annotation) this.#annotate(message, event.content_index, part, annotation)
  }

  #annotate(message: Message, index: number, part: Part, annotation: Annotation): void {
    part.annotations.push(annotation)
    this.#update(message, {
      type: 'assistant_message.content_part.annotation_added',
      content_index: index,
      annotation_index: part.annotations.length - 1,
      annotation,
    })
  }

  #partDone(modelId: string, index: number): void {
    const message = this.#messages.get(modelId)
    const part = message?.parts.get(index)
    if (!message || !part || part.isDone) return
    part.isDone = true
    this.#emit(message, index, part, part.filter.end())
    this.#update(message, {
      type: 'assistant_message.content_part.done',
      content_index: index,
      content: contentOf(part),
    })
  }

  #messageDone(item: MessageItem): void {
    if (!this.#messages.has(item.id)) this.#messageAdded(item.id)
    const message = this.#messages.get(item.id)
    if (!message) return
    for (const [index, whole] of item.content.entries()) {
      if (whole.type === 'refusal') this.refused = true
      const part = message.parts.get(index)
      // Some servers send no deltas, or no events for annotations.
      if (!part) message.parts.set(index, partFrom(whole))
      else if (part.annotations.length === 0) part.annotations = annotationsOf(whole, part.filter)
    }
    this.#close(item.id, message)
  }

  #close(modelId: string, message: Message): void {
    for (const index of message.parts.keys()) this.#partDone(modelId, index)
    this.#messages.delete(modelId)
    const content = [...message.parts.values()].map(contentOf)
    const { item } = message
    if (content.some(({ text }) => text.trim())) {
      this.hasText = true
      this.#events.push({ type: 'thread.item.done', item: { ...item, created_at: now(), content } })
    } else {
      this.#events.push({ type: 'thread.item.removed', item_id: item.id })
    }
  }

  /** Some servers tell of their messages only here, or forget to close them. */
  #completed(output: ModelItem[]): void {
    this.#closeAll()
    for (const item of this.#announced ? [] : output) {
      if (item.type === 'message') this.#messageDone(item)
    }
    this.#announced = false
  }

  #update(
    { item }: Message,
    update: Extract<ResponderEvent, { type: 'thread.item.updated' }>['update'],
  ): void {
    this.#events.push({ type: 'thread.item.updated', item_id: item.id, update })
  }
}

const contentOf = ({ text, annotations }: Part): AssistantContent => ({
  type: 'output_text',
  text,
  annotations: annotations.map((annotation) => ({
    ...annotation,
    index: Math.min(annotation.index ?? text.length, text.length),
  })),
})

const newPart = (): Part => ({
  filter: new CitationMarkerFilter(),
  text: '',
  annotations: [],
  isDone: false,
})

/** A part that came whole, without deltas. */
function partFrom(whole: WholePart): Part {
  const part = newPart()
  const { filter } = part
  const raw = whole.type === 'refusal' ? whole.refusal : whole.text
  part.text = filter.push(raw).text + filter.end().text
  part.annotations = annotationsOf(whole, filter)
  part.isDone = true
  return part
}

function annotationsOf(whole: WholePart, filter: CitationMarkerFilter): Annotation[] {
  const annotations = whole.type === 'refusal' ? [] : whole.annotations
  return annotations.flatMap((each) => annotationFrom(each, filter) ?? [])
}

function annotationFrom(
  annotation: ModelAnnotation | null,
  filter: CitationMarkerFilter,
): Annotation | undefined {
  switch (annotation?.type) {
    case 'file_citation':
      return fileAnnotation(annotation.filename, filter.cleanIndex(annotation.index))
    case 'container_file_citation':
      return fileAnnotation(annotation.filename, filter.cleanIndex(annotation.end_index))
    case 'url_citation': {
      const { url, title, end_index } = annotation
      const source = { type: 'url' as const, url, title: title || url }
      return { type: 'annotation', source, index: filter.cleanIndex(end_index) }
    }
    default:
      return undefined
  }
}

function fileAnnotation(filename: string, index: number): Annotation
function fileAnnotation(filename: string | undefined, index: number): Annotation | undefined
function fileAnnotation(filename: string | undefined, index: number): Annotation | undefined {
  if (!filename) return undefined
  return { type: 'annotation', source: { type: 'file', filename, title: filename }, index }
}

function endingOf({ error, incomplete_details }: OpenAI.Responses.Response): Ending {
  if (error) return { type: 'failed', code: error.code, message: error.message }
  return { type: 'incomplete', reason: incomplete_details?.reason ?? 'unknown' }
}
