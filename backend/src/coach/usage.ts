/** What the model's responses have cost, in tokens. */
import type OpenAI from 'openai'

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

/** A client for whole responses, each of which is counted. */
export function countingTokens(client: OpenAI, onUsage: (tokens: Tokens) => void): OpenAI {
  const create = async (...args: Parameters<OpenAI['responses']['create']>) => {
    const response = await client.responses.create(...args)
    if ('usage' in response) onUsage(tokensOf(response.usage))
    return response
  }
  return Object.create(client, { responses: { value: { create } } })
}
