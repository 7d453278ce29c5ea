/** The states of one turn of a chat, from its request, or from the run that is found, to its end. */
import type { Refusal } from '~/api/refusal'

/**
 * - `sending`: the server has not stored the message or the form yet
 * - `streaming`: the run is being read
 * - `reconnecting`: the connection to the run is lost, and the page tries again
 * - `unreachable`: the page no longer tries. The run may go on at the server, and can be read on
 * - `stopping`: the reader wants an end. Nothing but the end changes this
 * - `ended`
 */
export type Turn = ActiveTurn | UnreachableTurn | EndedTurn

type RunningTurn = Details & { state: 'sending' | 'streaming' | 'reconnecting' }

export type ActiveTurn = RunningTurn | (Details & { state: 'stopping' })

type UnreachableTurn = Details & { state: 'unreachable'; problem: Problem }

type EndedTurn = { state: 'ended'; at: number; outcome: Outcome }

export type Outcome =
  | { type: 'complete' }
  | { type: 'stopped' }
  /** Without a problem where the error is shown at an item. */
  | { type: 'failed'; problem?: Problem }
  /** Another copy of this page goes on with it. */
  | { type: 'takenOver' }

type Details = {
  startedAt: number
  /** What was done with an item: the form until it is stored, the widget until the turn is over. */
  about?: { type: 'form' | 'action'; itemId: string }
  /** The text of the last `progress_update`. */
  stage?: string
  /** The first text delta has arrived. */
  isWriting?: boolean
  /** "Answer now" was pressed, or why it failed. */
  answerNow?: 'asked' | Refusal
  /** The outcome, once the run has ended. */
  failure?: { problem?: Problem }
}

export type Problem = Refusal & {
  /** What "Try again" does: send the message that came back, answer the last one again, or go on reading its answer. */
  again?: 'send' | 'answer' | 'follow'
  /** The form that could not be submitted, and still has its answers. */
  formId?: string
  /** Another tab was first: it is running a turn in this chat, or has submitted the form. */
  isConflict?: boolean
  /** The page sends the message again by itself when the wait is over, unless it was changed. */
  isAutomatic?: boolean
}

export type TurnStart = {
  /** `followed` where the request stores nothing, or the run exists already. */
  type: 'sent' | 'followed'
  startedAt: number
  about?: Details['about']
}

export type TurnEvent =
  | TurnStart
  /** The server has stored the message or the form. */
  | { type: 'stored' }
  | { type: 'progress'; stage: string }
  | { type: 'writing' }
  | { type: 'connectionLost' }
  | { type: 'connectionRestored' }
  | { type: 'answerNowRequested' }
  | { type: 'answerNowRefused'; refusal: Refusal }
  | { type: 'stopRequested' }
  | { type: 'failed'; problem?: Problem }
  /** The page gives up the connection. */
  | { type: 'gaveUp'; problem: Problem }
  /** The page reads on where it gave up. */
  | { type: 'resumed' }
  | { type: 'ended'; at: number; outcome: 'complete' | 'takenOver' }

/** The turn after an event. An event that does not belong to the turn's state is ignored: the result is the same object. */
export function turnReducer(turn: Turn | undefined, event: TurnEvent): Turn | undefined {
  if (!turn) return isStart(event) ? started(event) : turn
  switch (turn.state) {
    case 'ended':
      return isStart(event) ? started(event) : turn
    case 'unreachable':
      return isStart(event) ? started(event) : event.type === 'resumed' ? resumed(turn) : turn
    case 'stopping':
      return event.type === 'ended' ? ended(event.at, { type: 'stopped' }) : turn
    default:
      return afterRunning(turn, event)
  }
}

function afterRunning(turn: RunningTurn, event: TurnEvent): Turn {
  switch (event.type) {
    case 'stored': {
      const about = turn.about?.type === 'form' ? undefined : turn.about
      return { ...turn, state: 'streaming', about }
    }
    case 'progress':
      return { ...turn, stage: event.stage }
    case 'writing':
      return turn.isWriting ? turn : { ...turn, isWriting: true }
    case 'connectionLost':
      return turn.state === 'reconnecting' ? turn : { ...turn, state: 'reconnecting' }
    case 'connectionRestored':
      return turn.state === 'reconnecting' ? { ...turn, state: 'streaming' } : turn
    case 'answerNowRequested':
      return { ...turn, answerNow: 'asked' }
    case 'answerNowRefused':
      return { ...turn, answerNow: event.refusal }
    case 'stopRequested':
      return { ...turn, state: 'stopping', stage: undefined }
    case 'failed':
      return { ...turn, failure: { problem: event.problem } }
    case 'gaveUp':
      return { ...turn, state: 'unreachable', problem: event.problem, failure: undefined }
    case 'ended':
      return ended(
        event.at,
        turn.failure ? { type: 'failed', ...turn.failure } : { type: event.outcome },
      )
    default:
      return turn
  }
}

const isStart = (event: TurnEvent): event is TurnStart =>
  event.type === 'sent' || event.type === 'followed'

const started = ({ type, startedAt, about }: TurnStart): Turn => ({
  state: type === 'sent' ? 'sending' : 'streaming',
  startedAt,
  about,
})

const resumed = ({ problem: _, ...turn }: UnreachableTurn): Turn => ({
  ...turn,
  state: 'reconnecting',
})

const ended = (at: number, outcome: Outcome): Turn => ({ state: 'ended', at, outcome })

/** The turn that is under way. */
export function activeTurn({ turn }: { turn?: Turn }): ActiveTurn | undefined {
  return turn?.state === 'ended' || turn?.state === 'unreachable' ? undefined : turn
}

/** Why the last turn has failed, or will. */
export function problemOf({ turn }: { turn?: Turn }): Problem | undefined {
  switch (turn?.state) {
    case 'ended':
      return turn.outcome.type === 'failed' ? turn.outcome.problem : undefined
    case 'unreachable':
      return turn.problem
    default:
      return turn?.failure?.problem
  }
}

/** The reader has stopped the last turn. */
export function isStopped({ turn }: { turn?: Turn }) {
  return turn?.state === 'ended' && turn.outcome.type === 'stopped'
}
