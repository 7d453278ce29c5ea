/**
 * Responses that OpenAI writes in the background, so that a turn outlives the process that began it: the
 * next one picks them up by their ids. They are stored for that, and removed when the turn is over.
 */
import { randomUUID } from 'node:crypto'
import OpenAI from 'openai'
import { z } from 'zod'
import { HandedOverError } from '../../errors.ts'
import { idFrom } from '../../protocol/ids.ts'
import type { Turn } from '../responder.ts'
import { abortAfterId } from './abort-after-id.ts'
import {
  type DeleteResponseOptions,
  deleteResponse,
  type StoredResponse,
} from './delete-response.ts'
import { BrokenOffError } from './failures.ts'
import { type ModelEvent, type OnEvents, type OpenResponse, streamOpener } from './model-stream.ts'
import { readReconnecting } from './reconnecting-stream.ts'

type Body = Parameters<OpenResponse>[0]
type Options = Parameters<OpenResponse>[1]
type Opened = Awaited<ReturnType<OpenResponse>>
type Signal = AbortSignal | null | undefined
/** A response that is read, under its id as soon as that is known. */
type Reading = { head: Response; body: Body; signal: Signal; stored?: StoredResponse }

/** What a process notes of a turn. */
const progressSchema = z.object({
  /** In the order of the requests for them. */
  responses: z.array(z.string().min(1)),
  /** What the ids of its items are made of. */
  seed: z.string().optional(),
  /** Number of the event that was taken last, of the last response; -1 as long as another may be. */
  taken: z.number().optional(),
  hasToolItem: z.boolean().optional(),
})

export class BackgroundResponses {
  readonly options: DeleteResponseOptions
  /** Off from the first refusal on: some projects and gateways know no such thing. */
  #isOn = true

  constructor(options: DeleteResponseOptions) {
    this.options = options
  }

  get isOn(): boolean {
    return this.#isOn
  }

  forTurn(turn: TurnOfResponses): TurnResponses {
    return new TurnResponses(this, turn)
  }

  /** Removes what is noted of a turn that nobody goes on with. */
  deleteStored(note: unknown): void {
    for (const id of responseIds(note)) deleteResponse(unknownState(id), this.options)
  }

  /** Whether it was the background that was refused. */
  refused(error: unknown): boolean {
    const refused =
      error instanceof OpenAI.BadRequestError &&
      (error.param === 'store' || /\bbackground\b/i.test(`${error.param} ${error.message}`))
    if (refused) this.#isOn = false
    return refused
  }
}

export type TurnOfResponses = Pick<Turn, 'signal' | 'finishNow' | 'saveProgress' | 'restored'>

export class TurnResponses {
  /**
   * What another process has got is read again from the beginning, and the reader has it already: until the
   * event that was taken last there, nothing of it is sent.
   */
  isReplaying: boolean
  /** An item by a function of ours was shown. */
  hasToolItem: boolean
  readonly #background: BackgroundResponses
  readonly #turn: TurnOfResponses
  /** Makes the same ids for the same items, in whichever process. */
  readonly #seed: string
  readonly #idsMade = new Map<string, number>()
  /** Those of another process that nobody has asked for yet. */
  #earlier: string[]
  /** Of the last of these, the event that was taken last. */
  readonly #replayTo: number
  #started: StoredResponse[] = []
  /** Of the response that was started last, the event that was taken last. */
  #taken = -1
  /** Everything that was shown is of these responses. */
  #isAllStored = true
  #isOver = false

  constructor(background: BackgroundResponses, turn: TurnOfResponses) {
    const earlier = progressSchema.safeParse(turn.restored?.progress).data
    this.#background = background
    this.#turn = turn
    this.#earlier = earlier?.responses ?? []
    this.#replayTo = earlier?.taken ?? -1
    this.#seed = earlier?.seed ?? randomUUID()
    // An answer that is wanted at once is asked for otherwise.
    this.isReplaying = this.#replayTo >= 0 && !turn.finishNow.aborted
    this.hasToolItem = this.isReplaying && earlier?.hasToolItem === true
    if (!this.isReplaying) this.discard()
  }

