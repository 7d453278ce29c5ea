import { z } from 'zod'
import type { Answer } from './answer.ts'
import { understand } from './asking.ts'
import type { Catalogue, Scope } from './catalogue.ts'
import { compose } from './compose.ts'
import { invalid } from './faults.ts'
import { filterSchema } from './filters.ts'
import { readFunctions } from './functions.ts'
import { composePlan } from './planning/compose-plan.ts'
import { knownFacts } from './planning/plan-facts.ts'
import { completedResponse, outputItems, startedResponse, type Written } from './response-shape.ts'
import { streamResponse } from './response-stream.ts'
import type { Routes } from './routing.ts'
import { say } from './small-talk.ts'
import { summaryOf } from './summaries.ts'
import { readThread, type Thread } from './thread.ts'
import { titleFor } from './titles.ts'

const fileSearchTool = z.looseObject({
  type: z.literal('file_search'),
  vector_store_ids: z.array(z.string()),
  filters: filterSchema.nullish(),
  max_num_results: z.int().min(1).max(50).nullish(),
})

const toolChoice = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  mode: z.string().optional(),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
})

const requestSchema = z.looseObject({
  input: z.union([z.string(), z.array(z.unknown())]).nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  include: z.array(z.string()).nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.union([z.string(), toolChoice]).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  previous_response_id: z.string().nullish(),
  conversation: z.unknown().optional(),
  text: z.looseObject({ format: z.looseObject({ type: z.string() }).nullish() }).nullish(),
})
export type ResponseRequest = z.infer<typeof requestSchema>

const RESULTS = 20

export function responseRoutes(catalogue: Catalogue, wordsPerSecond: number): Routes {
  return {
    'POST /responses': ({ json, signal }) => {
      const request = readRequest(json())
      const written: Written = {
        started: startedResponse(request),
        items: outputItems(write(request, catalogue)),
        inputLength:
          JSON.stringify(request.input ?? '').length + (request.instructions ?? '').length,
      }
      if (!request.stream) return completedResponse(written)
      return streamResponse(written, wordsPerSecond, signal)
    },
  }
}

function readRequest(body: unknown): ResponseRequest {
  const { success, data, error } = requestSchema.safeParse(body)
  if (!success) throw invalid(error.issues[0]?.message ?? '', error.issues[0]?.path.join('.'))
  const stored = ['previous_response_id', 'conversation'].find((key) => data[key])
  if (stored)
    throw invalid('The offline engine keeps no responses. Send the conversation as input.', stored)
  return data
}

/** The words of the response, the passages it may show as search results, and a function to call. */
function write(request: ResponseRequest, catalogue: Catalogue): Answer {
  const thread = readThread(request.input)
  const format = request.text?.format
  if (format && format.type !== 'text') return writeJson(format, thread, request, catalogue)
  const { scope, most } = readScope(request)
  const { names: offered, isForced } = readFunctions(request)
  const answer =
    composePlan({ thread, offered, isForced, scope, catalogue }) ??
    compose(understand(thread.turns, knownFacts(thread)), scope, catalogue)
  if (!answer.search || scope.storeIds.length === 0) return { ...answer, search: undefined }
  const { queries, results } = answer.search
  const isShown = request.include?.includes('file_search_call.results') ?? false
  return {
    ...answer,
    search: { queries, results: isShown ? (results?.slice(0, most) ?? null) : null },
  }
}

function writeJson(
  format: Record<string, unknown>,
  { turns }: Thread,
  { input }: ResponseRequest,
  catalogue: Catalogue,
): Answer {
  const { type, name } = format
  if (type === 'json_schema' && name === 'thread_title')
    return say(JSON.stringify({ title: titleFor(turns, catalogue.library) }))
  if (type === 'json_schema' && name === 'thread_summary')
    return say(JSON.stringify({ summary: summaryOf(input) }))
  throw invalid(
    `The offline engine writes text, and JSON for the schemas thread_title and thread_summary only; ${name ?? type} is not supported.`,
    'text.format',
  )
}

/** Only file search opens files to an answer, and only those its filters admit. */
function readScope({ tools }: ResponseRequest): { scope: Scope; most: number } {
  const tool = tools?.find(({ type }) => type === 'file_search')
  if (!tool) return { scope: { storeIds: [] }, most: 0 }
  const { success, data, error } = fileSearchTool.safeParse(tool)
  if (!success) throw invalid(`file_search: ${error.issues[0]?.message ?? 'not valid'}`, 'tools')
  const { vector_store_ids: storeIds, filters: filter, max_num_results: most } = data
  return { scope: { storeIds, filter }, most: most ?? RESULTS }
}
