/** One turn of the coach: from a question to what its reader sees of the answer, however it ends. */
import { readFileSync } from 'node:fs'
import { type AgentInputItem, fileSearchTool, webSearchTool } from '@openai/agents'
import { HandedOverError } from '../errors.ts'
import type { Library } from '../library/library.ts'
import type { OpenAIParts } from '../openai/client.ts'
import { newId } from '../protocol/ids.ts'
import { hiddenNote } from '../protocol/interruption.ts'
import { ChatKitEvents } from './events/chatkit-events.ts'
import { Passages } from './events/passages.ts'
import { type Stage, TurnStages } from './events/stages.ts'
import { finishNowBeforeWriting, finishNowNote } from './finish-now.ts'
import { waitForFiles } from './input/attached-files.ts'
import { modelInput, type Summarise } from './input/model-input.ts'
import { type RunSettings, runAgent } from './model/agent-run.ts'
import type { BackgroundResponses, TurnResponses } from './model/background-responses.ts'
import { type Ending, isForbidden, NoAnswerError, streamErrorFrom } from './model/failures.ts'
import type { Guardrails } from './model/guardrails.ts'
import type { ModelUse } from './model/model-settings.ts'
import { streamOpener } from './model/model-stream.ts'
import { showsNeed } from './model/moderation.ts'
import type { Emit, ResponderEvent, Turn } from './responder.ts'
import { creatorTools } from './tools/creator-tools.ts'
import { librarySearch } from './tools/library-search.ts'
import type { TurnMetrics } from './turn-metrics.ts'

export type AnswerParts = {
  openai: OpenAIParts
  model: string
  use: ModelUse
  /** Where answers are to outlive this process. */
  background: BackgroundResponses | undefined
  library: Library
  guardrails: Guardrails
  stallSeconds: number
  summariserFor(session: string): Summarise
  onStage(stage: Stage, seconds: number): void
  /** Hears of what failed without the reader having to know. */
  onError(error: unknown): void
}

const instructions = readFileSync(new URL('instructions.md', import.meta.url), 'utf8')
const BLOCKED_NOTE =
  'A safety check has forbidden the request above. Do not answer it, now or later.'

/**
 * Ends with `in need` where the visitor has to be answered otherwise: then nothing of this answer is left.
 * @throws {StreamError} a failure in the reader's words, unless the turn was stopped
 */
export async function answer(
  turn: Turn,
  parts: AnswerParts,
  record: TurnMetrics,
): Promise<'in need' | undefined> {
  const answering = new Answering(turn, parts, record)
  try {
    await answering.reply()
    record.completed()
    return undefined
  } catch (error) {
    if (turn.signal.reason instanceof HandedOverError) record.handedOver()
    if (turn.signal.aborted) throw error
    if (answering.isReplaying) {
      parts.onError(error)
      return answerAgain(turn, parts, record)
    }
    if (showsNeed(error)) {
      answering.withdraw()
      return 'in need'
    }
    answering.endWithError(error)
    return undefined
  } finally {
    answering.end()
  }
}

/** What another process has begun cannot be gone on with. */
const answerAgain = ({ restored, ...turn }: Turn, parts: AnswerParts, record: TurnMetrics) =>
  answer(
    { ...turn, ...(restored && { restored: { ...restored, progress: undefined } }) },
    parts,
    record,
  )

class Answering {
  readonly #turn: Turn
  readonly #parts: AnswerParts
  readonly #record: TurnMetrics
  readonly #emit: Emit
  readonly #passages = new Passages()
  readonly #stages: TurnStages
  readonly #events: ChatKitEvents
  readonly #responses: TurnResponses | undefined
  /** Where the model's server cites by itself, marks in the text are only leaks. */
  #citesByMark: boolean

