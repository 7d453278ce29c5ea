/** A response of the API, and what stands in it. */

import type {
  ResponseFileSearchToolCall,
  ResponseFunctionToolCall,
  Response as ResponseObject,
  ResponseOutputMessage,
  ResponseOutputText,
  Tool,
} from 'openai/resources/responses/responses'
import { z } from 'zod'
import type { Answer } from '../answer/answer.ts'
import { newId, secondsNow } from './router.ts'
import { toResult } from './vector-stores.ts'

export const requestSchema = z.looseObject({
  input: z.union([z.string(), z.array(z.unknown())]).nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  include: z.array(z.string()).nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  // The engine itself decides where to search and to plan; a call of a certain tool cannot be required.
  tool_choice: z.enum(['auto', 'required', 'none']).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  previous_response_id: z.string().nullish(),
  conversation: z.unknown().optional(),
  text: z.looseObject({ format: z.looseObject({ type: z.string() }).nullish() }).nullish(),
})
export type ResponseRequest = z.infer<typeof requestSchema>

/** A message of the one kind that is written here: a single part of text. */
export type OutputMessage = Omit<ResponseOutputMessage, 'content'> & { content: [OutputText] }
export type OutputText = Omit<ResponseOutputText, 'annotations'> & {
  annotations: ResponseOutputText.FileCitation[]
}
export type OutputItem = ResponseFileSearchToolCall | OutputMessage | ResponseFunctionToolCall

/** As it travels: the SDK adds `output_text` on its side. */
export type WireResponse = Omit<ResponseObject, 'output_text' | 'output'> & { output: OutputItem[] }

const CHARACTERS_PER_TOKEN = 4

export function startedResponse({ instructions, metadata, tools }: ResponseRequest): WireResponse {
  return {
    id: newId('resp_'),
    object: 'response',
    created_at: secondsNow(),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: instructions ?? null,
    metadata: metadata ?? {},
    model: 'offline-library',
    output: [],
    parallel_tool_calls: true,
    temperature: 1,
    top_p: 1,
    tool_choice: 'auto',
    tools: (tools ?? []).map(withDefaults),
    access_programs: null,
    background: false,
    max_output_tokens: null,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    text: { format: { type: 'text' } },
    truncation: 'disabled',
  }
}

function withDefaults(tool: { type: string }): Tool {
  const ranking_options = { ranker: 'auto', score_threshold: 0 }
  const defaults = { filters: null, max_num_results: 20, ranking_options }
  return { ...(tool.type === 'file_search' && defaults), ...tool } as Tool // echoed as the client sent it
}

export function outputOf({ text, citations, search, call }: Answer): OutputItem[] {
  const status = 'completed'
  const output: OutputItem[] = []
  if (search) {
    const { queries, results } = search
    output.push({
      id: newId('fs_'),
      type: 'file_search_call',
      status,
      queries,
      results: results?.map((found) => ({ ...toResult(found), text: found.text })) ?? null,
    })
  }
  if (text !== '' || !call) {
    const annotations = citations.map(({ fileId, filename, index }) => ({
      ...{ type: 'file_citation' as const, file_id: fileId, filename, index },
    }))
    output.push({
      id: newId('msg_'),
      type: 'message',
      status,
      role: 'assistant',
      content: [{ type: 'output_text', text, annotations, logprobs: [] }],
    })
  }
  if (call) {
    output.push({
      id: newId('fc_'),
      type: 'function_call',
      status,
      call_id: newId('call_'),
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    })
  }
  return output
}

export function completedResponse(
  started: WireResponse,
  output: OutputItem[],
  { input, instructions }: ResponseRequest,
): WireResponse {
  const input_tokens = tokensOf(JSON.stringify(input ?? '') + (instructions ?? ''))
  const output_tokens = tokensOf(output.map(writtenIn).join(''))
  return {
    ...started,
    status: 'completed',
    completed_at: secondsNow(),
    output,
    usage: {
      input_tokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + output_tokens,
    },
  }
}

const tokensOf = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN)

function writtenIn(item: OutputItem): string {
  if (item.type === 'message') return item.content[0].text
  return item.type === 'function_call' ? item.arguments : ''
}
