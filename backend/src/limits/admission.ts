/** Whether a request may go on: by what its client has done, by what is running, by what the model may cost. */

import { AppError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { BudgetState } from '../protocol/routes.ts'
import type { NoticeEvent } from '../protocol/schemas.ts'
import type { Redis } from '../redis/connection.ts'
import { AnswerPlaces } from './answer-places.ts'
import { createAnswersAtOnce } from './answers-at-once.ts'
import { createClientRates, type Rate, type RateName } from './client-rates.ts'
import { NewSessions } from './new-sessions.ts'
import { createTokenBudget } from './token-budget.ts'

/** What one client may do. */
export type ClientLimits = { rates: Record<RateName, Rate>; answersAtOnce: number }

export type AdmissionOptions = {
  /** Without any, clients are not counted. */
  clients: ClientLimits | undefined
  /** How many answers this process writes at once, for all clients together. */
  runningAnswers: number
  /** In tokens, for a day in UTC. */
  budget: { perDay: number | undefined; perSession: number | undefined }
  memory: Memory
  /** Shared by several processes. */
  redis?: Redis
  onRefused(reason: Refusal): void
  onError(error: unknown): void
}

/** Few and fixed, since they are counted. */
export type Refusal = RateName | 'answers_at_once' | 'busy' | 'budget'

export type AnswerAdmission = {
  client: string
  session: string
  /** Aborted when the request has been given up. */
  left: AbortSignal
  /** Whether it costs tokens. */
  asksModel: boolean
}

/** To be disposed of when the answer has ended. */
export type AnswerPlace = { place: Disposable; notice: NoticeEvent | undefined }

/** A `client` here is what `clientKey` returns. What is refused is refused with an `AppError`. */
export interface Admission {
  countRequest(client: string): Promise<void>
  countReceipt(client: string): Promise<void>
  /** @param bytes that will come, at most */
  countUpload(client: string, bytes: number): Promise<void>
  /** @param touch makes the session known */
  enterSession(client: string, session: string, touch: () => Promise<void>): Promise<void>
  /** Waits for a place, though not for long. */
  admitAnswer(answer: AnswerAdmission): Promise<AnswerPlace>
  /** For an answer that another process has begun. */
  addAnswer(): Disposable
  spendTokens(session: string, tokens: number): void
  /** Undefined where there is none for the whole service. */
  budgetState(): Promise<BudgetState | undefined>
  /** How many answers wait for a place. */
  readonly waiting: number
  /** Lets nobody wait any longer. */
  close(): void
}

export function createAdmission(options: AdmissionOptions): Admission {
  const { clients, runningAnswers, memory, redis, onRefused, onError } = options
  const rates = clients && createClientRates(clients.rates, redis)
  const atOnce = clients && createAnswersAtOnce({ most: clients.answersAtOnce, redis, onError })
  const newSessions = rates && new NewSessions(memory, rates)
  const places = new AnswerPlaces({ most: runningAnswers })
  const budget = createTokenBudget({ memory, ...options.budget, onError })

  /** Hears of what is refused, for this reason. */
  const told = async <T>(reason: Refusal, work: Promise<T> | undefined): Promise<T | undefined> => {
    try {
      return await work
    } catch (error) {
      if (error instanceof AppError && REFUSED.has(error.code)) onRefused(reason)
      throw error
    }
  }

  const count = async (rate: RateName, client: string, amount?: number) => {
    await told(rate, rates?.count(rate, client, amount))
  }

  return {
    countRequest: (client) => count('requests', client),
    countReceipt: (client) => count('receipts', client),

    async countUpload(client, bytes) {
      await count('uploads', client)
      await count('upload_bytes', client, bytes)
    },

    async enterSession(client, session, touch) {
      if (newSessions) await told('sessions', newSessions.enter(client, session, touch))
      else await touch()
    },

    async admitAnswer({ client, session, left, asksModel }) {
      using taken = new DisposableStack()
      await count('answers', client)
      const leave = await told('answers_at_once', atOnce?.take(client))
      if (leave) taken.defer(leave)
      const giveBack = await told('busy', places.take(client, left))
      if (giveBack) taken.defer(giveBack)
      const budgeted = await told('budget', asksModel ? budget.begin(session) : undefined)
      if (budgeted) taken.use(budgeted.underWay)
      return { place: taken.move(), notice: budgeted?.notice }
    },

    addAnswer() {
      const place = new DisposableStack()
      place.defer(places.add())
      return place
    },

    spendTokens: (session, tokens) => budget.spend(session, tokens),
    budgetState: () => budget.state(),

    get waiting() {
      return places.waiting
    },

    close() {
      places.close()
      atOnce?.close()
    },
  }
}

const REFUSED: ReadonlySet<string> = new Set(['rate_limited', 'busy', 'budget_spent'])
