/** What the vector store refuses or cannot do, in words that say what its reader can do about it. */
import OpenAI from 'openai'
import { AppError, StorageFullError, UpstreamError } from '../errors.ts'

type Fault = { status: number; code: string; advice: string }

const tooLarge: Fault = {
  status: 413,
  code: 'too_large',
  advice: 'It is too large for the library. Split it and add the parts.',
}
const unsupported: Fault = {
  status: 415,
  code: 'unsupported_type',
  advice: 'The library does not take files of this kind. Save it as PDF, Word or text.',
}
const busy: Fault = {
  status: 429,
  code: 'rate_limited',
  advice: 'The library has too much to do at the moment. Try again in a minute.',
}
const quotaSpent: Fault = {
  status: 503,
  code: 'quota_spent',
  advice: 'The owner’s quota with the model’s provider is used up.',
}
const storeGone: Fault = {
  status: 503,
  code: 'vector_store_not_found',
  advice: 'The library was not found. The owner has to check JASON_VECTOR_STORE_ID.',
}
const keyRefused: Fault = {
  status: 502,
  code: 'upstream_failed',
  advice: 'The library’s key was refused. The owner has to check OPENAI_API_KEY.',
}

const byCode: Record<string, Fault> = {
  file_too_large: tooLarge,
  max_file_size_exceeded: tooLarge,
  unsupported_file: unsupported,
  unsupported_file_type: unsupported,
  rate_limit_exceeded: busy,
  insufficient_quota: quotaSpent,
}

const byStatus: Record<number, Fault> = {
  401: keyRefused,
  403: keyRefused,
  404: storeGone,
  413: tooLarge,
  415: unsupported,
  429: busy,
}

/** The store says most of what it refuses with a plain 400, or with `invalid_file`. */
const byWords: Array<[RegExp, Fault]> = [
  [/too large|too many tokens|exceeds? the (maximum|limit)|size limit/i, tooLarge],
  [/(not|un)[ -]?supported|invalid (file format|extension)/i, unsupported],
]

const UNREADABLE = 'It could not be read.'
const RETRY_AFTER_SECONDS = 60

/**
 * A failed call as one of ours.
 * @param usual what to say where nothing better is known
 * @param about set before what is known, as in `“notes.md” could not be added.`
 */
export function storeError(error: unknown, usual: string, about = ''): AppError {
  // The embedded engine keeps its files on the same disk as everything else.
  if (error instanceof OpenAI.APIError && error.code === 'storage_full') {
    return new StorageFullError(error)
  }
  const fault = faultBehind(error)
  if (!fault) return new UpstreamError(usual, error)
  const message = [about, fault.advice].filter(Boolean).join(' ')
  const headers: Record<string, string> = fault === busy ? { 'Retry-After': retryAfter(error) } : {}
  return new AppError(fault.status, fault.code, message, { cause: error, headers })
}

/** What can be done about a failed call; `undefined` where it may just be tried again. */
export const adviceOn = (error: unknown): string | undefined => faultBehind(error)?.advice

function faultBehind(error: unknown): Fault | undefined {
  if (!(error instanceof OpenAI.APIError)) return undefined
  const { code, status, message } = error
  return byCode[code ?? ''] ?? (status === 400 ? inWords(message) : byStatus[status ?? 0])
}

/** Why the store could not index a file. What it says itself is kept where nothing better is known. */
export function indexingError(lastError: { code: string; message: string } | null): string {
  const { code, message } = lastError ?? { code: '', message: '' }
  if (code === 'server_error') return 'The library had a fault of its own. Remove it and try again.'
  return (byCode[code] === busy ? busy : inWords(message))?.advice ?? (message || UNREADABLE)
}

const inWords = (message: string) => byWords.find(([words]) => words.test(message))?.[1]

function retryAfter(error: unknown): string {
  const headers = error instanceof OpenAI.APIError ? error.headers : undefined
  const seconds = Number(headers?.get('retry-after'))
  return String(seconds > 0 ? Math.ceil(seconds) : RETRY_AFTER_SECONDS)
}
