import type { Wait } from '~/ui/wait'
import { ApiError, pageStatus } from './api-error'

/** Why something did not work, as plain data that travels from the server to the page. */
export type Refusal = {
  message: string
  /** When to try again, where the server has said so. */
  wait?: Wait
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ApiError)) return { message: 'Something went wrong. Please try again.' }
  const { message, wait } = error
  return wait ? { message: withoutAdvice(message), wait } : { message }
}

/** What an action tells the page of an attempt that has failed, and with which status. */
export function failedAttempt(error: unknown): { problem: Refusal; status: number } {
  const status = error instanceof ApiError ? pageStatus(error) : 500
  return { problem: refusalOf(error), status }
}

/** A sentence that says when to try again: the page says it better, since it counts the time. */
const ADVICE =
  /\s*\b(?:please try|try|it answers) again (?:in|at|on|after|from|later|tomorrow|when)\b(?:[^.!?]|\.(?=\d))*[.!?]?/gi

function withoutAdvice(message: string) {
  return message.replace(ADVICE, '') || message
}
