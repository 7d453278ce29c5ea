/** What a reader is told when a turn fails, and what they can do about it. */
import { ApiError } from '~/api/api-error'
import type { ErrorEvent } from '~/api/protocol'
import { refusalOf } from '~/api/refusal'
import { RetriesExhaustedError } from '~/api/retry-policy'
import type { Draft } from '../drafts/drafts'
import type { Chat, Unsaved } from './chat-state'
import { activeTurn, type Problem } from './turn-machine'

/** An answer that was begun and is out of reach. What was not stored yet is sent again instead. */
export function canFollowAgain(chat: Chat, error: unknown) {
  if (!(error instanceof RetriesExhaustedError) || chat.outgoing) return false
  return activeTurn(chat)?.about?.type !== 'form'
}

/** A turn that could not begin, or whose answer got lost. Nothing that was written goes away. */
export function problemOfError(chat: Chat, error: unknown): Problem {
  const about = activeTurn(chat)?.about
  if (chat.outgoing) return refusedMessage(chat.outgoing, error)
  if (about?.type === 'form') return refusedForm(about.itemId, error)
  if (about?.type === 'action') return refusalOf(error)
  return { ...refusalOf(error), again: 'answer' }
}

/** The answer itself says that it went wrong. */
export function problemOfEvent(chat: Chat, { message, allow_retry }: ErrorEvent): Problem {
  const about = activeTurn(chat)?.about
  if (about?.type === 'action') {
    return { message: message ?? 'That did not work. Please try again.' }
  }
  if (chat.outgoing) return { message: message ?? NOT_SENT, again: 'send' }
  return {
    message: message ?? NOT_FINISHED,
    again: allow_retry && !about ? 'answer' : undefined,
    formId: about?.itemId,
  }
}

/** What was read of an answer when this came, and has no end, is not stored. */
export function notStored({ message = NOT_FINISHED }: ErrorEvent): Unsaved {
  return { reason: message, isCertain: true }
}

const NOT_FINISHED = 'The coach could not finish this answer.'

/** Another copy of this page has been quicker. */
export function isTakenElsewhere(error: unknown) {
  return error instanceof ApiError && TAKEN_FORMS.has(error.code)
}

const TAKEN_FORMS = new Map([
  ['thread_busy', 'This chat is still being answered. Submit your answers when that is done.'],
  ['not_pending', 'These questions have been answered already, perhaps in another tab.'],
])

const NOT_SENT = 'Your message could not be sent.'

/** What sending the same words again cannot mend, by the status of the refusal. */
const REFUSALS = new Map([
  [404, 'This chat is no longer there. Your message is kept: copy it into a new chat.'],
  [
    409,
    'This chat is still being answered. Your message is kept: send it when the answer is there.',
  ],
])
const NOT_MENDED_BY_REPEATING = [400, 413]
/** They bring their own words: why nothing more can be said here. */
const FINAL_CODES = ['thread_locked', 'thread_closed', 'limit_reached']

function refusedMessage(message: Draft, error: unknown): Problem {
  if (!(error instanceof ApiError)) return { ...refusalOf(error), again: 'send' }
  if (FINAL_CODES.includes(error.code)) return { message: error.message }
  const refusal = REFUSALS.get(error.status)
  const isFinal = refusal !== undefined || NOT_MENDED_BY_REPEATING.includes(error.status)
  return {
    ...(refusal ? { message: refusal } : refusalOf(error)),
    again: isFinal ? undefined : 'send',
    isConflict: error.status === 409,
    isAutomatic: isPassing(error) && (message.sent?.times ?? 0) < MOST_SENDS,
  }
}

/** How often a message is sent without anybody asking for it, the first time included. */
const MOST_SENDS = 3
const SHORT_WAIT_SECONDS = 15

/** Refused before anything was stored, and over soon. */
function isPassing({ status, wait }: ApiError) {
  return (
    (status === 429 || status === 503) && wait !== undefined && wait.seconds <= SHORT_WAIT_SECONDS
  )
}

function refusedForm(formId: string, error: unknown): Problem {
  const taken = error instanceof ApiError ? TAKEN_FORMS.get(error.code) : undefined
  const refusal = taken ? { message: taken } : refusalOf(error)
  return { ...refusal, formId, isConflict: taken !== undefined }
}
