/** What the model's responses have cost, in tokens: as they tell it, or estimated where they cannot any more. */
import OpenAI from 'openai'
import { tokensInText } from '../input/tokens.ts'

type ModelRequest = Parameters<OpenAI['responses']['create']>[0]
type ModelEvent = OpenAI.Responses.ResponseStreamEvent

/** `cached` is part of `input`, `reasoning` part of `output`. */
export type Tokens = { input: number; cached: number; output: number; reasoning: number }

export const noTokens = (): Tokens => ({ input: 0, cached: 0, output: 0, reasoning: 0 })

/** Servers like OpenAI's leave out what they do not count. */
export function tokensOf(usage: OpenAI.Responses.ResponseUsage | null | undefined): Tokens {
  return {
    input: usage?.input_tokens ?? 0,
    cached: usage?.input_tokens_details?.cached_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
    reasoning: usage?.output_tokens_details?.reasoning_tokens ?? 0,
  }
}

export function addTokens(sum: Tokens, more: Tokens): void {
  sum.input += more.input
  sum.cached += more.cached
  sum.output += more.output
  sum.reasoning += more.reasoning
}

/**
 * What a request has cost whose response was cut off before it could tell: the words of the request and those
 * that came back. Thoughts that were not shown are missing; without this, stopping every answer would be free.
 */
export function estimatedTokens(request: ModelRequest, charactersBack: number): Tokens {
  let tokensInFiles = 0
  const words = JSON.stringify(
    [request.instructions, request.input, request.tools],
    (_, value: unknown) => {
      if (typeof value !== 'string' || !value.startsWith('data:')) return value
      tokensInFiles += value.startsWith('data:image/') ? TOKENS_A_PICTURE : tokensInFile(value)
      return ''
    },
  )
  const output = Math.ceil(charactersBack / CHARACTERS_A_TOKEN)
  return { ...noTokens(), input: tokensInText(words) + tokensInFiles, output }
}

const CHARACTERS_A_TOKEN = 4
const TOKENS_A_PICTURE = 1_000
/** Of a document in base64: much of it is fonts and layout. */
const tokensInFile = (url: string) => Math.min(Math.ceil(url.length / 20), 100_000)

/** What one streamed request costs; counted once. */
export class RequestCost {
  readonly #request: ModelRequest
  readonly #onUsage: (tokens: Tokens) => void
  #charactersBack = 0
  #isCounted = false

  constructor(request: ModelRequest, onUsage: (tokens: Tokens) => void) {
    this.#request = request
    this.#onUsage = onUsage
  }

  /** Takes in what has come back; its last event tells what it has cost. */
  take(event: ModelEvent): void {
    if ('delta' in event && typeof event.delta === 'string') {
      this.#charactersBack += event.delta.length
    } else if ('response' in event && event.response.usage) {
      this.#count(tokensOf(event.response.usage))
    }
  }

  /** Nothing more comes back. */
  end(): void {
    if (!this.#isCounted) this.#count(estimatedTokens(this.#request, this.#charactersBack))
  }

  /** It was refused, and has cost nothing. */
  drop(): void {
    this.#isCounted = true
  }

  #count(tokens: Tokens): void {
    if (!this.#isCounted) this.#onUsage(tokens)
    this.#isCounted = true
  }
}

/** A client for whole responses, each of which is counted. */
export function countingTokens(client: OpenAI, onUsage: (tokens: Tokens) => void): OpenAI {
  const create = async (...args: Parameters<OpenAI['responses']['create']>) => {
    try {
      const response = await client.responses.create(...args)
      if ('usage' in response) {
        const { usage, output_text } = response
        onUsage(usage ? tokensOf(usage) : estimatedTokens(args[0], output_text.length))
      }
      return response
    } catch (error) {
      // Given up while it was being written; a refusal costs nothing.
      if (isGivenUp(error)) onUsage(estimatedTokens(args[0], 0))
      throw error
    }
  }
  return Object.create(client, { responses: { value: { create } } })
}

/** Its answer was no longer waited for. */
export const isGivenUp = (error: unknown) =>
  error instanceof OpenAI.APIUserAbortError || error instanceof OpenAI.APIConnectionTimeoutError
