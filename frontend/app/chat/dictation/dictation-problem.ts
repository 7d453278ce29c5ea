import { ApiError } from '~/api/api-error'
import { refusalOf } from '~/api/refusal'
import type { Wait } from '~/ui/wait'

type DictationProblem = {
  problem: string
  /** When to try again, if not at once. */
  wait?: Wait
  /** Trying once more cannot help. */
  isFinal: boolean
}

/** What the browser says of the microphone, by the name of its error. */
const MICROPHONE = new Map([
  [
    'NotAllowedError',
    'The microphone is not allowed here. Allow it in your browser, then try again.',
  ],
  ['NotFoundError', 'No microphone was found. Connect one and try again.'],
  ['NotReadableError', 'The microphone does not answer. Another program may be using it.'],
])

const REFUSED = [400, 413, 415, 501]

/** Why speech did not become text, in words. */
export function problemOf(error: unknown): DictationProblem {
  if (error instanceof ApiError) {
    const isFinal = REFUSED.includes(error.status)
    const { message, wait } = refusalOf(error)
    return { problem: isFinal ? message : `${message} ${KEPT}`, wait, isFinal }
  }
  const name = error instanceof Error ? error.name : ''
  return { problem: MICROPHONE.get(name) ?? 'The recording did not work.', isFinal: false }
}

const KEPT = 'Your recording is kept.'
