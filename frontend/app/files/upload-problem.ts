import { ApiError, messageOf } from '~/api/api-error'
import { UnfitFileError } from './unfit-file-error'

const REFUSED = [400, 413, 415]

/** Why a file did not get there, and whether sending the same bytes again may help. */
export function uploadProblem(error: unknown) {
  if (error instanceof UnfitFileError) return { problem: error.message, canRetry: false }
  if (!(error instanceof ApiError)) return { problem: messageOf(error), canRetry: true }
  const problem = error.code === 'unreachable' ? 'The connection broke.' : error.message
  return { problem, canRetry: !REFUSED.includes(error.status) }
}
