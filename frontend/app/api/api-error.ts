/** Why a call to the API did not work, in words a person can read. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** How many seconds the server asks to wait before the next attempt. */
  readonly retryAfter?: number

  constructor(
    status: number,
    code: string,
    message: string,
    { retryAfter, ...options }: ErrorOptions & { retryAfter?: number } = {},
  ) {
    super(message, options)
    this.retryAfter = retryAfter
    this.name = 'ApiError'
    this.status = status
    this.code = code
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

/** The API answers with `{error: {code, message}}`; a proxy in between may not. */
export function errorFromBody(status: number, body: string) {
  const { code, message } = errorFields(body)
  return new ApiError(
    status,
    code ?? 'unexpected',
    message ?? (status >= 500 ? unreachable().message : 'That did not work. Please try again.'),
  )
}

export async function errorFromResponse(response: Response) {
  const error = errorFromBody(response.status, await response.text().catch(() => ''))
  const retryAfter = Number(response.headers.get('Retry-After'))
  if (!retryAfter) return error
  const { status, code, message } = error
  const words = status === 429 ? `${message} Try again in ${retryAfter} s.` : message
  return new ApiError(status, code, words, { retryAfter })
}

export function messageOf(error: unknown) {
  return error instanceof ApiError ? error.message : 'Something went wrong. Please try again.'
}

function errorFields(body: string): { code?: string; message?: string } {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } }
    return {
      code: typeof error?.code === 'string' ? error.code : undefined,
      message: typeof error?.message === 'string' ? error.message : undefined,
    }
  } catch {
    return {}
  }
}
