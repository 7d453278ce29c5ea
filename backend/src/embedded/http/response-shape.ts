import type {
  ResponseFileSearchToolCall,
  ResponseFunctionToolCall,
  Response as ResponseObject,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseOutputText,
  ResponseUsage,
  Tool,
} from 'openai/resources/responses/responses'
import type { Answer, Citation, FunctionCall, Search } from '../answer/answer.ts'
import type { Found } from '../search/found.ts'
import { newId, secondsNow } from './ids.ts'
import type { ResponseRequest } from './responses.ts'
import { resultAttributes } from './vector-stores.ts'

/** A response as it travels: the SDK adds `output_text` on its side. */
export type WireResponse = Omit<ResponseObject, 'output_text'>

/** What a response holds, in this order; each kind at most once. */
export interface OutputItems {
  fileSearch?: ResponseFileSearchToolCall
  message?: OutputMessage
  call?: ResponseFunctionToolCall
}

/** A message of the one kind that is written here: a single part of text. */
export interface OutputMessage extends ResponseOutputMessage {
  content: [OutputTextPart]
}

export interface OutputTextPart extends ResponseOutputText {
  annotations: FileCitation[]
}

type FileCitation = ResponseOutputText.FileCitation

/** Everything a response will say, before it is sent at once or as a stream. */
export interface Written {
  started: WireResponse
  items: OutputItems
  /** Characters of input, for the token estimate. */
  inputLength: number
}

const MODEL = 'offline-library'

export function startedResponse(request: ResponseRequest): WireResponse {
  return {
    id: newId('resp_'),
    object: 'response',
    created_at: secondsNow(),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    metadata: request.metadata ?? {},
    model: MODEL,
    output: [],
    parallel_tool_calls: true,
    temperature: 1,
    top_p: 1,
    tool_choice: 'auto',
    tools: (request.tools ?? []).map(withDefaults),
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
  const defaults =
    tool.type === 'file_search'
      ? {
          filters: null,
          max_num_results: 20,
          ranking_options: { ranker: 'auto', score_threshold: 0 },
        }
      : {}
  return { ...defaults, ...tool } as Tool // echoed as the client sent it
}

export function outputItems({ text, citations, search, call }: Answer): OutputItems {
  return {
    fileSearch: search && toSearchItem(search),
    message: text === '' && call ? undefined : toMessage(text, citations),
    call: call && toCallItem(call),
  }
}

/** The items as they stand in a response. */
export function listItems({ fileSearch, message, call }: OutputItems): ResponseOutputItem[] {
  return [fileSearch, message, call].filter((item) => item !== undefined)
}

function toSearchItem({ queries, results }: Search): ResponseFileSearchToolCall {
  return {
    id: newId('fs_'),
    type: 'file_search_call',
    status: 'completed',
    queries,
    results: results?.map(toResult) ?? null,
  }
}

function toMessage(text: string, citations: Citation[]): OutputMessage {
  const annotations = citations.map(toAnnotation)
  return {
    id: newId('msg_'),
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations, logprobs: [] }],
  }
}

function toCallItem({ name, arguments: given }: FunctionCall): ResponseFunctionToolCall {
  return {
    id: newId('fc_'),
    type: 'function_call',
    status: 'completed',
    call_id: newId('call_'),
    name,
    arguments: JSON.stringify(given),
  }
}

function toAnnotation({ fileId, filename, index }: Citation): FileCitation {
  return { type: 'file_citation', file_id: fileId, filename, index }
}

function toResult(found: Found): ResponseFileSearchToolCall.Result {
  const { fileId, filename, score, text } = found
  return {
    file_id: fileId,
    filename,
    score: Math.round(score * 1000) / 1000,
    text,
    attributes: resultAttributes(found),
  }
}

export function completedResponse({ started, items, inputLength }: Written): WireResponse {
  const written = (items.message?.content[0].text ?? '') + (items.call?.arguments ?? '')
  return {
    ...started,
    status: 'completed',
    completed_at: secondsNow(),
    output: listItems(items),
    usage: usageOf(inputLength, written.length),
  }
}

const CHARACTERS_PER_TOKEN = 4

function usageOf(inputLength: number, outputLength: number): ResponseUsage {
  const input = Math.ceil(inputLength / CHARACTERS_PER_TOKEN)
  const output = Math.ceil(outputLength / CHARACTERS_PER_TOKEN)
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  }
}
