import { describe, expect, test } from 'vitest'
import {
  activeTurn,
  isStopped,
  problemOf,
  type Turn,
  type TurnEvent,
  turnReducer,
} from './turn-machine'

const refusal = { message: 'Not now.' }
const details = { startedAt: 1, stage: 'Searching', about: undefined }

const turns = {
  none: undefined,
  sending: { ...details, state: 'sending' },
  streaming: { ...details, state: 'streaming' },
  reconnecting: { ...details, state: 'reconnecting' },
  unreachable: { ...details, state: 'unreachable', problem: refusal },
  stopping: { ...details, state: 'stopping' },
  ended: { state: 'ended', at: 2, outcome: { type: 'complete' } },
} satisfies Record<string, Turn | undefined>

type State = keyof typeof turns

const events = {
  sent: { type: 'sent', startedAt: 3 },
  followed: { type: 'followed', startedAt: 3 },
  stored: { type: 'stored' },
  progress: { type: 'progress', stage: 'Writing' },
  writing: { type: 'writing' },
  connectionLost: { type: 'connectionLost' },
  connectionRestored: { type: 'connectionRestored' },
  answerNowRequested: { type: 'answerNowRequested' },
  answerNowRefused: { type: 'answerNowRefused', refusal },
  stopRequested: { type: 'stopRequested' },
  failed: { type: 'failed', problem: refusal },
  gaveUp: { type: 'gaveUp', problem: refusal },
  resumed: { type: 'resumed' },
  ended: { type: 'ended', at: 4, outcome: 'complete' },
} satisfies { [T in TurnEvent['type']]: TurnEvent & { type: T } }

/** The next state; `-` where the event is ignored, `+` where it changes something else of the turn. */
const TABLE = `
                     none       sending       streaming     reconnecting  unreachable   stopping  ended
  sent               sending    -             -             -             sending       -         sending
  followed           streaming  -             -             -             streaming     -         streaming
  stored             -          streaming     +             streaming     -             -         -
  progress           -          +             +             +             -             -         -
  writing            -          +             +             +             -             -         -
  connectionLost     -          reconnecting  reconnecting  -             -             -         -
  connectionRestored -          -             -             streaming     -             -         -
  answerNowRequested -          +             +             +             -             -         -
  answerNowRefused   -          +             +             +             -             -         -
  stopRequested      -          stopping      stopping      stopping      -             -         -
  failed             -          +             +             +             -             -         -
  gaveUp             -          unreachable   unreachable   unreachable   -             -         -
  resumed            -          -             -             -             reconnecting  -         -
  ended              -          ended         ended         ended         -             ended     -
`

const [states = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))

const cases = rows.flatMap(([event = '', ...cells]) =>
  cells.map((cell, i) => ({ state: states[i] as State, event: event as TurnEvent['type'], cell })),
)

test('the table has every state and every event', () => {
  expect(states).toEqual(Object.keys(turns))
  expect(rows.map(([event]) => event)).toEqual(Object.keys(events))
  expect(cases).toHaveLength(states.length * rows.length)
})

test.each(cases)('$state, $event: $cell', ({ state, event, cell }) => {
  const before: Turn | undefined = turns[state]
  const after = turnReducer(before, events[event])

  if (cell === '-') expect(after).toBe(before)
  else if (cell === '+') {
    expect(after).not.toBe(before)
    expect(after?.state).toBe(state)
  } else expect(after?.state).toBe(cell)
})

/** The turn after these events, from none. */
const after = (...list: TurnEvent[]) => list.reduce(turnReducer, undefined)

describe('a turn', () => {
  test('begins with nothing of the last one', () => {
    const turn = after(events.sent, events.answerNowRequested, events.failed, events.ended)

    expect(turnReducer(turn, { type: 'followed', startedAt: 9 })).toEqual({
      state: 'streaming',
      startedAt: 9,
    })
  })

  test('is about a form until the form is stored, and about an action to its end', () => {
    const about = (type: 'form' | 'action') => ({ type, itemId: 'i1' })
    const start = (type: 'form' | 'action') => ({ ...events.sent, about: about(type) })

    expect(after(start('form'), events.stored)).toMatchObject({ about: undefined })
    expect(after(start('action'), events.stored)).toMatchObject({ about: about('action') })
  })

  test('does not change with every word', () => {
    const turn = after(events.sent, events.stored, events.writing)

    expect(turnReducer(turn, events.writing)).toBe(turn)
  })

  test('goes on where it was after it was unreachable, without the problem', () => {
    expect(after(events.sent, events.progress, events.gaveUp, events.resumed)).toEqual({
      state: 'reconnecting',
      startedAt: 3,
      stage: 'Writing',
    })
  })
})

describe('the outcome', () => {
  const outcome = (...list: TurnEvent[]) => {
    const turn = after(events.followed, ...list)
    return turn?.state === 'ended' ? turn.outcome : undefined
  }

  test('is as the run ended', () => {
    expect(outcome(events.ended)).toEqual({ type: 'complete' })
    expect(outcome({ ...events.ended, outcome: 'takenOver' })).toEqual({ type: 'takenOver' })
  })

  test('is a failure where there was one, whatever came after it', () => {
    expect(outcome(events.failed, events.connectionLost, events.ended)).toEqual({
      type: 'failed',
      problem: refusal,
    })
  })

  test('is that the reader stopped it, also where it failed or went elsewhere', () => {
    const takenOver = { ...events.ended, outcome: 'takenOver' as const }

    expect(outcome(events.failed, events.stopRequested, takenOver)).toEqual({ type: 'stopped' })
  })
})

test.each<[State, { isActive: boolean; problem?: object }]>([
  ['none', { isActive: false }],
  ['sending', { isActive: true }],
  ['streaming', { isActive: true }],
  ['reconnecting', { isActive: true }],
  ['unreachable', { isActive: false, problem: refusal }],
  ['stopping', { isActive: true }],
  ['ended', { isActive: false }],
])('%s: whether a turn is under way, and its problem', (state, { isActive, problem }) => {
  const turn: Turn | undefined = turns[state]

  expect(activeTurn({ turn }) !== undefined).toBe(isActive)
  expect(problemOf({ turn })).toEqual(problem)
})

test('a failure is known from the moment it is told', () => {
  const failed = after(events.sent, events.failed)

  expect(problemOf({ turn: failed })).toEqual(refusal)
  expect(problemOf({ turn: failed && turnReducer(failed, events.ended) })).toEqual(refusal)
})

test('only a turn that the reader has stopped counts as stopped, once it has ended', () => {
  const stopping = after(events.sent, events.stopRequested)

  expect(isStopped({ turn: stopping })).toBe(false)
  expect(isStopped({ turn: turnReducer(stopping, events.ended) })).toBe(true)
  expect(isStopped({ turn: after(events.sent, events.ended) })).toBe(false)
})
