/** What a reader is told when a turn fails, and what they can do about it. */
import { ApiError, messageOf } from '~/api/api-error'
import type { ErrorEvent } from '~/api/protocol'
import { OutOfReachError } from './attempts'
import { type Chat, type Problem, withItemProblem } from './chat'

/** An answer that was begun and is out of reach. What was not stored yet is sent again instead. */
export function canFollowAgain({ outgoing, turn }: Chat, error: unknown) {
  return error instanceof OutOfReachError && !outgoing && turn?.about?.type !== 'form'
}

/** A turn that could not begin, or whose answer got lost. Nothing that was written goes away. */
export function withFailure(chat: Chat, error: unknown): Chat {
  const about = chat.turn?.about
  if (canFollowAgain(chat, error)) {
    return { ...chat, problem: { message: messageOf(error), again: 'follow' } }
  }
  if (chat.outgoing) return { ...chat, problem: refusedMessage(error) }
  if (about?.type === 'form') return { ...chat, problem: refusedForm(about.itemId, error) }
  if (about?.type === 'action') return withItemProblem(chat, about.itemId, messageOf(error))
  return { ...chat, problem: { message: messageOf(error), again: 'answer' } }
}

/** The answer itself says that it went wrong. */
export function withErrorEvent(chat: Chat, { message, allow_retry }: ErrorEvent): Chat {
  const about = chat.turn?.about
  if (about?.type === 'action') {
    return withItemProblem(chat, about.itemId, message ?? 'That did not work. Please try again.')
  }
  const problem: Problem = {
    message: message ?? 'The coach could not finish this answer.',
    again: allow_retry && !about ? 'answer' : undefined,
    formId: about?.itemId,
  }
  return { ...chat, problem }
}

/** Another copy of this page has been quicker. */
export function isTakenElsewhere(error: unknown) {
  return error instanceof ApiError && error.code in TAKEN_FORMS
}

const TAKEN_FORMS: Record<string, string> = {
  thread_busy: 'This chat is still being answered. Submit your answers when that is done.',
  not_pending: 'These questions have been answered already, perhaps in another tab.',
}

/** What sending the same words again cannot mend, by the code of the refusal or its status. */
const REFUSALS: Record<string, string | undefined> = {
  404: 'This chat is no longer there. Your message is kept: copy it into a new chat.',
  409: 'This chat is still being answered. Your message is kept: send it when the answer is there.',
}
const NOT_MENDED_BY_REPEATING = [400, 413]
/** They bring their own words: why nothing more can be said here. */
const FINAL_CODES = ['thread_locked', 'thread_closed', 'limit_reached']

function refusedMessage(error: unknown): Problem {
  if (!(error instanceof ApiError)) return { message: messageOf(error), again: 'send' }
  if (FINAL_CODES.includes(error.code)) return { message: error.message }
  const refusal = REFUSALS[error.status]
  const isFinal = refusal !== undefined || NOT_MENDED_BY_REPEATING.includes(error.status)
  return {
    message: refusal ?? error.message,
    again: isFinal ? undefined : 'send',
    isConflict: error.status === 409,
  }
}

function refusedForm(formId: string, error: unknown): Problem {
  const taken = error instanceof ApiError ? TAKEN_FORMS[error.code] : undefined
  return { message: taken ?? messageOf(error), formId, isConflict: taken !== undefined }
}
