/** What went wrong between us and the model, in words for the reader, and whether trying again can help. */
import { MaxTurnsExceededError } from '@openai/agents'
import OpenAI from 'openai'
import { StreamError } from '../errors.ts'
import type { Ending } from './chatkit-events.ts'

/** The model has said nothing for too long. */
export class StalledError extends Error {
  constructor(seconds: number) {
    super(`No event from the model for ${seconds} s`)
    this.name = 'StalledError'
  }
}

/** The model has completed its response, and there is no word in it. */
export class NoAnswerError extends Error {
  constructor() {
    super('The model completed its response without a word')
    this.name = 'NoAnswerError'
  }
}

type Failure = { message: string; allowRetry: boolean }

const busy: Failure = {
  message: 'The coach has too many questions at the moment. Wait a little, then try again.',
  allowRetry: true,
}
const lost: Failure = {
  message: 'The connection to the coach was lost. Try again.',
  allowRetry: true,
}
const tooLong: Failure = {
  message:
    'This chat has become too long for the coach. Start a new one, and say briefly where you are.',
  allowRetry: false,
}
const quotaSpent: Failure = {
  message: 'The coach cannot answer now: the owner’s quota with the model’s provider is used up.',
  allowRetry: false,
}
const filtered: Failure = {
  message: 'The model’s provider refused this request as unsafe. Put it in other words.',
  allowRetry: false,
}
const noAnswer: Failure = {
  message: 'The coach found no words for this. Try again, or ask in another way.',
  allowRetry: true,
}
const nothingWritten: Failure = {
  message: 'The coach used up the longest answer there is before the first word. Ask for less.',
  allowRetry: true,
}
const upstreamDown: Failure = {
  message: 'The model’s provider has a problem at the moment. Try again in a minute.',
  allowRetry: true,
}

const byCode: Record<string, Failure> = {
  insufficient_quota: quotaSpent,
  rate_limit_exceeded: busy,
  context_length_exceeded: tooLong,
  content_filter: filtered,
  image_content_policy_violation: filtered,
  invalid_prompt: filtered,
  server_error: upstreamDown,
  vector_store_timeout: {
    message: 'Searching the library took too long. Try again.',
    allowRetry: true,
  },
}

const byStatus: Record<number, Failure> = {
  401: {
    message:
      'The coach is not set up rightly: its key was refused. The owner has to check OPENAI_API_KEY.',
    allowRetry: false,
  },
  403: {
    message:
      'The coach is not set up rightly: its key may not use this model. The owner has to check OPENAI_API_KEY and OPENAI_MODEL.',
    allowRetry: false,
  },
  404: {
    message:
      'The coach is not set up rightly: its model or library was not found. The owner has to check OPENAI_MODEL and JASON_VECTOR_STORE_ID.',
    allowRetry: false,
  },
  413: tooLong,
  429: busy,
}

/** @param ending what the model's own last event said, where there was one */
export function streamErrorFrom(error: unknown, ending: Ending | undefined): StreamError {
  if (error instanceof StreamError) return error
  const { message, allowRetry } = failureOf(error, ending)
  return new StreamError(message, { allowRetry, cause: error })
}

function failureOf(error: unknown, ending: Ending | undefined): Failure {
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
