/**
 * What the model may cost in a UTC day, in tokens: for the whole service, and for one session. Counted from what
 * the model reports when a response has ended, so answers under way when a budget is spent still finish.
 */

import { BudgetSpentError, BusyError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { BudgetState } from '../protocol/routes.ts'
import type { NoticeEvent } from '../protocol/schemas.ts'
import { inWords } from './client-rates.ts'

export type BudgetedAnswer = {
  /** What its reader is told where a budget is nearly spent. */
  notice: NoticeEvent | undefined
  /** To be disposed of when the answer has ended. */
  underWay: Disposable
}

export interface TokenBudget {
  /**
   * For an answer that is about to begin.
   * @throws {BudgetSpentError}
   * @throws {BusyError} when the answers under way are likely to need all that is left
   */
  begin(session: string): Promise<BudgetedAnswer>
  /** Counts tokens of today. What cannot be stored now is stored with the next. */
  spend(session: string, tokens: number): void
  /** Of the whole service; undefined where it has no budget. */
  state(): Promise<BudgetState | undefined>
}

export type TokenBudgetOptions = {
  memory: Pick<Memory, 'spendTokens' | 'loadSpentTokens'>
  /** For the whole service. */
  perDay: number | undefined
  perSession: number | undefined
  onError(error: unknown): void
}

/** From this share on, chats are told. */
export const NEARLY_SPENT = 0.8
/** The share of the day's budget that the first answers are taken to cost. */
const FIRST_GUESS = 0.01

const DAY_MS = 24 * 60 * 60_000

export function createTokenBudget(options: TokenBudgetOptions): TokenBudget {
  const { memory, perDay, perSession, onError } = options
  const hasBudget = perDay !== undefined || perSession !== undefined
  const answers = new AnswersUnderWay((perDay ?? 0) * FIRST_GUESS)
  /** Not stored yet, by day and session. */
  const unstored = new Map<string, { day: string; session: string; tokens: number }>()

  const storing = new Set<Promise<void>>()

  const store = (session: string, day: string, tokens: number) => {
    const stored = tryToStore(session, day, tokens).finally(() => storing.delete(stored))
    storing.add(stored)
  }

  const tryToStore = async (session: string, day: string, tokens: number) => {
    const key = `${day} ${session}`
    const earlier = unstored.get(key)?.tokens ?? 0
    unstored.delete(key)
    try {
      await memory.spendTokens(session, day, earlier + tokens)
    } catch (error) {
      const meanwhile = unstored.get(key)?.tokens ?? 0
      unstored.set(key, { day, session, tokens: meanwhile + earlier + tokens })
      onError(error)
    }
  }

  const storeAll = async () => {
    for (const { session, day } of unstored.values()) store(session, day, 0)
    await Promise.all(storing)
  }

  return {
    async begin(session) {
      if (!hasBudget) return { notice: undefined, underWay: answers.begin(session) }
      await storeAll()
      const spent = await memory.loadSpentTokens(session, today())
      const budgets = [
        { of: 'day' as const, limit: perDay, used: spent.service },
        { of: 'session' as const, limit: perSession, used: spent.session },
      ].flatMap(({ limit, ...rest }) => (limit === undefined ? [] : [{ limit, ...rest }]))
      for (const { of, limit, used } of budgets) if (used >= limit) throw spentError(of)
      if (perDay !== undefined && spent.service + answers.expected >= perDay) throw new BusyError()
      const near = budgets.find(({ limit, used }) => used >= limit * NEARLY_SPENT)
      const notice = near && nearlySpentNotice(near.of, near.used / near.limit)
      return { notice, underWay: answers.begin(session) }
    },

    spend(session, tokens) {
      if (!hasBudget || tokens <= 0) return
      answers.spent(session, tokens)
      store(session, today(), tokens)
    },

    async state() {
      if (perDay === undefined) return undefined
      await storeAll()
      const { service } = await memory.loadSpentTokens(undefined, today())
      return { limit: perDay, used: service, resets_at: resetAt().toISOString() }
    },
  }
}

/** What the answers of this process that have not ended yet will cost: each as much as those before it. */
class AnswersUnderWay {
  readonly #firstGuess: number
  /** Sessions whose answer has cost something: one that fails before does not make the others look cheaper. */
  readonly #spenders = new Set<string>()
  /** How many answers each session has under way. */
  readonly #sessions = new Map<string, number>()
  #underWay = 0
  #ended = 0
  #tokens = 0

  /** @param firstGuess what an answer is taken to cost while none has ended */
  constructor(firstGuess: number) {
    this.#firstGuess = firstGuess
  }

  get expected(): number {
    const usual = this.#ended === 0 ? this.#firstGuess : this.#tokens / this.#ended
    return this.#underWay * usual
  }

  begin(session: string): Disposable {
    const answer = new DisposableStack()
    this.#underWay += 1
    this.#sessions.set(session, (this.#sessions.get(session) ?? 0) + 1)
    answer.defer(() => {
      this.#underWay -= 1
      const left = (this.#sessions.get(session) ?? 1) - 1
      if (left > 0) this.#sessions.set(session, left)
      else this.#sessions.delete(session)
      if (this.#spenders.delete(session)) this.#ended += 1
    })
    return answer
  }

  spent(session: string, tokens: number): void {
    this.#tokens += tokens
    if (this.#sessions.has(session)) this.#spenders.add(session)
  }
}

const today = () => new Date().toISOString().slice(0, 10)

const resetAt = () => new Date((Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS)

const fromResetOn = () =>
  `from 00:00 UTC on, in ${inWords(Math.ceil((resetAt().getTime() - Date.now()) / 1000))}`

type Whose = 'day' | 'session'

const spentError = (whose: Whose) =>
  new BudgetSpentError(
    `${
      whose === 'day'
        ? 'The coach has answered as much as it may today.'
        : 'You have asked as much as one visitor may today.'
    } It answers again ${fromResetOn()}. Until then you can read, rename and delete your chats.`,
    resetAt(),
  )

function nearlySpentNotice(whose: Whose, share: number): NoticeEvent {
  const percent = `${Math.floor(share * 100)} %`
  const what =
    whose === 'day'
      ? `The coach has used ${percent} of what it may answer today.`
      : `You have used ${percent} of what one visitor may ask today.`
  return {
    type: 'notice',
    level: 'warning',
    title: 'Nearly used up for today',
    message: `${what} When it is used up, the coach answers again ${fromResetOn()}.`,
  }
}
