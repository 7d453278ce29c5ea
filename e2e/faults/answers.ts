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

  const kept = wordsOf(items)
  const written = wordsWrittenIn(log)
  const marks = items.filter(isInterruption).length
  if (marks > 0) {
    const [kill] = killsOf(facts)
    expect(kill, `${about} is interrupted by a kill, and by nothing else`).toBeDefined()
    expect(marks, `${about} is marked once`).toBe(1)
    expect(items.findIndex(isInterruption), 'the mark stands last').toBe(items.length - 1)
    return checkKept({ kept, written, read: wordsReadBefore(facts, kill), about })
  }
  expect(kept, `${about} keeps all that was written`).toBe(written)
  if (asked.isStopped) return
  expect(kept, `${about} says something`).not.toBe('')
  if (whole !== undefined && !facts.incidents.some(isEnd))
    expect(kept, `${about} is whole`).toBe(whole)
}

/** Of what was written, only the last moment may be missing. */
function checkKept({
  kept,
  written,
  read,
  about,
}: Record<'kept' | 'written' | 'read' | 'about', string>) {
  expect(written.slice(0, kept.length), `${about} keeps its own words`).toBe(kept)
  expect(kept.slice(0, read.length), `${about} keeps what was read in good time`).toBe(read)
}

function wordsReadBefore({ noted }: Facts, { at: killedAt }: Incident = { kind: 'kill', at: 0 }) {
  const inGoodTime = noted.filter(({ at }) => at < killedAt - NOTED_EVERY_MS)
  return wordsOf(shownAfter(inGoodTime).items)
}

/** Those that befell the process which wrote it, as far as can be told from outside. */
function killsOf({ incidents, runner, noted }: Facts): Incident[] {
  const end = noted.at(-1)?.at ?? 0
  const hasMoved = incidents.some(({ kind, port }) => kind === 'terminate' && port === runner)
  return incidents.filter(
    ({ kind, port, at }) => kind === 'kill' && (port === runner || hasMoved) && at <= end,
  )
}

/** What makes another process go on with an answer, which it may do in other words. */
const isEnd = ({ kind }: Incident) => kind !== 'redis away'

const isInterruption = (item: VisibleItem) =>
  item.type === 'task' &&
  item.task.type === 'custom' &&
  item.task.title === 'This answer was interrupted by a restart.'