  constructor(turn: Turn, parts: AnswerParts, record: TurnMetrics) {
    this.#turn = turn
    this.#parts = parts
    this.#record = record
    this.#emit = (events) => {
      if (!this.isReplaying) turn.emit(events)
    }
    this.#responses = parts.background?.forTurn(turn)
    this.#citesByMark = !parts.openai.store.hosted
    this.#stages = new TurnStages(parts.onStage)
    this.#events = new ChatKitEvents({
      threadId: turn.thread.id,
      itemId: this.#responses?.itemId ?? newId,
      stages: this.#stages,
      passages: this.#passages,
      isForeign: (attributes) => parts.library.isForeign(turn.session, attributes),
      passagesBehind: (mark) => (this.#citesByMark ? this.#passages.behind(mark) : []),
    })
  }

  get isReplaying(): boolean {
    return this.#responses?.isReplaying ?? false
  }

  async reply(): Promise<void> {
    const { library, openai, summariserFor, onError } = this.#parts
    const shown = { events: this.#events, stages: this.#stages, emit: this.#emit }
    await waitForFiles(this.#turn, library, shown)
    const finishNow = finishNowBeforeWriting(this.#turn, this.#stages)
    this.#emit(this.#stages.enter('waiting'))
    const summarise = summariserFor(this.#turn.session)
    const input = await modelInput(this.#turn, summarise, {
      onError,
      // The engine in this process has only their words to answer from; a model would cost tokens.
      knowsOtherChats: openai.mode === 'offline',
    })
    await this.#askUntilFinishNow(input, finishNow)
    if (this.isReplaying) throw new Error('The response that was picked up has ended early')
    if (!this.#events.hasAnswer) throw new NoAnswerError()
    this.#emit(this.#events.finish())
    this.#stages.end()
  }

  async #askUntilFinishNow(input: AgentInputItem[], finishNow: AbortSignal): Promise<void> {
    // The library coach needs no time to think, and without its search it knows nothing.
    if (this.#parts.openai.mode === 'offline') return this.#ask(input)
    try {
      await this.#ask(input, finishNow)
    } catch (error) {
      if (this.#turn.signal.aborted || !finishNow.aborted || isForbidden(error)) throw error
      if (this.isReplaying) throw error
      this.#citesByMark = true
      this.#responses?.discard()
      this.#emit([...this.#events.finish(), ...this.#stages.enter('waiting')])
      const note = finishNowNote(this.#events.thoughts.texts, this.#passages)
      await this.#run([...input, note], () => this.#finishNowSettings())
    }
  }

  async #ask(input: AgentInputItem[], finishNow?: AbortSignal): Promise<void> {
    const { use, onError } = this.#parts
    const settings = (emit: Emit) => this.#usualSettings(emit)
    try {
      await this.#run(input, settings, finishNow)
    } catch (error) {
      if (!use.summariesRefused(error)) throw error
      onError(error)
      await this.#run(input, settings, finishNow)
    }
  }

  #run(
    input: AgentInputItem[],
    settings: (emit: Emit) => RunSettings,
    finishNow?: AbortSignal,
  ): Promise<void> {
    const { openai, model, stallSeconds } = this.#parts
    const stop = this.#turn.signal
    const signal = finishNow ? AbortSignal.any([stop, finishNow]) : stop
    const { client } = openai
    const open = this.#responses?.open ?? streamOpener(client)
    const [events, emit] = [this.#events, this.#emit]
    const onUsage = this.#record.used
    const isHandedOver = () =>
      this.#responses !== undefined && stop.reason instanceof HandedOverError
    return runAgent({
      ...{ client, open, model, settings, input, events, emit, signal, stallSeconds },
      ...{ onUsage, isHandedOver },
    })
  }

  #usualSettings(emit: Emit): RunSettings {
    const { openai, use } = this.#parts
    const own = creatorTools(this.#turn, (event) => this.#showToolItem(event, emit))
    const search = [this.#searchTool(emit)]
    const web = openai.mode === 'openai' ? [webSearchTool()] : []
    return {
      ...this.#guarded(),
      modelSettings: use.usual,
      tools: [...search, ...web, ...own.tools],
      toolUseBehavior: { stopAtToolNames: own.endsTurn },
      context: own.context,
    }
  }

  #showToolItem(event: ResponderEvent, emit: Emit): void {
    const events = this.#events.fromTool(event)
    // Another process has shown it: such an item ends the turn, so there is one at most.
    if (this.#responses?.hasToolItem || this.#turn.signal.aborted) return
    if (this.#responses) this.#responses.hasToolItem = true
    emit(events)
  }

  #finishNowSettings(): RunSettings {
    return { ...this.#guarded(), modelSettings: this.#parts.use.finishNow, tools: [] }
  }

  #guarded() {
    const { input: inputGuardrails, output: outputGuardrails } = this.#parts.guardrails
    return { instructions, inputGuardrails, outputGuardrails }
  }

  #searchTool(emit: Emit) {
    const { openai, library } = this.#parts
    const { store } = openai
    const { session } = this.#turn
    if (store.hosted) {
      return fileSearchTool([store.id], {
        filters: library.filterFor(session),
        maxNumResults: 8,
      })
    }
    return librarySearch({
      store,
      library,
      session,
      passages: this.#passages,
      onSearched: (callId, search) => emit(this.#events.searched(callId, search)),
    })
  }

  end(): void {
    this.#responses?.end()
  }

  /** Takes back what the reader has seen. */
  withdraw(): void {
    this.#emit(this.#events.withdraw())
  }

  /** @throws {StreamError} unless the reader has an answer all the same, or is told why there is none */
  endWithError(error: unknown): void {
    const { ending, refused, hasText } = this.#events
    if (isForbidden(error)) {
      this.#forbid(error)
      return
    }
    // The SDK throws for these two, but the reader has an answer that ends cleanly.
    const ended = refused || (ending?.type === 'incomplete' && hasText)
    if (!ended) {
      const failure = streamErrorFrom(error, ending)
      this.#record.failed(failure)
      throw failure
    }
    this.#emit(this.#events.finish())
    if (ending) this.#emit([cutShort(ending)])
    this.#stages.end()
    this.#record.completed()
  }

  /** Nothing stays of what must not be said, and the model is told so for later turns. */
  #forbid(error: unknown): void {
    const failure = streamErrorFrom(error, undefined)
    this.#record.failed(failure)
    this.withdraw()
    const { message, allowRetry } = failure
    this.#emit([
      { type: 'thread.item.done', item: hiddenNote(this.#turn.thread.id, BLOCKED_NOTE) },
      { type: 'error', code: 'custom', message, allow_retry: allowRetry },
    ])
  }
}

function cutShort(ending: Ending): ResponderEvent {
  const filtered = ending.type === 'incomplete' && ending.reason === 'content_filter'
  const message = filtered
    ? 'The model’s provider stopped this answer as unsafe.'
    : 'The answer reached the longest length there is. Ask for the rest to read on.'
  return { type: 'notice', level: 'warning', message }
}
