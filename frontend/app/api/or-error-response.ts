import { ApiError } from './api-error'

/** For server loaders: an error of the API as a Response, whose words reach the page. Others go to the log. */
export async function orErrorResponse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new Response(error.message, { status: error.status || 503 })
  }
}
