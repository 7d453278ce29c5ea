/** From the Responses API's events, as they come from the model, to ChatKit's. */
import { randomUUID } from 'node:crypto'
import type OpenAI from 'openai'
import { type Ending, ForeignFileError } from '../model/failures.ts'
import type { AnswerEvent } from '../model/model-stream.ts'
import type { ResponderEvent } from '../responder.ts'
import { SEARCH_LIBRARY, type Searched } from '../tools/library-search.ts'
import { AssistantMessages } from './assistant-messages.ts'
import { GeneratedImages } from './generated-images.ts'
import { type Passage, type Passages, passagesFrom } from './passages.ts'
import { ReasoningSummaries } from './reasoning-summary.ts'
import {
  type FileSearchCall,
  fileSearchDone,
  librarySearchBegun,
  librarySearchDone,
  librarySearchFailed,
  webSearchBegun,
  webSearchDone,
} from './search-tasks.ts'
import type { Stage, TurnStages } from './stages.ts'
import { type ItemId, OpenWorkflow, type ShowTask } from './workflow.ts'

type ModelItem = OpenAI.Responses.ResponseOutputItem
type FoundAttributes = NonNullable<FileSearchCall['results']>[number]['attributes']
type FunctionCall = Extract<ModelItem, { type: 'function_call' }>

export type ChatKitEventsOptions = {
  threadId: string
  itemId: ItemId
  stages: TurnStages
  /** Takes in what the model's server finds. */
  passages: Passages
  /** Whether a search result with these attributes must not be seen here. */
  isForeign(attributes: FoundAttributes): boolean
  /** What is behind a mark that the model was told to cite with. */
  passagesBehind(mark: string): Passage[]
}

const stageOfFunction: Record<string, Stage> = {
  [SEARCH_LIBRARY]: 'library',
  ask_creator: 'asking',
  make_plan: 'planning',
}

/** Unknown items and events are ignored. */
export class ChatKitEvents {
  /** Set once the model ended otherwise than by completing its response. */
  ending: Ending | undefined
  /** Whether the response that came last has asked for a function. */
  calledFunction = false
  readonly workflow: OpenWorkflow
  readonly thoughts: ReasoningSummaries
  readonly #options: ChatKitEventsOptions
  readonly #messages: AssistantMessages
  readonly #images: GeneratedImages
  /** Searches under way, by the id of their call. */
  readonly #searches = new Map<string, ShowTask>()
  /** What the reader sees of this turn, by id. */
  readonly #shown = new Set<string>()
  #hasToolItem = false
  #events: ResponderEvent[] = []

