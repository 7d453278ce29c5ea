/** An answer is there whole, or it says why it is not, and then what was read of it has been kept. */
import { expect } from 'vitest'
import type { SseFrame } from '~/chat/sse'
import type { VisibleItem } from '../../backend/src/chatkit/schemas.ts'
import type { Asked } from './ask.ts'
import type { Incident } from './deployment.ts'
import { eventOf, shownAfter, wordsOf, wordsWrittenIn } from './logs.ts'
import type { NotedFrame } from './recorder.ts'

type Facts = {
  asked: Asked
  log: SseFrame[]
  /** What is stored of the answer. */
  items: VisibleItem[]
  /** What the page has read, and when. */
  noted: NotedFrame[]
  incidents: Incident[]
  /** The replica that began it. */
  runner: number | undefined
  /** All that an undisturbed coach would say, where that is known. */
  whole: string | undefined
}

/** How often an answer is noted while it is written. */
const NOTED_EVERY_MS = 1_000

export function checkAnswer(facts: Facts) {
  const { asked, log, items, whole } = facts
  const about = `the answer to “${asked.question.text}”`
  const errors = log.map(eventOf).filter(({ type }) => type === 'error')
  expect({ errors, problem: asked.problem }, `${about} brings no error`).toEqual({ errors: [] })

  const marks = items.filter(isInterruption).length
  if (marks > 0) {
    expect(marks, `${about} is marked once`).toBe(1)
    expect(items.findIndex(isInterruption), `the mark stands last`).toBe(items.length - 1)
    expect(mayBeInterrupted(facts), `${about} was interrupted though nothing killed it`).toBe(true)
    return checkKept(facts, about)
  }
  if (asked.isStopped) return checkKept(facts, about)
  const words = wordsOf(items)
  expect(words, `${about} says something`).not.toBe('')
  if (whole !== undefined && !hasChangedHands(facts)) expect(words, `${about} is whole`).toBe(whole)
}

/** Of what was written, only the last moment may be missing. */
function checkKept({ log, items, noted, incidents }: Facts, about: string) {
  const kept = wordsOf(items)
  const written = wordsWrittenIn(log)
  expect(written.startsWith(kept) || kept.startsWith(written), `${about} keeps its own words`).toBe(
    true,
  )
  const end = Math.min(...incidents.map(({ at }) => at), noted.at(-1)?.at ?? 0)
  const readLongBefore = noted.filter(({ at }) => at < end - NOTED_EVERY_MS)
  const read = wordsOf(shownAfter(readLongBefore).items)
  expect(kept.startsWith(read), `${about} keeps what was read: “${kept}” for “${read}”`).toBe(true)
}

/** A kill befell the process that wrote it, as far as can be told from outside. */
function mayBeInterrupted(facts: Facts): boolean {
  const wasHandedOver = befell(facts, 'terminate')
  return facts.incidents.some(
    ({ kind, port, at }) =>
      kind === 'kill' && (port === facts.runner || wasHandedOver) && at <= endOf(facts),
  )
}

const hasChangedHands = (facts: Facts) => befell(facts, 'terminate')

const befell = (facts: Facts, what: Incident['kind']) =>
  facts.incidents.some(
    ({ kind, port, at }) => kind === what && port === facts.runner && at <= endOf(facts),
  )

const endOf = ({ noted }: Facts) => noted.at(-1)?.at ?? 0

const isInterruption = (item: VisibleItem) =>
  item.type === 'task' &&
  item.task.type === 'custom' &&
  item.task.title === 'This answer was interrupted by a restart.'
