/** What went wrong between us and the model, in words for the reader, and whether trying again can help. */
import {
  GuardrailExecutionError,
  InputGuardrailTripwireTriggered,
  MaxTurnsExceededError,
  OutputGuardrailTripwireTriggered,
  ToolInputGuardrailTripwireTriggered,
  ToolOutputGuardrailTripwireTriggered,
} from '@openai/agents'
import OpenAI from 'openai'
import { StreamError } from '../../errors.ts'

/** Why the model stopped before its answer was whole. */
export type Ending =
  | { type: 'failed'; code: string; message: string }
  | { type: 'incomplete'; reason: string }

/** The model has said nothing for too long. */
export class StalledError extends Error {
  constructor(seconds: number) {
    super(`No event from the model for ${seconds} s`)
    this.name = 'StalledError'
  }
}

/** The connection to the model was lost in the middle of a response. */
export class BrokenOffError extends Error {
  constructor(cause?: unknown) {
    super('The model’s response broke off', { cause })
    this.name = 'BrokenOffError'
  }
}

/** The model has completed its response, and there is no word in it. */
export class NoAnswerError extends Error {
  constructor() {
    super('The model completed its response without a word')
    this.name = 'NoAnswerError'
  }
}

/** The model's server has searched by another filter than ours, or by none. */
export class ForeignFileError extends Error {
  constructor(fileIds: string[]) {
    super(`The model’s server has found files of other sessions: ${fileIds.join(', ')}`)
    this.name = 'ForeignFileError'
  }
}

/** Few and fixed, since they are counted. */
export type FailureReason =
  | 'busy'
  | 'quota'
  | 'too_long'
  | 'filtered'
  | 'unreadable_file'
  | 'connection'
  | 'provider'
  | 'setup'
  | 'no_answer'
  | 'blocked'
  | 'check_failed'

type Failure = { reason: FailureReason; message: string; allowRetry: boolean }

/** A failure of a turn in the reader's words. */
export class CoachError extends StreamError {
  readonly reason: FailureReason

  constructor({ reason, message, allowRetry }: Failure, cause: unknown) {
    super(message, { allowRetry, cause })
    this.name = 'CoachError'
    this.reason = reason
  }
}

const busy: Failure = {
  reason: 'busy',
  message: 'The coach has too many questions at the moment. Wait a little, then try again.',
  allowRetry: true,
}
const lost: Failure = {
  reason: 'connection',
  message: 'The connection to the coach was lost. Try again.',
  allowRetry: true,
}
const tooLong: Failure = {
  reason: 'too_long',
  message:
    'This chat has become too long for the coach. Start a new one, and say briefly where you are.',
  allowRetry: false,
}
const quotaSpent: Failure = {
  reason: 'quota',
  message: 'The coach cannot answer now: the owner’s quota with the model’s provider is used up.',
  allowRetry: false,
}
const filtered: Failure = {
  reason: 'filtered',
  message: 'The model’s provider refused this request as unsafe. Put it in other words.',
  allowRetry: false,
}
const noAnswer: Failure = {
  reason: 'no_answer',
  message: 'The coach found no words for this. Try again, or ask in another way.',
  allowRetry: true,
}
const nothingWritten: Failure = {
  reason: 'too_long',
  message: 'The coach used up the longest answer there is before the first word. Ask for less.',
  allowRetry: true,
}
const upstreamDown: Failure = {
  reason: 'provider',
  message: 'The model’s provider has a problem at the moment. Try again in a minute.',
  allowRetry: true,
}
const keyRefused: Failure = {
  reason: 'setup',
  message:
    'The coach is not set up rightly: its key was refused. The owner has to check OPENAI_API_KEY.',
  allowRetry: false,
}
const notAllowed: Failure = {
  reason: 'setup',
  message:
    'The coach is not set up rightly: its key may not use this model. The owner has to check OPENAI_API_KEY and OPENAI_MODEL.',
  allowRetry: false,
}
const notFound: Failure = {
  reason: 'setup',
  message:
    'The coach is not set up rightly: its model or library was not found. The owner has to check OPENAI_MODEL and JASON_VECTOR_STORE_ID.',
  allowRetry: false,
}
const modelNotFound: Failure = {
  reason: 'setup',
  message:
    'The coach is not set up rightly: there is no such model for its key. The owner has to check OPENAI_MODEL.',
  allowRetry: false,
}
const filterIgnored: Failure = {
  reason: 'setup',
  message:
    'The coach is not set up rightly: its server does not keep the files of its visitors apart. The owner has to use one that applies the filters of file search.',
  allowRetry: false,
}
const unreadablePicture: Failure = {
  reason: 'unreadable_file',
  message:
    'A picture in this chat could not be read. Save it as PNG or JPEG, not too large, and ask again in a new chat.',
  allowRetry: false,
}
const blocked: Failure = {
  reason: 'blocked',
  message: 'The coach cannot help with this. Ask about something else.',
  allowRetry: false,
}
const checkFailed: Failure = {
  reason: 'check_failed',
  message: 'A safety check of the coach did not work. Try again.',
  allowRetry: true,
}

