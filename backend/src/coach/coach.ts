/** The coach: one way to the model, answering every thread's turns, naming threads, acting on plans. */
import { getDefaultModel } from '@openai/agents'
import type { Library } from '../library/library.ts'
import type { OpenAIParts } from '../openai/client.ts'
import type { UserMessageItem } from '../protocol/schemas.ts'
import { answer } from './answer.ts'
import { crisisAnswer, languageSaidIn, needIn } from './crisis/crisis.ts'
import { createTranscriber } from './dictation.ts'
import { type Stage, StageClock } from './events/stages.ts'
import { createSummariser } from './input/summary.ts'
import { BackgroundResponses } from './model/background-responses.ts'
import type { Guardrails } from './model/guardrails.ts'
import { ModelUse } from './model/model-settings.ts'
import { countingTokens } from './model/usage.ts'
import { planActions } from './plan/plan-actions.ts'
import type { Responder, Turn } from './responder.ts'
import { betterTitle, firstTitle, titlesOf, unlike } from './titles.ts'
import { TurnMetrics, type TurnObserver } from './turn-metrics.ts'

export type CoachOptions = {
  openai: OpenAIParts
  library: Library
  /** Hears of what failed without the reader having to know. */
  onError(error: unknown): void
  /**
   * Whether OpenAI is to write answers in the background, so that another process can go on with them;
   * only with OpenAI. @default false
   */
  background?: boolean
  /** Counts turns, tokens and times. */
  observer?: TurnObserver
  /** What must not be asked or answered here. */
  guardrails?: Guardrails
  /** The longest silence of the model within an answer. @default 90 s */
  stallSeconds?: number
  /** The longest that an answer waits for its thread's title. @default 8 s */
  titleSeconds?: number
}

export type Coach = Responder & {
  readonly model: string
  usualSeconds(): Record<string, number>
  /** Removes from OpenAI what a turn has noted there, where its process has died and none goes on with it. */
  deleteStoredResponses(note: unknown): void
}

export function createCoach(options: CoachOptions): Coach {
  const { openai, library, onError, observer, guardrails = {} } = options
  const { stallSeconds = 90, titleSeconds = 8, background = false } = options
  const model = openai.model ?? getDefaultModel()
  const clock = new StageClock()
  /** For whole responses, counted as this session's. */
  const clientFor = (session: string) =>
    countingTokens(openai.client, (tokens) => observer?.tokensUsed(tokens, session))
  const parts = {
    openai,
    model,
    use: new ModelUse(openai, model),
    background:
      background && openai.mode === 'openai'
        ? new BackgroundResponses({ client: openai.client, onError })
        : undefined,
    library,
    guardrails,
    stallSeconds,
    summariserFor: (session: string) =>
      // The engine in this process searches what was said: it reads no summary, and writes none.
      openai.mode === 'offline'
        ? async () => ''
        : createSummariser({ client: clientFor(session), model }),
    onStage(stage: Stage, seconds: number) {
      clock.add(stage, seconds)
      observer?.stageTaken(stage, seconds)
    },
    onError,
  }

  /** Names a new thread: after its first words at once, then better by a model. `named` never rejects. */
  async function nameThread(
    { thread, session, memory, signal: stop }: Turn,
    userMessage: UserMessageItem,
  ) {
    const leave = new AbortController()
    const signal = AbortSignal.any([stop, leave.signal])
    const limits = { signal, timeout: titleSeconds * 1000 }
    const taken = await titlesOf(memory)
    thread.title = firstTitle(userMessage, taken)
    const abandon = () => leave.abort()
    // The engine in this process has no better words than the reader's own.
    if (openai.mode === 'offline') return { named: Promise.resolve(), abandon }
    const client = clientFor(session)
    const named = betterTitle({ client, model }, userMessage, limits).then(
      (better) => {
        if (better && !signal.aborted) thread.title = unlike(taken, better)
      },
      (error) => {
        if (!signal.aborted) onError(error)
      },
    )
    return { named, abandon }
  }

  return {
    model,
    usualSeconds: () => clock.usualSeconds(),
    deleteStoredResponses: (note) => parts.background?.deleteStored(note),
    ...planActions(),
    ...(openai.mode === 'openai' && {
      transcribe: createTranscriber({
        client: openai.client,
        onUsage: (tokens, session) => observer?.tokensUsed(tokens, session),
      }),
    }),
    async respond(turn) {
      const { thread, userMessage } = turn
      const record = new TurnMetrics(turn.session, observer)
      const isUnnamed = thread.title === undefined
      let naming: Awaited<ReturnType<typeof nameThread>> | undefined
      try {
        // Before any model, so that it holds in every mode, and with a provider that is away.
        let need = needIn(turn)
        if (!need) {
          if (isUnnamed && userMessage) naming = await nameThread(turn, userMessage)
          const ended = await answer(turn, parts, record)
          if (ended === 'in need') need = languageSaidIn(turn)
        }
        if (need) {
          naming?.abandon()
          // Their own words would be in the list of chats, where others can read them.
          if (isUnnamed) thread.title = need.title
          turn.emit(crisisAnswer(thread.id, need))
          record.completed()
          return
        }
        // Awaited, since nobody hears of a title that comes after the stream; it has a time limit.
        await naming?.named
      } finally {
        naming?.abandon()
        record.finish()
      }
    },
  }
}
