/** Errors of the panel after which it is blank or gone. Names as OpenAI's script gives them. */
const FATAL_NAMES = ['DomainVerificationRequestError', 'FatalAppError', 'InvalidFrameParamsError']
const FATAL_WORDS = /domain.?(verification|key|allowlist)|invalid frame params/i

/** @param error nominally an `Error`; what comes out of the panel's frame may be less. */
export function isFatal(error: unknown) {
  const { name, message } = partsOf(error)
  return FATAL_NAMES.includes(name) || FATAL_WORDS.test(`${name} ${message}`)
}

/** It does not stand at the thread it was told to begin with. */
export function isLostThread(error: unknown) {
  return partsOf(error).name === 'InitialThreadLoadError'
}

export function troubleOf(error: unknown) {
  return partsOf(error).message || 'Something went wrong in the chat panel.'
}

function partsOf(error: unknown) {
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: '', message: typeof error === 'string' ? error : '' }
}