const pictureErrors = [
  'invalid_image',
  'invalid_image_format',
  'invalid_base64_image',
  'invalid_image_url',
  'image_too_large',
  'image_too_small',
  'image_parse_error',
  'invalid_image_mode',
  'image_file_too_large',
  'unsupported_image_media_type',
  'empty_image_file',
  'failed_to_download_image',
  'image_file_not_found',
]

const byCode: Record<string, Failure> = {
  ...Object.fromEntries(pictureErrors.map((code) => [code, unreadablePicture])),
  insufficient_quota: quotaSpent,
  rate_limit_exceeded: busy,
  context_length_exceeded: tooLong,
  content_filter: filtered,
  image_content_policy_violation: filtered,
  invalid_prompt: filtered,
  bio_policy: filtered,
  misalignment_policy_violation: filtered,
  server_error: upstreamDown,
  model_not_found: modelNotFound,
  vector_store_timeout: {
    reason: 'provider',
    message: 'Searching the library took too long. Try again.',
    allowRetry: true,
  },
}

const byStatus: Record<number, Failure> = {
  401: keyRefused,
  403: notAllowed,
  404: notFound,
  413: tooLong,
  429: busy,
}

/** @param ending what the model's own last event said, where there was one */
export function streamErrorFrom(error: unknown, ending: Ending | undefined): StreamError {
  return error instanceof StreamError ? error : new CoachError(failureOf(error, ending), error)
}

/** Whether a guardrail has forbidden this, of whichever of the four kinds. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof InputGuardrailTripwireTriggered ||
  error instanceof OutputGuardrailTripwireTriggered ||
  error instanceof ToolInputGuardrailTripwireTriggered ||
  error instanceof ToolOutputGuardrailTripwireTriggered

function failureOf(error: unknown, ending: Ending | undefined): Failure {
  if (isForbidden(error)) return blocked
  if (error instanceof GuardrailExecutionError) return checkFailed
  if (error instanceof ForeignFileError) return filterIgnored
  if (ending?.type === 'failed') return byCode[ending.code] ?? upstreamDown
  if (ending?.type === 'incomplete') return byCode[ending.reason] ?? nothingWritten
  if (error instanceof NoAnswerError || error instanceof MaxTurnsExceededError) return noAnswer
  if (error instanceof StalledError) return lost
  if (error instanceof OpenAI.APIConnectionError) return lost
  if (error instanceof OpenAI.APIError) {
    const known = byCode[error.code ?? ''] ?? byCode[error.type ?? '']
    return known ?? byStatus[error.status ?? 0] ?? upstreamDown
  }
  // What is left is a stream that broke off, or ended before its last event.
  return lost
}
