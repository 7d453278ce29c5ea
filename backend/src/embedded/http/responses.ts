/** The Responses API: what a request asks for, and the answer that is written to it. */
import { z } from 'zod'
import type { Answer } from '../answer/answer.ts'
import { say } from '../answer/answer.ts'
import { answerQuestion } from '../answer/answer-question.ts'
import { type Conversation, readConversation } from '../conversation/conversation.ts'
import { summaryOf } from '../conversation/summary.ts'
import { LIBRARY_STORE, type planMaterial } from '../library.ts'
import { answerPlan } from '../plan/answer-plan.ts'
import type { Access, Files } from '../storage/files.ts'
import { invalid } from './faults.ts'
import { filterSchema } from './filters.ts'
import { readFunctions } from './functions.ts'
import { completedResponse, outputItems, startedResponse, type Written } from './response-shape.ts'
import { streamResponse } from './response-stream.ts'
import type { Routes } from './routing.ts'

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

export type ResponsesOptions = {
  files: Files
  /** What plans are made of; without it, none is. */
  plan: ReturnType<typeof planMaterial>
  wordsPerSecond: number
}

export function responseRoutes(options: ResponsesOptions): Routes {
  return {
    'POST /responses': ({ json, signal }) => {
      const request = readRequest(json())
      const written: Written = {
        started: startedResponse(request),
        items: outputItems(write(request, options)),
        inputLength:
          JSON.stringify(request.input ?? '').length + (request.instructions ?? '').length,
      }
      if (!request.stream) return completedResponse(written)
      return streamResponse(written, options.wordsPerSecond, signal)
    },
  }
}

function readRequest(body: unknown): ResponseRequest {
  const { success, data, error } = requestSchema.safeParse(body)
  if (!success) throw invalid(error.issues[0]?.message ?? '', error.issues[0]?.path.join('.'))
  const stored = ['previous_response_id', 'conversation'].find((key) => data[key])
  if (stored)
    throw invalid('The embedded engine keeps no responses. Send the conversation as input.', stored)
  return data
}

/** The words of the response, the passages it may show as search results, and a function to call. */
function write(request: ResponseRequest, { files, plan }: ResponsesOptions): Answer {
  const format = request.text?.format
  if (format && format.type !== 'text') return writeJson(format, request)
  const conversation = readConversation(request.input)
  const { access, most } = readAccess(request)
  const { names, isForced } = readFunctions(request)
  const material = access.storeIds.includes(LIBRARY_STORE) ? plan : undefined
  const answer =
    answerPlan({
      conversation,
      offered: names,
      isForced,
      lines: material?.lines,
      source: material?.source,
      queries: [conversation.asked],
    }) ?? answerQuestion(askedIn(conversation), files, access, names)
  if (!answer.search || access.storeIds.length === 0) return { ...answer, search: undefined }
  const { queries, results } = answer.search
  const isShown = request.include?.includes('file_search_call.results') ?? false
  return {
    ...answer,
    search: { queries, results: isShown ? (results?.slice(0, most) ?? null) : null },
  }
}

function askedIn({ turns, asked, quotation, files }: Conversation) {
  const saidBy = (role: 'user' | 'assistant') =>
    turns.filter((turn) => turn.role === role).map(({ text }) => text)
  return {
    text: asked,
    quotation,
    said: saidBy('user').slice(0, -1),
    given: saidBy('assistant'),
    files,
    pictures: turns.at(-1)?.pictures ?? 0,
  }
}

function writeJson({ type, name }: Record<string, unknown>, { input }: ResponseRequest): Answer {
  if (type === 'json_schema' && name === 'thread_summary')
    return say(JSON.stringify({ summary: summaryOf(input) }))
  throw invalid(
    `The embedded engine writes text, and JSON for the schema thread_summary only; ${name ?? type} is not supported.`,
    'text.format',
  )
}

/** Only file search opens files to an answer, and only those its filters admit. */
function readAccess({ tools }: ResponseRequest): { access: Access; most: number } {
  const tool = tools?.find(({ type }) => type === 'file_search')
  if (!tool) return { access: { storeIds: [] }, most: 0 }
  const { success, data, error } = fileSearchTool.safeParse(tool)
  if (!success) throw invalid(`file_search: ${error.issues[0]?.message ?? 'not valid'}`, 'tools')
  const { vector_store_ids: storeIds, filters: filter, max_num_results: most } = data
  return { access: { storeIds, filter }, most: most ?? RESULTS }
}
