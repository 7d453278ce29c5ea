/** An answer is there whole, or it says why it is not, and then what was read of it has been kept. */
import { expect } from 'vitest'
import type { SseFrame } from '~/api/sse'
import type { VisibleItem } from '../../backend/src/protocol/schemas.ts'
import type { Asked } from './ask.ts'
import type { Incident } from './deployment.ts'
import { eventOf, wordsOf, wordsWrittenIn } from './logs.ts'
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

export function checkAnswer(facts: Facts) {
  const { asked, log, items, whole } = facts
  const about = `the answer to “${asked.question.text}”`
  const errors = log.map(eventOf).filter(({ type }) => type === 'error')
  expect({ errors, problem: asked.problem }, `${about} brings no error`).toEqual({ errors: [] })

  const kept = wordsOf(items)
  expect(kept, `${about} keeps all that was read`).toBe(wordsWrittenIn(log))
  const marks = items.filter(isInterruption).length
  if (marks > 0) {
    expect(mayBeCutOff(facts), `${about} is interrupted by a kill, and by nothing else`).toBe(true)
    expect(marks, `${about} is marked once`).toBe(1)
    expect(items.findIndex(isInterruption), 'the mark stands last').toBe(items.length - 1)
  } else if (!asked.isStopped) {
    expect(kept, `${about} says something`).not.toBe('')
    if (whole !== undefined) expect(kept, `${about} is whole`).toBe(whole)
  }
}

/** A kill befell the process that wrote it, as far as can be told from outside. */
function mayBeCutOff({ incidents, runner, noted }: Facts): boolean {
  const end = noted.at(-1)?.at ?? 0
  const hasMoved = incidents.some(({ kind, port }) => kind === 'terminate' && port === runner)
  return incidents.some(
    ({ kind, port, at }) => kind === 'kill' && (port === runner || hasMoved) && at <= end,
  )
}

const isInterruption = (item: VisibleItem) =>
  item.type === 'task' &&
  item.task.type === 'custom' &&
  item.task.title === 'This answer was interrupted by a restart.'
