/** Answers to what is no request that Koa could be given: the same headers and JSON as all others. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { AppError, InvalidRequestError } from '../errors.ts'
import { headersOfEveryAnswer } from './middleware/security-headers.ts'

/** The last answer on its connection, as bytes. */
export function rawResponse({ status, code, message, headers }: AppError, production: boolean) {
  const body = JSON.stringify({ error: { code, message }, message })
  const lines = Object.entries({
    ...headersOfEveryAnswer(production),
    ...headers,
    'X-Request-Id': randomUUID(),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}

/** @param error of Node's parser, or of its watch over slow requests */
export function refusalOf({ code }: NodeJS.ErrnoException): AppError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return requestTimeout()
    case 'HPE_HEADER_OVERFLOW':
      return new AppError(
        431,
        'headers_too_large',
        'The address and the headers together are too large. Send fewer or shorter ones.',
      )
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new AppError(413, 'too_large', 'The chunk extensions of the body are too large.')
    default:
      return new InvalidRequestError('This is no valid HTTP/1.1 request.')
  }
}

export const requestTimeout = () =>
  new AppError(408, 'request_timeout', 'The request did not arrive in time. Send it again.')

export const noTunnel = () =>
  new AppError(405, 'method_not_allowed', 'This service opens no connections to others.', {
    headers: { Allow: 'GET, HEAD, POST, PUT, DELETE, OPTIONS' },
  })
