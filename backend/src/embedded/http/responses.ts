/** The Responses API: what a request asks for, and the answer that is written to it. */
import { z } from 'zod'
import type { Answer } from '../answer/answer.ts'
import { answerQuestion } from '../answer/answer-question.ts'
import { type Conversation, readConversation } from '../conversation/conversation.ts'
import { LIBRARY_STORE, type planMaterial } from '../library.ts'
import { answerPlan } from '../plan/answer-plan.ts'
import type { Files } from '../storage/files.ts'
import { filterSchema } from './filters.ts'
import {
  completedResponse,
  outputOf,
  type ResponseRequest,
  requestSchema,
  startedResponse,
} from './response-objects.ts'
import { streamResponse } from './response-stream.ts'
import { invalid, parse, type Routes } from './router.ts'

const RESULTS = 20

const fileSearch = z.looseObject({
  vector_store_ids: z.array(z.string()),
  filters: filterSchema.nullish(),
  max_num_results: z.int().min(1).max(50).nullish(),
})

export type ResponsesOptions = {
  files: Files
  /** What plans are made of; without it, none is. */
  plan: ReturnType<typeof planMaterial>
  wordsPerSecond: number
}

export function responseRoutes(options: ResponsesOptions): Routes {
  return {
    'POST /responses': ({ body, signal }) => {
      const request = body(requestSchema)
      const stored = ['previous_response_id', 'conversation'].find((key) => request[key])
      if (stored)
        throw invalid(
          'The embedded engine keeps no responses. Send the conversation as input.',
          stored,
        )
      const started = startedResponse(request)
      const completed = completedResponse(started, outputOf(write(request, options)), request)
      if (!request.stream) return completed
      return streamResponse(started, completed, options.wordsPerSecond, signal)
    },
  }
}

/** The words of the response, the passages it may show as search results, and a function to call. */
function write(request: ResponseRequest, { files, plan }: ResponsesOptions): Answer {
  const format = request.text?.format
  if (format && format.type !== 'text')
    throw invalid(
      `The embedded engine writes text; ${format.name ?? format.type} is not supported.`,
      'text.format',
    )
  const conversation = readConversation(request.input)
  const tools = request.tools ?? []
  const isAllowed = request.tool_choice !== 'none'
  const offered = new Set(
    tools.flatMap(({ type, name }) => (type === 'function' && isAllowed ? [String(name)] : [])),
  )
  // Only file search opens files to an answer, and only those its filters admit.
  const tool = tools.find(({ type }) => type === 'file_search')
  const searched = tool && parse(fileSearch, tool, 'tools')
  const access = { storeIds: searched?.vector_store_ids ?? [], filter: searched?.filters }
  const material = access.storeIds.includes(LIBRARY_STORE) ? plan : undefined
  const answer =
    answerPlan({
      conversation,
      offered,
      isForced: false,
      lines: material?.lines,
      source: material?.source,
      queries: [conversation.asked],
    }) ?? answerQuestion(askedIn(conversation), files, access, offered)
  if (!answer.search || access.storeIds.length === 0) return { ...answer, search: undefined }
  const { queries, results } = answer.search
  const isShown = request.include?.includes('file_search_call.results') && results
  const most = searched?.max_num_results ?? RESULTS
  return { ...answer, search: { queries, results: isShown ? results.slice(0, most) : null } }
}

function askedIn({ turns, asked, quotation, files, saidElsewhere }: Conversation) {
  const saidBy = (role: 'user' | 'assistant') =>
    turns.filter((turn) => turn.role === role).map(({ text }) => text)
  return {
    text: asked,
    quotation,
    said: saidBy('user').slice(0, -1),
    saidElsewhere,
    given: saidBy('assistant'),
    files,
    pictures: turns.at(-1)?.pictures ?? 0,
  }
}
