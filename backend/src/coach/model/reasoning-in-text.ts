/** From the model's events to what they would be if its server told reasoning and text apart. */
import { randomUUID } from 'node:crypto'
import type OpenAI from 'openai'
import { type Piece, ReasoningTags, withoutReasoning } from './reasoning-tags.ts'

export type ModelEvent = OpenAI.Responses.ResponseStreamEvent
type Item = OpenAI.Responses.ResponseOutputItem
type MessageItem = Extract<Item, { type: 'message' }>
type Place = { output_index: number; sequence_number: number }
type TextPlace = Place & { item_id: string; content_index: number }

/** What was shown of a message as its text was the model's reasoning. */
export type TextWasReasoning = { type: 'text_was_reasoning'; item_id: string }

type Message = {
  item: MessageItem | undefined
  /** Its beginning, until it has something to say. */
  held: ModelEvent[]
  isOpen: boolean
  parts: Map<number, ReasoningTags>
  /** Where in the model's text the words begin that are open. */
  begin: number | undefined
  hasThought: boolean
  /** The open one. */
  thought: { id: string; words: string } | undefined
}

/** Of one response. A message that thinks between its words comes as several. */
export class ReasoningInText {
  readonly #messages = new Map<string, Message>()
  #hasMessage = false
  #out: Array<ModelEvent | TextWasReasoning> = []

  /** @returns the events to go on with, in order */
  take(events: readonly ModelEvent[]): Array<ModelEvent | TextWasReasoning> {
    this.#out = []
    for (const event of events) this.#take(event)
    return this.#out
  }

