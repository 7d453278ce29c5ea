/** The messages that the model writes, as ChatKit's assistant messages. */
import type OpenAI from 'openai'
import { now } from '../../protocol/ids.ts'
import type { Annotation, AssistantContent, AssistantMessageItem } from '../../protocol/schemas.ts'
import type { ResponderEvent } from '../responder.ts'
import { annotationFrom, type ModelAnnotation, quotingAnnotation } from './annotations.ts'
import { CitationMarkerFilter, type Filtered } from './citation-markers.ts'
import type { Passage, Passages } from './passages.ts'
import type { ItemId } from './workflow.ts'

export type MessageItem = Extract<OpenAI.Responses.ResponseOutputItem, { type: 'message' }>
type WholePart = MessageItem['content'][number]

type Part = {
  filter: CitationMarkerFilter
  text: string
  annotations: Annotation[]
  isDone: boolean
}
type Message = { item: AssistantMessageItem; parts: Map<number, Part> }

export type MessagesOptions = {
  threadId: string
  itemId: ItemId
  /** What the turn has found, for citations that name only a file. */
  passages: Passages
  /** What is behind a mark that the model was told to cite with. */
  passagesBehind(mark: string): Passage[]
  /** Called before a message is announced. */
  onBegin(): void
  emit(event: ResponderEvent): void
}

/** Item ids are our own: other servers repeat theirs. */
export class AssistantMessages {
  refused = false
  readonly #options: MessagesOptions
  /** Those that are open, by the model's id. */
  readonly #open = new Map<string, Message>()
  /** Those with words, by our id. */
  readonly #withWords = new Set<string>()
  #announced = false

  constructor(options: MessagesOptions) {
    this.#options = options
  }

  get hasText(): boolean {
    return this.#withWords.size > 0
  }

  begin(modelId: string): void {
    if (!this.#open.has(modelId)) this.#announce(modelId)
  }

  textDelta(modelId: string, index: number, delta: string): void {
    const message = this.#open.get(modelId) ?? this.#announce(modelId)
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
    this.#emitText(message, index, part, part.filter.push(delta))
  }

  annotationAdded(event: { item_id: string; content_index: number; annotation: unknown }): void {
    const message = this.#open.get(event.item_id)
    const part = message?.parts.get(event.content_index)
    if (!message || !part) return
    // The SDK leaves the type of this field open; unknown kinds fall through.
    const annotation = this.#annotation(event.annotation as ModelAnnotation | null, part)
    if (annotation) this.#annotate(message, event.content_index, part, annotation)
  }

  partDone(modelId: string, index: number): void {
    const message = this.#open.get(modelId)
    const part = message?.parts.get(index)
    if (!message || !part || part.isDone) return
    part.isDone = true
    this.#emitText(message, index, part, part.filter.end())
    this.#update(message, {
      type: 'assistant_message.content_part.done',
      content_index: index,
      content: contentOf(part),
    })
  }

  done(item: MessageItem): void {
    const message = this.#open.get(item.id) ?? this.#announce(item.id)
    for (const [index, whole] of item.content.entries()) {
      if (whole.type === 'refusal') this.refused = true
      const part = message.parts.get(index)
      // Some servers send no deltas, or no events for annotations.
      if (!part) message.parts.set(index, this.#wholePart(whole))
      else if (part.annotations.length === 0) part.annotations = this.#annotationsOf(whole, part)
    }
    this.#close(item.id, message)
  }

  /** @returns the words that the reader has seen of it, and sees no more */
  takeBack(modelId: string): string {
    const message = this.#open.get(modelId)
    if (!message) return ''
    this.#open.delete(modelId)
    this.#withWords.delete(message.item.id)
    this.#options.emit({ type: 'thread.item.removed', item_id: message.item.id })
    return [...message.parts.values()].map(({ text }) => text).join('')
  }

  closeAll(): void {
    for (const [modelId, message] of this.#open) this.#close(modelId, message)
  }

  /** Some servers tell of their messages only at the end of the response, or forget to close them. */
  responseCompleted(output: readonly OpenAI.Responses.ResponseOutputItem[]): void {
    this.closeAll()
    for (const item of this.#announced ? [] : output) {
      if (item.type === 'message') this.done(item)
    }
    this.#announced = false
  }

  #announce(modelId: string): Message {
    const item: AssistantMessageItem = {
      id: this.#options.itemId('msg'),
      thread_id: this.#options.threadId,
      created_at: now(),
      type: 'assistant_message',
      content: [],
    }
    const message: Message = { item, parts: new Map() }
    this.#options.onBegin()
    this.#open.set(modelId, message)
    this.#announced = true
    this.#options.emit({ type: 'thread.item.added', item })
    return message
  }

  #emitText(message: Message, index: number, part: Part, { text, marks }: Filtered): void {
    if (text) {
      if (text.trim()) this.#withWords.add(message.item.id)
      part.text += text
      this.#update(message, {
        type: 'assistant_message.content_part.text_delta',
        content_index: index,
        delta: text,
      })
    }
    for (const { mark, index: place } of marks) {
      for (const passage of this.#options.passagesBehind(mark)) {
        this.#annotate(message, index, part, quotingAnnotation(passage, part.text, place))
      }
    }
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

  #close(modelId: string, message: Message): void {
    for (const index of message.parts.keys()) this.partDone(modelId, index)
    this.#open.delete(modelId)
    const content = [...message.parts.values()].map(contentOf)
    const { item } = message
    const { emit } = this.#options
    if (content.some(({ text }) => text.trim())) {
      this.#withWords.add(item.id)
      emit({ type: 'thread.item.done', item: { ...item, created_at: now(), content } })
    } else {
      emit({ type: 'thread.item.removed', item_id: item.id })
    }
  }

  /** A part that came whole, without deltas. */
  #wholePart(whole: WholePart): Part {
    const part = newPart()
    const raw = whole.type === 'refusal' ? whole.refusal : whole.text
    part.text = part.filter.push(raw).text + part.filter.end().text
    part.annotations = this.#annotationsOf(whole, part)
    part.isDone = true
    return part
  }

  #annotationsOf(whole: WholePart, part: Part): Annotation[] {
    const annotations = whole.type === 'refusal' ? [] : whole.annotations
    return annotations.flatMap((each) => this.#annotation(each, part) ?? [])
  }

  #annotation(annotation: ModelAnnotation | null, { filter, text }: Part): Annotation | undefined {
    return annotationFrom(annotation, { filter, text, passages: this.#options.passages })
  }

  #update(
    { item }: Message,
    update: Extract<ResponderEvent, { type: 'thread.item.updated' }>['update'],
  ): void {
    this.#options.emit({ type: 'thread.item.updated', item_id: item.id, update })
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
