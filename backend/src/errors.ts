/** Every failure the API can answer with: a stable `code`, and a message that says what to do. */

export class AppError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>
  /** What the answer says besides code and message. */
  readonly details: Record<string, unknown>

  constructor(
    status: number,
    code: string,
    message: string,
    options: {
      cause?: unknown
      headers?: Record<string, string>
      details?: Record<string, unknown>
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = new.target.name
    this.status = status
    this.code = code
    this.headers = options.headers ?? {}
    this.details = options.details ?? {}
  }
}

export class InvalidRequestError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(400, 'invalid_request', message, { cause })
  }
}

/** For the owner's routes. */
export class UnauthorizedError extends AppError {
  constructor(variable: string) {
    super(401, 'unauthorized', `Send the ${variable} of this service as a bearer.`, {
      headers: { 'WWW-Authenticate': 'Bearer' },
    })
  }
}

export class InvalidSessionError extends AppError {
  constructor() {
    super(400, 'invalid_session', 'Send the header X-Session-Id with a random UUID.')
  }
}

export class NotFoundError extends AppError {
  constructor(what: string) {
    super(404, 'not_found', `${what} does not exist, or not any more.`)
  }
}

/** A repetition has to say what was said first; anything else is a request of its own. */
export class KeyReusedError extends AppError {
  constructor() {
    super(
      422,
      'idempotency_key_reused',
      'This `Idempotency-Key` belongs to another request. Send a new key with each new request.',
    )
  }
}

export class ThreadBusyError extends AppError {
  constructor() {
    super(
      409,
      'thread_busy',
      'This chat is being answered already. Wait for the answer to end, or stop it.',
    )
  }
}

/** Nothing more can be said in this thread. */
export class ThreadNotActiveError extends AppError {
  constructor(state: 'locked' | 'closed', reason: string | undefined) {
    super(409, `thread_${state}`, reason ?? `This chat is ${state}. Start a new one to go on.`)
  }
}

/** The item has been answered, or something newer has come after it. */
export class NotPendingError extends AppError {
  constructor(what: string) {
    super(409, 'not_pending', `${what} does not wait for this any more. Reload the chat.`)
  }
}

export class NotSupportedError extends AppError {
  constructor(message: string) {
    super(501, 'not_supported', message)
  }
}

export class LimitReachedError extends AppError {
  constructor(message: string) {
    super(409, 'limit_reached', message)
  }
}

export class TooLargeError extends AppError {
  constructor(what: string, limit: string) {
    super(413, 'too_large', `${what} is larger than ${limit}. Choose a smaller one.`)
  }
}

export class RecordingTooLongError extends AppError {
  constructor(cause: unknown) {
    super(413, 'too_large', 'The recording is too long. Say it in several shorter ones.', { cause })
  }
}

export class UnsupportedTypeError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(415, 'unsupported_type', message, { cause })
  }
}

export class RateLimitedError extends AppError {
  constructor(message: string, retryAfterSeconds: number) {
    super(429, 'rate_limited', message, { headers: { 'Retry-After': String(retryAfterSeconds) } })
  }
}

/** Its client has gone while it waited: nobody is left to answer. */
export class ClientGoneError extends AppError {
  constructor() {
    super(503, 'client_gone', 'The connection was closed before the answer began.')
  }
}

/** As many answers are being written or read, or files and requests received, as this server can serve at once. */
export class BusyError extends AppError {
  constructor(what: 'written' | 'read' | 'uploaded' | 'received' = 'written') {
    const things = { uploaded: 'files', received: 'requests', written: 'answers', read: 'answers' }[
      what
    ]
    const message = `Too many ${things} are being ${what} at the moment. Try again in 5 seconds.`
    super(503, 'busy', message, { headers: { 'Retry-After': '5' } })
  }
}

export class BudgetSpentError extends AppError {
  constructor(message: string, resetsAt: Date) {
    const seconds = Math.max(1, Math.ceil((resetsAt.getTime() - Date.now()) / 1000))
    super(429, 'budget_spent', message, {
      headers: { 'Retry-After': String(seconds) },
      details: { resets_at: resetsAt.toISOString() },
    })
  }
}

export class VectorStoreNotConfiguredError extends AppError {
  constructor() {
    super(
      503,
      'vector_store_not_configured',
      'Files cannot be added: the owner has to set JASON_VECTOR_STORE_ID first.',
    )
  }
}

export class QuotaSpentError extends AppError {
  constructor(cause: unknown) {
    super(
      503,
      'quota_spent',
      'The owner’s quota with the model’s provider is used up. Type the message instead.',
      { cause },
    )
  }
}

export class UpstreamError extends AppError {
  constructor(message: string, cause: unknown) {
    super(502, 'upstream_failed', message, { cause })
  }
}

/** Chats and files cannot be read or written at the moment. */
export class MemoryUnavailableError extends AppError {
  constructor(cause: unknown) {
    const message = 'Your chats cannot be reached at the moment. Try again in a few seconds.'
    super(503, 'memory_unavailable', message, { cause, headers: { 'Retry-After': '5' } })
  }
}

/** What is stored can be read, but nothing can be added. */
export class StorageFullError extends AppError {
  constructor(cause?: unknown) {
    const message =
      'The server has no room left to store this. Try again later; deleting chats and files makes room.'
    super(507, 'storage_full', message, { cause, headers: { 'Retry-After': '60' } })
  }
}

/** The disk cannot be written, or not be read. */
export class StorageFailedError extends AppError {
  constructor(cause: unknown) {
    const message = 'The server cannot store anything at the moment. Try again in a few minutes.'
    super(503, 'storage_failed', message, { cause, headers: { 'Retry-After': '60' } })
  }
}

export const isStorageError = (error: unknown): error is AppError =>
  error instanceof StorageFullError || error instanceof StorageFailedError

export class ShuttingDownError extends AppError {
  constructor() {
    super(503, 'shutting_down', 'The server is restarting. Try again in a few seconds.', {
      headers: { 'Retry-After': '5' },
    })
  }
}

/**
 * The service cannot run as its owner has set it up. The only errors whose message is logged: it names settings
 * and places, and nothing that a visitor or the model has written.
 */
export class SetupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = new.target.name
  }
}

/** Why a turn stops here that another process goes on with: nothing of it is to be ended. */
export class HandedOverError extends Error {
  constructor() {
    super('Another process goes on with this.')
    this.name = 'HandedOverError'
  }
}

/** A failure told to the reader inside a stream that has begun. */
export class StreamError extends Error {
  readonly allowRetry: boolean

  constructor(message: string, options: { allowRetry: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'StreamError'
    this.allowRetry = options.allowRetry
  }
}

/** A model that does not come to an end must not fill the memory. */
export class AnswerTooLongError extends StreamError {
  constructor() {
    super('This answer became too long and was ended here. What was written is kept.', {
      allowRetry: false,
    })
    this.name = 'AnswerTooLongError'
  }
}

/** What shows to be wrong only once its stream has begun: a mistake of the client, not one of ours. */
export class RefusedInStreamError extends StreamError {
  constructor(message: string) {
    super(message, { allowRetry: false })
    this.name = 'RefusedInStreamError'
  }
}
