import { ApiError } from '~/api/api-error'

type DictationProblem = {
  problem: string
  /** Trying once more cannot help. */
  isFinal: boolean
}

/** What the browser says of the microphone, by the name of its error. */
const MICROPHONE: Record<string, DictationProblem | undefined> = {
  NotAllowedError: {
    problem: 'The microphone is not allowed here. Allow it in your browser, then try again.',
    isFinal: false,
  },
  NotFoundError: { problem: 'No microphone was found. Connect one and try again.', isFinal: false },
  NotReadableError: {
    problem: 'The microphone does not answer. Another program may be using it.',
    isFinal: false,
  },
}

const REFUSED = [400, 413, 415, 501]

/** Why speech did not become text, in words. */
export function problemOf(error: unknown): DictationProblem {
  if (error instanceof ApiError) {
    const isFinal = REFUSED.includes(error.status)
    return { problem: isFinal ? error.message : `${error.message} ${KEPT}`, isFinal }
  }
  const name = error instanceof Error ? error.name : ''
  return MICROPHONE[name] ?? { problem: 'The recording did not work.', isFinal: false }
}

const KEPT = 'Your recording is kept.'
