import { ApiError, pageStatus } from './api-error'
import { type Refusal, refusalOf } from './refusal'

/**
 * For server loaders: an error of the API as a Response whose data is a `Refusal`, so that its words reach the page.
 * Others go to the log.
 */
export async function orThrowResponse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw Response.json(refusalOf(error), { status: pageStatus(error) })
  }
}

export function isRefusal(data: unknown): data is Refusal {
  return typeof data === 'object' && data !== null && 'message' in data
}

/** What was read before holds where it cannot be read again: a list that is refused once does not go away. */
export async function orPrevious<T>(work: Promise<T>, known: T | undefined): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (known === undefined) throw error
    return known
  }
}
