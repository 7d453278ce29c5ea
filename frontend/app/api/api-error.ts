import { type Wait, waitOf } from '~/ui/wait'

type ApiErrorOptions = ErrorOptions & {
  /** How many seconds the server asks to wait before the next attempt. */
  retryAfter?: number
  /** The same moment as an ISO time. */
  resetsAt?: string
}

/** Why a call to the API did not work, in words a person can read. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfter?: number
  /** The same, beginning with the moment of the refusal. */
  readonly wait?: Wait

  constructor(
    status: number,
    code: string,
    message: string,
    { retryAfter, resetsAt, ...options }: ApiErrorOptions = {},
  ) {
    super(message, options)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
    this.wait = retryAfter === undefined ? undefined : waitOf(retryAfter, resetsAt)
  }

  get isMissing() {
    return this.status === 404
  }
}

export function unreachable(cause?: unknown) {
  return new ApiError(
    0,
    'unreachable',
    'The coach cannot be reached right now. Check your connection and try again.',
    { cause },
  )
}

/** @throws {ApiError} where what came is no JSON: something else has answered in place of the API. */
export function parseAnswer<T>(text: string): T {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = 'The coach’s answer could not be read. Please try again.'
    throw new ApiError(502, 'unreadable', message, { cause })
  }
}

/** What a page answers when the API has failed: a fault of the API's own is that of a server behind this one. */
export function pageStatus({ status, cause }: ApiError): number {
  if (status === 0) return isTimeout(cause) ? 504 : 503
  return status === 500 ? 502 : status
}

const isTimeout = (cause: unknown) => cause instanceof DOMException && cause.name === 'TimeoutError'

/** What is told of an answer that is not OK: `Retry-After` is in the header's own form. */
export type RefusedAnswer = { status: number; body: string; retryAfter: string | null }

/** The API answers with `{error: {code, message, resets_at}}`; a proxy in between may not. */
export function errorFrom({ status, body, retryAfter }: RefusedAnswer) {
  const { code, message, resetsAt } = errorFields(body)
  return new ApiError(status, code ?? 'unexpected', message ?? wordsFor(status), {
    retryAfter: secondsOf(retryAfter),
    resetsAt,
  })
}

export async function errorFromResponse(response: Response) {
  const { status, headers } = response
  const body = await response.text().catch(() => '')
  return errorFrom({ status, body, retryAfter: headers.get('Retry-After') })
}

function wordsFor(status: number) {
  if (status === 429) return 'Too many requests.'
  return status >= 500 ? unreachable().message : 'That did not work. Please try again.'
}

/** Seconds, or the date of the moment itself. */
function secondsOf(retryAfter: string | null) {
  if (!retryAfter) return undefined
  const seconds = Number(retryAfter)
  const counted = Number.isNaN(seconds) ? (Date.parse(retryAfter) - Date.now()) / 1_000 : seconds
  return counted > 0 ? counted : undefined
}

const LONGEST_TEXT = 1_000

type ErrorFields = { code?: string; message?: string; resetsAt?: string }

function errorFields(body: string): ErrorFields {
  try {
    const { error } = JSON.parse(body) as { error?: Record<string, unknown> }
    const text = (name: string) => {
      const value = error?.[name]
      return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : undefined
    }
    return { code: text('code'), message: text('message'), resetsAt: text('resets_at') }
  } catch {
    return {}
  }
}
