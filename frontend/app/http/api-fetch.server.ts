import { ApiError } from '~/api/api-error'

/** More than the longest page of a chat, and than the longest answer with all its events. */
const LARGEST_ANSWER = 32 * 2 ** 20

/**
 * How this server calls the API: never on to another address that an answer names, and an answer that is larger than
 * expected ends with an error.
 */
export async function apiFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  return bounded(await fetch(url, { ...init, redirect: 'error' }), LARGEST_ANSWER)
}

/** @throws {ApiError} while the body is read, once there is more of it than `maxBytes`. */
export function bounded(response: Response, maxBytes: number): Response {
  if (!response.body) return response
  let bytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge()
      controller.enqueue(chunk)
    },
  })
  const { status, statusText, headers } = response
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers })
}

const tooLarge = () =>
  new ApiError(502, 'too_large', 'The answer of the coach was too large to show. Please try again.')
