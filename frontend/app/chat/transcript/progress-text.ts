/** What a turn under way says of itself. */
import { own } from '~/lib/safe-json'
import type { ActiveTurn } from '../turn/turn-machine'

/** After this time "Answer now" is offered. */
const ANSWER_NOW_AFTER_SECONDS = 4

/** In these stages the coach is at what the reader gets already: it cannot be had any sooner. */
const COMING_ANYWAY = new Set(['Writing', 'Writing your plan', 'Preparing a few questions'])

export function progressText({ state, stage, about }: ActiveTurn, isOnline = true) {
  switch (state) {
    case 'sending':
      return stage ?? 'Sending'
    case 'streaming':
      return stage ?? (about?.type === 'action' ? 'Working on it' : 'Thinking')
    case 'reconnecting':
      return isOnline
        ? 'Reconnecting: the connection was lost. The answer goes on meanwhile.'
        : 'Reconnecting: you are offline. The answer goes on, and comes once you are back.'
    case 'stopping':
      return 'Stopping'
  }
}

/** How long this stage usually takes, where that is known. Nothing to look forward to once it is being written. */
export function usualDurationText(
  { state, stage, isWriting }: ActiveTurn,
  usualSeconds: Record<string, number>,
): string | undefined {
  if (state !== 'streaming' || isWriting || !stage) return undefined
  const seconds = Math.round(own(usualSeconds, stage) ?? 0)
  return seconds > 0 ? `usually about ${seconds} s` : undefined
}

export function canAnswerNow({ state, stage, isWriting, about }: ActiveTurn, seconds: number) {
  if (state !== 'streaming' || isWriting || about) return false
  return seconds >= ANSWER_NOW_AFTER_SECONDS && !COMING_ANYWAY.has(stage ?? '')
}

export function secondsAt(now: number, start: number) {
  return Math.max(0, Math.floor((now - start) / 1_000))
}
