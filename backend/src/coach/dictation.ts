/** From what a creator says to the text of their message. */
import OpenAI, { toFile } from 'openai'
import {
  QuotaSpentError,
  RateLimitedError,
  RecordingTooLongError,
  UnsupportedTypeError,
  UpstreamError,
} from '../errors.ts'
import { tokensInText } from './input/tokens.ts'
import { isGivenUp, noTokens, type Tokens } from './model/usage.ts'
import type { Audio } from './responder.ts'

const TIMEOUT_MS = 60_000

/** The transcriber tells the kind of audio by the file's name. */
const extensions: Record<string, string> = {
  'audio/webm': 'webm',
  'video/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mp4': 'mp4',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/flac': 'flac',
}

export function createTranscriber({
  client,
  model = 'gpt-4o-mini-transcribe',
  onUsage,
}: {
  client: OpenAI
  onUsage(tokens: Tokens, session: string): void
  /** @default gpt-4o-mini-transcribe */
  model?: string
}) {
  /** @throws {AppError} that says what to do */
  return async (
    { bytes, mediaType }: Audio,
    session: string,
    signal: AbortSignal,
  ): Promise<string> => {
    const extension = extensions[mediaType]
    if (!extension) throw unreadable()
    const file = await toFile(bytes, `recording.${extension}`, { type: mediaType })
    try {
      const { text, usage } = await client.audio.transcriptions.create(
        { file, model, response_format: 'json' },
        // Sent once: the user waits for it, and can send it again.
        { signal, timeout: TIMEOUT_MS, maxRetries: 0 },
      )
      onUsage(transcriptionTokens(usage, bytes.length, text), session)
      return text.trim()
    } catch (error) {
      // Given up while it was being heard; a refusal costs nothing.
      if (isGivenUp(error)) onUsage(transcriptionTokens(undefined, bytes.length, ''), session)
      signal.throwIfAborted()
      if (isTooShort(error)) return ''
      throw failureOf(error)
    }
  }
}

/** As the provider tells it, or estimated. */
function transcriptionTokens(
  usage: OpenAI.Audio.Transcription['usage'],
  bytes: number,
  text: string,
): Tokens {
  if (usage?.type === 'tokens') {
    return { ...noTokens(), input: usage.input_tokens, output: usage.output_tokens }
  }
  const seconds = usage?.type === 'duration' ? usage.seconds : bytes / BYTES_A_SECOND
  const input = Math.ceil(seconds * TOKENS_A_SECOND)
  return { ...noTokens(), input, output: tokensInText(text) }
}

/** Of speech: as browsers record it, and as the model counts it. */
const BYTES_A_SECOND = 4_000
const TOKENS_A_SECOND = 10

/** The provider has codes for few of these, so its words are read too. */
function failureOf(error: unknown): Error {
  const status = error instanceof OpenAI.APIError ? error.status : undefined
  switch (status) {
    case 413:
      return new RecordingTooLongError(error)
    case 400:
    case 415:
    case 422:
      return isTooLong(error) ? new RecordingTooLongError(error) : unreadable(error)
    case 401:
    case 403:
    case 404:
      return new UpstreamError(
        'Speech cannot be turned into text: the owner has to check the key and the model for it.',
        error,
      )
    case 429:
      return isQuota(error) ? new QuotaSpentError(error) : busy()
    default:
      return new UpstreamError('The recording could not be sent on. Try again.', error)
  }
}

const isTooShort = (error: unknown) => codeIs(error, 'audio_too_short') || says(error, /too short/i)
const isTooLong = (error: unknown) => says(error, /too (long|large)|longer than|maximum content/i)
const isQuota = (error: unknown) => codeIs(error, 'insufficient_quota')

const codeIs = (error: unknown, code: string) =>
  error instanceof OpenAI.APIError && error.code === code
const says = (error: unknown, words: RegExp) =>
  error instanceof OpenAI.APIError && words.test(error.message)

const busy = () =>
  new RateLimitedError(
    'Too much is being dictated at the moment. Wait a little, then try again.',
    5,
  )

const unreadable = (cause?: unknown) =>
  new UnsupportedTypeError(
    'This recording cannot be read. Send WebM, Ogg, MP4, MP3, WAV or FLAC, or type the message.',
    cause,
  )