  readonly itemId = (prefix: 'msg' | 'wf' | 'tc'): string => {
    const made = this.#idsMade.get(prefix) ?? 0
    this.#idsMade.set(prefix, made + 1)
    return idFrom(prefix, this.#seed, String(made))
  }

  /**
   * Picks up the response that another process got to this request, or begins a new one.
   * @throws where there is none to pick up any more
   */
  readonly open: OpenResponse = async (body, options) => {
    const id = this.#earlier.shift()
    if (id !== undefined) return this.#resume(id, body, options)
    if (this.isReplaying) throw cannotBePickedUp('it has ended early')
    try {
      if (this.#background.isOn) return await this.#create(body, options)
    } catch (error) {
      if (!this.#background.refused(error)) throw error
      this.#background.options.onError(error)
    }
    this.#isAllStored = false
    return streamOpener(this.#client)(body, options)
  }

  /** Nothing of what has come so far is wanted any more; what comes next answers other requests. */
  discard(): void {
    const unwanted = [...this.#started, ...this.#earlier.map(unknownState)]
    if (this.#started.length > 0) this.#isAllStored = false
    this.#started = []
    this.#earlier = []
    for (const stored of unwanted) this.#remove(stored)
  }

  /** The turn is over: nothing stays behind, unless another process goes on with it. */
  end(): void {
    this.#isOver = true
    if (!(this.#turn.signal.reason instanceof HandedOverError)) this.discard()
    else if (this.isReplaying) this.#turn.saveProgress(this.#turn.restored?.progress)
    else if (this.#started.length > 0) this.#saveProgress(this.#isAllStored ? this.#taken : -1)
  }

  get #client(): OpenAI {
    return this.#background.options.client
  }

  async #create(body: Body, options: Options): Promise<Opened> {
    const signal = options?.signal
    const connection = abortAfterId(signal)
    const request = { ...body, background: true, store: true, include: includeStored(body) }
    const head = await this.#client.responses
      .create(request, { ...options, signal: connection.signal })
      .asResponse()
    const reading: Reading = { head, body, signal }
    return this.#opened(reading, (events) => {
      connection.idReceived()
      const id = reading.stored ? undefined : idIn(events)
      if (id !== undefined) reading.stored = this.#start(id, signal)
    })
  }

  #start(id: string, signal: Signal): StoredResponse {
    const stored = { id, hasEnded: false }
    if (signal?.aborted || this.#isOver) {
      this.#remove(stored)
      throw signal?.reason ?? new Error('The turn is over')
    }
    this.#started.push(stored)
    this.#saveProgress()
    return stored
  }

  async #resume(id: string, body: Body, options: Options): Promise<Opened> {
    const signal = options?.signal
    const stored = unknownState(id)
    this.#started.push(stored)
    // Its events are told again from the beginning, so it has to be known now how they end.
    const { status } = await this.#client.responses.retrieve(id, {}, { signal })
    if (status === 'failed' || status === 'cancelled') throw cannotBePickedUp(status)
    const head = await this.#replay(id, body, signal)
    return this.#opened({ head, body, signal, stored })
  }

  /** @param onFirst hears of all events before others do */
  #opened(reading: Reading, onFirst: OnEvents = () => {}): Opened {
    const { head, body, signal } = reading
    return {
      head,
      read: (onEvents) =>
        readReconnecting({
          head,
          reopen: async (after) => {
            // Without an id there is nothing to pick up, and nothing to remove.
            if (!reading.stored) throw new BrokenOffError()
            return this.#replay(reading.stored.id, body, signal, after)
          },
          onEvents: (events) => {
            onFirst(events)
            if (!reading.stored) this.#isAllStored = false
            this.#take(events, onEvents)
          },
          onEnd() {
            if (reading.stored) reading.stored.hasEnded = true
          },
          signal,
        }),
    }
  }

  #take(events: ModelEvent[], onEvents: OnEvents): void {
    const known = this.isReplaying ? this.#knownOf(events) : 0
    if (known > 0) this.#pass(events.slice(0, known), onEvents)
    if (this.isReplaying && this.#earlier.length === 0 && this.#isBehind(events)) this.#goOn()
    if (known < events.length) this.#pass(events.slice(known), onEvents)
  }

  /** How many of these the other process had taken: all, where it had begun another response since. */
  #knownOf(events: ModelEvent[]): number {
    if (this.#earlier.length > 0) return events.length
    return events.filter(({ sequence_number }) => sequence_number <= this.#replayTo).length
  }

  #isBehind(events: ModelEvent[]): boolean {
    return (events.at(-1)?.sequence_number ?? 0) >= this.#replayTo
  }

  #pass(events: ModelEvent[], onEvents: OnEvents): void {
    onEvents(events)
    if (!this.#turn.signal.aborted) this.#taken = events.at(-1)?.sequence_number ?? -1
  }

  #goOn(): void {
    this.isReplaying = false
    this.#turn.restored?.goOn()
    // Where the other process got to holds no longer.
    this.#saveProgress()
  }

  #replay(id: string, body: Body, signal: Signal, after?: number): Promise<Response> {
    const query = { stream: true, include: includeStored(body) ?? undefined, starting_after: after }
    return this.#client.responses.retrieve(id, query, { signal }).asResponse()
  }

  /** @param taken once it is known that no more is taken here */
  #saveProgress(taken = -1): void {
    const responses = this.#started.map(({ id }) => id)
    const { hasToolItem } = this
    this.#turn.saveProgress({ seed: this.#seed, responses, taken, hasToolItem })
  }

  #remove(stored: StoredResponse): void {
    deleteResponse(stored, this.#background.options)
  }
}

/** None where it is not a note of ours. */
const responseIds = (note: unknown) => progressSchema.safeParse(note).data?.responses ?? []

const cannotBePickedUp = (why: string) =>
  new Error(`The response of an answer that was taken over cannot be picked up: ${why}`)

const unknownState = (id: string): StoredResponse => ({ id, hasEnded: false })

/** A stored response knows its own thoughts; asked for them sealed, OpenAI refuses. */
const includeStored = ({ include }: Body) =>
  include?.filter((field) => field !== 'reasoning.encrypted_content')

function idIn(events: ModelEvent[]): string | undefined {
  for (const event of events) if (event.type === 'response.created') return event.response.id
  return undefined
}
