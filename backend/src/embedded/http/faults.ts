import type { AppError } from '../../errors.ts'

type FaultType = 'invalid_request_error' | 'not_found_error' | 'server_error'

interface FaultDetails {
  type?: FaultType
  code?: string
  param?: string
}

/** A request this engine refuses, in the shape of an OpenAI error. */
export class Fault extends Error {
  readonly status: number
  readonly #details: FaultDetails

  constructor(status: number, message: string, details: FaultDetails = {}) {
    super(message)
    this.status = status
    this.#details = details
  }

  toResponse(): Response {
    const { type = 'invalid_request_error', code = null, param = null } = this.#details
    const error = { message: this.message, type, param, code }
    // Nothing refused here gets better by asking again, so the SDK is told not to retry.
    return Response.json({ error }, { status: this.status, headers: { 'x-should-retry': 'false' } })
  }
}

export function notFound(what: string, id: string): Fault {
  return new Fault(404, `No ${what} found with id '${id}'.`, { param: 'id', code: 'not_found' })
}

export function invalid(message: string, param?: string, code?: string): Fault {
  return new Fault(400, message, { param, code })
}

export function unavailable(method: string, path: string): Fault {
  return new Fault(
    404,
    `The offline engine does not have ${method} ${path}. Set OPENAI_API_KEY to use it.`,
    { code: 'not_available_offline' },
  )
}

export function readOnly(filename: string): Fault {
  return new Fault(403, `${filename} belongs to the permanent library, which is read-only.`, {
    code: 'read_only',
  })
}

/** Its disk is full, or cannot be written. */
export function notStored({ status, code, message }: AppError): Fault {
  return new Fault(status, message, { type: 'server_error', code })
}