  #take(event: ModelEvent): void {
    switch (event.type) {
      case 'response.output_item.added':
        if (event.item.type === 'message') this.#begin(event.item, event)
        else this.#pass(event)
        break
      case 'response.content_part.added':
        this.#passOrHold(event, event.item_id)
        break
      case 'response.output_text.delta':
        this.#takeText(event, (tags) => tags.push(event.delta))
        break
      case 'response.output_text.done':
        this.#takeText(event, (tags) => tags.end())
        this.#endThought(this.#messageOf(event.item_id), event)
        this.#passIfOpen(event)
        break
      case 'response.content_part.done':
        this.#passIfOpen(event)
        break
      case 'response.output_text.annotation.added': {
        const { begin = 0 } = this.#messageOf(event.item_id)
        this.#passIfOpen({ ...event, annotation: moved(event.annotation, begin) })
        break
      }
      case 'response.refusal.delta':
        this.#open(event.item_id, event)
        this.#pass(event)
        break
      case 'response.output_item.done':
        if (event.item.type === 'message') this.#end(event.item, event)
        else this.#pass(event)
        break
      case 'response.completed':
        this.#complete(event)
        break
      default:
        this.#pass(event)
    }
  }

  #pass(event: ModelEvent | TextWasReasoning): void {
    this.#out.push(event)
  }

  #passOrHold(event: ModelEvent, id: string): void {
    const message = this.#messageOf(id)
    if (message.isOpen) this.#pass(event)
    else message.held.push(event)
  }

  #passIfOpen(event: ModelEvent & { item_id: string }): void {
    if (this.#messageOf(event.item_id).isOpen) this.#pass(event)
  }

  #begin(item: MessageItem, event: ModelEvent): void {
    Object.assign(this.#messageOf(item.id), { ...newMessage(), item, held: [event] })
  }

  #messageOf(id: string): Message {
    const message = this.#messages.get(id) ?? newMessage()
    this.#messages.set(id, message)
    this.#hasMessage = true
    return message
  }

  #takeText(at: TextPlace, split: (tags: ReasoningTags) => Piece[]): void {
    const message = this.#messageOf(at.item_id)
    const { item_id, content_index, output_index, sequence_number } = at
    const place = { item_id, content_index, output_index, sequence_number }
    for (const piece of split(tagsOf(message, content_index))) {
      if (piece.type === 'thought') this.#think(message, place, piece.words)
      else if (piece.type === 'text') this.#say(message, place, piece)
      else this.#takeBack(message, item_id)
    }
  }

  #say(message: Message, place: TextPlace, { words, at }: Extract<Piece, { type: 'text' }>): void {
    this.#endThought(message, place)
    if (!message.isOpen) message.begin = at
    this.#open(place.item_id, place)
    this.#pass({ type: 'response.output_text.delta', ...place, delta: words, logprobs: [] })
  }

  #takeBack(message: Message, item_id: string): void {
    if (message.isOpen) this.#pass({ type: 'text_was_reasoning', item_id })
    message.isOpen = false
    message.hasThought = true
  }

  #open(id: string, { output_index, sequence_number }: Place): void {
    const message = this.#messageOf(id)
    if (message.isOpen) return
    message.isOpen = true
    if (message.held.length > 0) {
      this.#out.push(...message.held)
      message.held = []
    } else if (message.item) {
      const { item } = message
      this.#pass({ type: 'response.output_item.added', item, output_index, sequence_number })
    }
  }

  /** Blank thoughts are none: a model that need not think leaves its tags empty. */
  #think(message: Message, place: TextPlace, words: string): void {
    const { item_id, output_index, sequence_number } = place
    const begun = message.thought
    const delta = begun ? words : words.trimStart()
    if (!delta) return
    if (!begun && message.isOpen) {
      const item = messageItem(message, item_id, [])
      this.#pass({ type: 'response.output_item.done', item, output_index, sequence_number })
      message.isOpen = false
    }
    const thought = begun ?? { id: randomUUID(), words: '' }
    message.thought = thought
    message.hasThought = true
    if (!begun) {
      const item: Item = { type: 'reasoning', id: thought.id, summary: [] }
      this.#pass({ type: 'response.output_item.added', item, output_index, sequence_number })
    }
    thought.words += delta
    this.#pass({
      type: 'response.reasoning_summary_text.delta',
      item_id: thought.id,
      summary_index: 0,
      delta,
      output_index,
      sequence_number,
    })
  }

  #endThought(message: Message, { output_index, sequence_number }: Place): void {
    const { thought } = message
    if (!thought) return
    message.thought = undefined
    this.#pass({
      type: 'response.reasoning_summary_text.done',
      item_id: thought.id,
      summary_index: 0,
      text: thought.words.trimEnd(),
      output_index,
      sequence_number,
    })
  }

  #end(item: MessageItem, event: Place): void {
    const message = this.#messageOf(item.id)
    this.#messages.delete(item.id)
    const { output_index, sequence_number } = event
    for (const [content_index, part] of item.content.entries()) {
      if (part.type !== 'output_text') continue
      const hasCome = message.parts.has(content_index)
      // Some servers send no deltas.
      if (!hasCome && withoutReasoning(part.text) === part.text) continue
      const place = { item_id: item.id, content_index, output_index, sequence_number }
      if (!hasCome) this.#takeText(place, (tags) => tags.push(part.text))
      this.#takeText(place, (tags) => tags.end())
    }
    this.#endThought(message, event)
    // Of a message that only thinks, nothing is left.
    if (!message.isOpen && message.hasThought) return
    this.#open(item.id, event)
    const content = item.content.map((part) => withPlacesMoved(part, message.begin ?? 0))
    const whole = { ...item, content }
    this.#pass({ type: 'response.output_item.done', item: whole, output_index, sequence_number })
  }

  /** Its items go back to the model with the result of a function, and to the checks of the whole answer. */
  #complete(event: Extract<ModelEvent, { type: 'response.completed' }>): void {
    const { sequence_number } = event
    // Some servers tell of their messages only here.
    for (const [output_index, item] of this.#hasMessage ? [] : event.response.output.entries()) {
      if (item.type === 'message') this.#end(item, { output_index, sequence_number })
    }
    const output = event.response.output.map((item) =>
      item.type === 'message' ? { ...item, content: item.content.map(withoutItsThoughts) } : item,
    )
    this.#pass({ ...event, response: { ...event.response, output } })
  }
}

const newMessage = (): Message => ({
  item: undefined,
  held: [],
  isOpen: false,
  parts: new Map(),
  begin: undefined,
  hasThought: false,
  thought: undefined,
})

function tagsOf({ parts }: Message, index: number): ReasoningTags {
  const tags = parts.get(index) ?? new ReasoningTags()
  parts.set(index, tags)
  return tags
}

const messageItem = (
  { item }: Message,
  id: string,
  content: MessageItem['content'],
): MessageItem => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  ...item,
  id,
  content,
})

const withoutItsThoughts = (part: MessageItem['content'][number]) =>
  part.type === 'output_text' ? { ...part, text: withoutReasoning(part.text) } : part

function withPlacesMoved(part: MessageItem['content'][number], begin: number) {
  if (part.type !== 'output_text') return part
  const annotations = part.annotations?.map((annotation) => moved(annotation, begin))
  return { ...withoutItsThoughts(part), annotations }
}

/** A place in the model's text as one in the words from `begin` on. */
function moved<T>(annotation: T, begin: number): T {
  if (begin === 0 || typeof annotation !== 'object' || annotation === null) return annotation
  const places = Object.entries(annotation).flatMap(([name, value]) =>
    /^(start_|end_)?index$/.test(name) && typeof value === 'number'
      ? [[name, Math.max(0, value - begin)]]
      : [],
  )
  return { ...annotation, ...Object.fromEntries(places) }
}
