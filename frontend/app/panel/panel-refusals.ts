/** What becomes of a request of the panel that the API does not take at the moment. */
import { ApiError, errorFromResponse } from '~/api/api-error'
import { refusalOf } from '~/api/refusal'
import { recordOf, textOf } from '~/lib/safe-json'
import { localTimeOfDay, type Wait, waitWords } from '~/ui/wait'
import type { PanelProblem } from './panel-state'

const NOT_NOW = [429, 503, 507]
/** The panel waits in silence for so long, so often. */
const SHORT_WAIT_SECONDS = 15
const MOST_TRIES = 3

/**
 * Posts until it is taken: again by itself after a short wait, under the same key, since nothing has been stored.
 * The panel itself would fail at once after a 429, and post again after a 503 without waiting as long as was asked.
 */
export async function postWithRetry(
  post: () => Promise<Response>,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await post()
    const wait = isRefusedForNow(response)
      ? (await errorFromResponse(response.clone())).wait
      : undefined
    if (!wait || wait.seconds > SHORT_WAIT_SECONDS || tries === MOST_TRIES) return response
    await rest(wait, signal)
  }
}

export const isRefusedForNow = ({ status }: Response) => NOT_NOW.includes(status)

/** A refusal as the page tells it, with the words that were refused. */
export async function problemOf(response: Response, body: string): Promise<PanelProblem> {
  const refusal = refusalOf(await errorFromResponse(response.clone()))
  return { ...refusal, isRefusal: true, text: textIn(body) || undefined }
}

/**
 * The refusal as the panel is to have it: with the time in its words, and with a status after which it does not post
 * again at once where that cannot help.
 */
export async function responseForPanel(response: Response): Promise<Response> {
  const error = await errorFromResponse(response.clone())
  const { message, wait } = refusalOf(error)
  const words = wait
    ? `${message} Try again ${waitWords(wait, wait.seconds, localTimeOfDay)}.`
    : message
  const told = { error: { code: error.code, message: words }, message: words }
  const status = wait || response.status === 507 ? 429 : response.status
  // Response.json() is not in Safari before 17.
  return new Response(JSON.stringify(told), {
    status,
    headers: { 'Content-Type': 'application/json' },
  })
}

/** The words of a message that this body sends. */
function textIn(body: string) {
  try {
    const { type, params } = recordOf(JSON.parse(body))
    if (type !== 'threads.create' && type !== 'threads.add_user_message') return ''
    const { content } = recordOf(recordOf(params).input)
    const parts = Array.isArray(content) ? content : []
    return parts.map((part) => textOf(recordOf(part).text)).join('')
  } catch {
    return ''
  }
}

function rest({ seconds }: Wait, signal: AbortSignal | null | undefined) {
  return new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason ?? new ApiError(0, 'stopped', 'Stopped.'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, seconds * 1_000)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
