import { ApiError } from '~/api/api-error'
import { type Refusal, refusalOf } from '~/api/refusal'

const REFUSED = [400, 413, 415]

type UploadProblem = { problem: Refusal; canRetry: boolean }

/** Why a file did not get there, and whether sending the same bytes again may help. */
export function uploadProblem(error: unknown): UploadProblem {
  if (error instanceof UnusableFileError) {
    return { problem: { message: error.message }, canRetry: false }
  }
  if (error instanceof ApiError && error.code === 'unreachable') {
    return { problem: { message: 'The connection broke.' }, canRetry: true }
  }
  const isFinal = error instanceof ApiError && REFUSED.includes(error.status)
  return { problem: refusalOf(error), canRetry: !isFinal }
}

/** A file that need not be uploaded: nothing could be done with it. The message says what to do about it. */
export class UnusableFileError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnfitFileError'
  }
}
