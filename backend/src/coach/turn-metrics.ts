/** What is known of a turn once it is over: numbers and names of ours, never what was said. */

import type { Stage } from './events/stages.ts'
import { CoachError, type FailureReason } from './model/failures.ts'
import { addTokens, noTokens, type Tokens } from './model/usage.ts'

export type TurnSummary = {
  outcome: 'completed' | 'stopped' | 'failed' | 'handed_over'
  /** Why it has failed. */
  reason?: FailureReason | 'other'
  duration_ms: number
  tokens: Tokens
}

/** Receives counts and times of turns. */
export interface TurnObserver {
  turnStarted(): void
  stageTaken(stage: Stage, seconds: number): void
  /** @param session whose question it was */
  tokensUsed(tokens: Tokens, session: string): void
  turnFinished(summary: TurnSummary): void
}

/** One turn, from its beginning to its end; a turn that says nothing of its end was stopped. */
export class TurnMetrics {
  readonly #session: string
  readonly #observer: TurnObserver | undefined
  readonly #begunAt = performance.now()
  readonly #tokens = noTokens()
  #ending: Pick<TurnSummary, 'outcome' | 'reason'> = { outcome: 'stopped' }

  constructor(session: string, observer: TurnObserver | undefined) {
    this.#session = session
    this.#observer = observer
    observer?.turnStarted()
  }

  readonly used = (tokens: Tokens): void => {
    addTokens(this.#tokens, tokens)
    this.#observer?.tokensUsed(tokens, this.#session)
  }

  completed(): void {
    this.#ending = { outcome: 'completed' }
  }

  /** Another process goes on with it, and tells how it ends. */
  handedOver(): void {
    this.#ending = { outcome: 'handed_over' }
  }

  failed(error: unknown): void {
    const reason = error instanceof CoachError ? error.reason : 'other'
    this.#ending = { outcome: 'failed', reason }
  }

  finish(): void {
    const duration_ms = Math.round(performance.now() - this.#begunAt)
    this.#observer?.turnFinished({ ...this.#ending, duration_ms, tokens: this.#tokens })
  }
}
