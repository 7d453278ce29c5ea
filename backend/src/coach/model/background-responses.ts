/**
 * Responses that OpenAI writes in the background, so that a turn outlives the process that began it: the
 * next one picks them up by their ids. They are stored for that, and removed when the turn is over.
 */
import OpenAI from 'openai'
import { z } from 'zod'
import { HandedOverError } from '../../errors.ts'
import type { Turn } from '../responder.ts'
import { abortAfterId } from './abort-after-id.ts'
import {
  type DeleteResponseOptions,
  deleteResponse,
  type StoredResponse,
} from './delete-response.ts'
import { BrokenOffError } from './failures.ts'
import { type ModelEvent, type OpenResponse, streamOpener } from './model-stream.ts'
import { readReconnecting } from './reconnecting-stream.ts'

type Body = Parameters<OpenResponse>[0]
type Options = Parameters<OpenResponse>[1]
type Opened = Awaited<ReturnType<OpenResponse>>

/** What a process notes of a turn: its responses, in the order of the requests for them. */
const progressSchema = z.object({ responses: z.array(z.string().min(1)) })

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

export type TurnOfResponses = Pick<Turn, 'signal' | 'saveProgress' | 'restored'>

export class TurnResponses {
  readonly #background: BackgroundResponses
  readonly #turn: TurnOfResponses
  /** Those of another process that nobody has asked for yet. */
  #earlier: string[]
  #started: StoredResponse[] = []
  #isOver = false

  constructor(background: BackgroundResponses, turn: TurnOfResponses) {
    this.#background = background
    this.#turn = turn
    this.#earlier = responseIds(turn.restored?.progress)
  }

  /** Picks up the response that another process got to this request, or begins a new one. */
  readonly open: OpenResponse = async (body, options) => {
    const id = this.#earlier.shift()
    const pickedUp = id === undefined ? undefined : await this.#resume(id, body, options)
    if (pickedUp) return pickedUp
    try {
      if (this.#background.isOn) return await this.#create(body, options)
    } catch (error) {
      if (!this.#background.refused(error)) throw error
      this.#background.options.onError(error)
    }
    return streamOpener(this.#client)(body, options)
  }

  /** Nothing of what has come so far is wanted any more; what comes next answers other requests. */
  discard(): void {
    const unwanted = [...this.#started, ...this.#earlier.map(unknownState)]
    this.#started = []
    this.#earlier = []
    for (const stored of unwanted) this.#remove(stored)
  }

  /** The turn is over: nothing stays behind, unless another process goes on with it. */
  end(): void {
    this.#isOver = true
    if (!(this.#turn.signal.reason instanceof HandedOverError)) this.discard()
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
    const replay = (id: string, after?: number) => this.#replay(id, body, signal, after)
    let stored: StoredResponse | undefined
    const noteId = (id: string) => {
      stored = { id, hasEnded: false }
      if (signal?.aborted || this.#isOver) {
        this.#remove(stored)
        throw signal?.reason ?? new Error('The turn is over')
      }
      this.#started.push(stored)
      this.#saveProgress()
    }
    return {
      head,
      read: (onEvents) =>
        readReconnecting({
          head,
          async reopen(after) {
            if (!stored) throw new BrokenOffError()
            return replay(stored.id, after)
          },
          onEvents(events) {
            connection.idReceived()
            const id = stored ? undefined : idIn(events)
            if (id !== undefined) noteId(id)
            onEvents(events)
          },
          onEnd() {
            if (stored) stored.hasEnded = true
          },
          signal,
        }),
    }
  }

  async #resume(id: string, body: Body, options: Options): Promise<Opened | undefined> {
    const signal = options?.signal
    const stored = unknownState(id)
    this.#started.push(stored)
    try {
      // Its events are told again from the beginning, so it has to be known now how they end.
      const { status } = await this.#client.responses.retrieve(id, {}, { signal })
      if (status !== 'failed' && status !== 'cancelled') {
        const head = await this.#replay(id, body, signal)
        this.#saveProgress()
        const reopen = (after: number | undefined) => this.#replay(id, body, signal, after)
        const onEnd = () => {
          stored.hasEnded = true
        }
        return {
          head,
          read: (onEvents) => readReconnecting({ head, reopen, onEvents, onEnd, signal }),
        }
      }
    } catch (error) {
      signal?.throwIfAborted()
      this.#background.options.onError(error)
    }
    // What came after it answered the calls that it made; a new one will make others.
    this.#started = this.#started.filter((other) => other !== stored)
    const unwanted = [stored, ...this.#earlier.map(unknownState)]
    this.#earlier = []
    for (const each of unwanted) this.#remove(each)
    return undefined
  }

  #replay(
    id: string,
    body: Body,
    signal: AbortSignal | null | undefined,
    after?: number,
  ): Promise<Response> {
    const query = { stream: true, include: includeStored(body) ?? undefined, starting_after: after }
    return this.#client.responses.retrieve(id, query, { signal }).asResponse()
  }

  #saveProgress(): void {
    const responses = [...this.#started.map(({ id }) => id), ...this.#earlier]
    this.#turn.saveProgress({ responses })
  }

  #remove(stored: StoredResponse): void {
    deleteResponse(stored, this.#background.options)
  }
}

/** None where it is not a note of ours. */
const responseIds = (note: unknown) => progressSchema.safeParse(note).data?.responses ?? []

const unknownState = (id: string): StoredResponse => ({ id, hasEnded: false })

/** A stored response knows its own thoughts; asked for them sealed, OpenAI refuses. */
const includeStored = ({ include }: Body) =>
  include?.filter((field) => field !== 'reasoning.encrypted_content')

function idIn(events: ModelEvent[]): string | undefined {
  for (const event of events) if (event.type === 'response.created') return event.response.id
  return undefined
}