  constructor(options: ChatKitEventsOptions) {
    const { threadId, itemId, passages, passagesBehind } = options
    const emit = (event: ResponderEvent) => this.#emit(event)
    this.#options = options
    this.workflow = new OpenWorkflow(threadId, itemId, emit)
    this.thoughts = new ReasoningSummaries(this.workflow)
    this.#images = new GeneratedImages(threadId, itemId, emit)
    this.#messages = new AssistantMessages({
      threadId,
      itemId,
      passages,
      passagesBehind,
      onBegin: () => this.workflow.close(),
      emit,
    })
  }

  get hasText(): boolean {
    return this.#messages.hasText
  }

  get refused(): boolean {
    return this.#messages.refused
  }

  /** Whether the turn has come to anything that its reader keeps. */
  get hasAnswer(): boolean {
    return this.hasText || this.#hasToolItem || this.#images.hasImage
  }

  /** The ChatKit events that one event of the model comes to; none for most kinds. */
  from(event: AnswerEvent): ResponderEvent[] {
    this.#take(event)
    return this.handOver()
  }

  /** An event of a function of ours, among the model's. */
  fromTool(event: ResponderEvent): ResponderEvent[] {
    if ('item' in event && event.item.type !== 'hidden_context_item') {
      this.workflow.close()
      this.#hasToolItem = true
    }
    this.#emit(event)
    return this.handOver()
  }

  /** @param search what a search by function came to; `undefined` when it failed */
  searched(callId: string, search: Searched | undefined): ResponderEvent[] {
    this.#searchDone(
      callId,
      search ? librarySearchDone([search.query], search.filenames) : librarySearchFailed(),
    )
    this.#enter('reading')
    return this.handOver()
  }

  /** Closes what the model has left open. */
  finish(): ResponderEvent[] {
    this.#messages.closeAll()
    this.#images.closeAll()
    this.workflow.close()
    return this.handOver()
  }

  /** Takes back everything that the reader has seen of this turn. */
  withdraw(): ResponderEvent[] {
    this.#events = []
    return [...this.#shown].map((item_id) => ({ type: 'thread.item.removed', item_id }))
  }

  /** What has come together since the last time. */
  handOver(): ResponderEvent[] {
    const events = this.#events
    if (events.length > 0) this.#events = []
    return events
  }

  #take(event: AnswerEvent): void {
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        if (event.type === 'response.refusal.delta') this.#messages.refused = true
        this.#messages.textDelta(event.item_id, event.content_index, event.delta)
        break
      case 'response.created':
        if (this.#options.stages.current === 'waiting') this.#enter('thinking')
        break
      case 'response.output_item.added':
        this.#itemAdded(event.item)
        break
      case 'response.file_search_call.completed':
      case 'response.web_search_call.completed':
        this.#enter('reading')
        break
      case 'response.reasoning_summary_text.delta':
        this.thoughts.delta(event.item_id, event.summary_index, event.delta)
        break
      case 'response.reasoning_summary_text.done':
        this.thoughts.done(event.item_id, event.summary_index, event.text)
        break
      case 'response.reasoning_text.delta':
        this.thoughts.delta(event.item_id, contentKey(event), event.delta)
        break
      case 'response.reasoning_text.done':
        this.thoughts.done(event.item_id, contentKey(event), event.text)
        break
      case 'text_was_reasoning': {
        const words = this.#messages.takeBack(event.item_id)
        this.thoughts.done(randomUUID(), 0, words.trimEnd())
        break
      }
      case 'response.output_text.annotation.added':
        this.#messages.annotationAdded(event)
        break
      case 'response.output_text.done':
      case 'response.refusal.done':
        this.#messages.partDone(event.item_id, event.content_index)
        break
      case 'response.image_generation_call.partial_image':
        this.#images.partial(event)
        break
      case 'response.output_item.done':
        this.#itemDone(event.item)
        break
      case 'response.completed':
      case 'response.failed':
      case 'response.incomplete':
        this.#responseEnded(event)
    }
  }

  #itemAdded(item: ModelItem): void {
    switch (item.type) {
      case 'message':
        this.#enter('writing')
        this.#messages.begin(item.id)
        break
      case 'reasoning':
        this.#enter('thinking')
        this.workflow.beginReasoning()
        break
      case 'file_search_call':
        this.#enter('library')
        this.#searches.set(item.id, this.workflow.add(librarySearchBegun()))
        break
      case 'web_search_call':
        this.#enter('web')
        this.#searches.set(item.id, this.workflow.add(webSearchBegun()))
        break
      case 'image_generation_call':
        this.#enter('drawing')
        this.#images.begin(item.id)
        break
      case 'function_call':
        this.#functionCalled(item)
    }
  }

  #itemDone(item: ModelItem): void {
    switch (item.type) {
      case 'message':
        this.#messages.done(item)
        break
      case 'reasoning':
        this.thoughts.itemDone(item)
        break
      case 'file_search_call':
        this.#refuseForeign(item)
        this.#searchDone(item.id, fileSearchDone(item))
        this.#options.passages.add(passagesFrom(item.results ?? []))
        break
      case 'web_search_call':
        this.#searchDone(item.id, webSearchDone(item))
        break
      case 'image_generation_call':
        this.#images.done(item)
        break
      case 'function_call':
        this.#searches.get(item.call_id)?.(librarySearchBegun(queryOf(item)))
    }
  }

  /** The model has read them already, so that none of its words can be shown. @throws {ForeignFileError} */
  #refuseForeign({ results }: FileSearchCall): void {
    const foreign = (results ?? []).filter(({ attributes }) => this.#options.isForeign(attributes))
    if (foreign.length > 0) throw new ForeignFileError(foreign.map(({ file_id = '?' }) => file_id))
  }

  #functionCalled({ name, call_id }: FunctionCall): void {
    const stage = stageOfFunction[name]
    if (stage) this.#enter(stage)
    if (stage === 'library') this.#searches.set(call_id, this.workflow.add(librarySearchBegun()))
  }

  #searchDone(
    callId: string,
    task: ReturnType<typeof fileSearchDone | typeof webSearchDone>,
  ): void {
    const show = this.#searches.get(callId)
    this.#searches.delete(callId)
    if (show) show(task)
    else this.workflow.add(task)
  }

  #responseEnded({ type, response }: Extract<AnswerEvent, { response: unknown }>): void {
    this.calledFunction = response.output.some((item) => item.type === 'function_call')
    if (type === 'response.completed') this.#messages.responseCompleted(response.output)
    else this.ending = endingOf(response)
  }

  #emit(event: ResponderEvent): void {
    if ('item' in event) this.#shown.add(event.item.id)
    this.#events.push(event)
  }

  #enter(stage: Stage): void {
    this.#events.push(...this.#options.stages.enter(stage))
  }
}

/** Open models tell their thoughts themselves, OpenAI's a summary of them. */
const contentKey = ({ content_index }: { content_index: number }) => `content-${content_index}`

/** Whether the arguments are right is seen when the function is run. */
function queryOf(call: FunctionCall): string | undefined {
  try {
    const { query } = JSON.parse(call.arguments)
    return typeof query === 'string' ? query : undefined
  } catch {
    return undefined
  }
}

function endingOf({ error, incomplete_details }: OpenAI.Responses.Response): Ending {
  if (error) return { type: 'failed', code: error.code, message: error.message }
  return { type: 'incomplete', reason: incomplete_details?.reason ?? 'unknown' }
}
