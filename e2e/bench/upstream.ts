/**
 * A stand-in for OpenAI's API, run as its own process: every streamed answer is the same 100 deltas,
 * written at once, so that what is measured is the server that calls it. A question such as “20000 at once,
 * 500 every 20 ms” is answered with so many deltas, the second number of them one after the other.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

type ResponsesRequest = {
  model?: string
  stream?: boolean
  instructions?: string
  input?: unknown
  tools?: unknown[]
  text?: { format?: { type?: string } }
}

const deltas = Array.from({ length: 100 }, (_, index) =>
  index % 20 === 19 ? 'so "that".\n\n' : ` word${index}`,
)
const answer = deltas.join('')
/** For whichever of them a request has a schema. */
const structured = JSON.stringify({
  title: 'A plan for the week',
  summary: 'The week was planned, day by day.',
})

const PACED_DELTA = 'some words '

const createdAt = 1_790_000_000
const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 100,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 110,
}

createServer((request, response) => {
  route(request, response).catch((error) => response.destroy(error))
}).listen(Number(process.env.PORT), process.env.HOST)

async function route(request: IncomingMessage, response: ServerResponse) {
  const { method, url = '' } = request
  if (method === 'POST' && url === '/v1/responses') {
    const asked = JSON.parse(await readText(request)) as ResponsesRequest
    if (!asked.stream) return sendAnswer(response, asked)
    const pace = paceOf(asked)
    return pace ? streamPaced(response, asked, pace) : streamAnswer(response, asked)
  }
  request.resume()
  if (url === '/health') return sendJson(response, 200, {})
  if (method === 'DELETE') return sendJson(response, 200, { deleted: true })
  const [, storeId, sub] = /^\/v1\/vector_stores\/([^/?]+)(\/[^?]+)?/.exec(url) ?? []
  if (method === 'POST' && url === '/v1/files') {
    await finished(request)
    return sendJson(response, 200, file)
  }
  if (storeId && sub?.startsWith('/files') && (method === 'POST' || sub !== '/files')) {
    return sendJson(response, 200, { ...file, status: 'completed', vector_store_id: storeId })
  }
  if (method === 'GET' && storeId && !sub) return sendJson(response, 200, vectorStore(storeId))
  if (method === 'GET' && sub === '/files') return sendJson(response, 200, emptyList)
  const error = { type: 'invalid_request_error', param: null, code: null }
  sendJson(response, 404, { error: { ...error, message: `No ${method} ${url} here` } })
}

function sendAnswer(response: ServerResponse, asked: ResponsesRequest) {
  const isStructured = asked.text?.format?.type === 'json_schema'
  const output = [message(newId('msg'), isStructured ? structured : answer)]
  sendJson(
    response,
    200,
    responseObject(newId('resp'), asked, { status: 'completed', output, usage }),
  )
}

const ITEM_ID = '@item@'
const outputText = (text: string) => ({ type: 'output_text', annotations: [], logprobs: [], text })
const message = (id: string, text: string) => ({
  id,
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [outputText(text)],
})

/** The events of the answer itself, cut where the item's id belongs: only the id differs. */
const answerPieces = answerEvents().split(ITEM_ID)

function answerEvents(): string {
  let sequence = 2
  const event = (type: string, fields: object) =>
    frame(type, { ...fields, sequence_number: sequence++ })
  const part = { item_id: ITEM_ID, output_index: 0, content_index: 0 }
  const opened = { ...message(ITEM_ID, ''), status: 'in_progress', content: [] }
  return [
    event('response.output_item.added', { output_index: 0, item: opened }),
    event('response.content_part.added', { ...part, part: outputText('') }),
    ...deltas.map((delta) => event('response.output_text.delta', { ...part, delta, logprobs: [] })),
    event('response.output_text.done', { ...part, text: answer, logprobs: [] }),
    event('response.content_part.done', { ...part, part: outputText(answer) }),
    event('response.output_item.done', { output_index: 0, item: message(ITEM_ID, answer) }),
  ].join('')
}

function streamAnswer(response: ServerResponse, asked: ResponsesRequest) {
  const id = newId('resp')
  const itemId = newId('msg')
  const started = responseObject(id, asked, { status: 'in_progress', output: [], usage: null })
  const output = [message(itemId, answer)]
  const completed = responseObject(id, asked, { status: 'completed', output, usage })
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.end(
    frame('response.created', { response: started, sequence_number: 0 }) +
      frame('response.in_progress', { response: started, sequence_number: 1 }) +
      answerPieces.join(itemId) +
      frame('response.completed', { response: completed, sequence_number: 107 }),
  )
}

type Pace = { atOnce: number; later: number; everyMs: number }

function paceOf({ input }: ResponsesRequest): Pace | undefined {
  const last = [...JSON.stringify(input ?? '').matchAll(/(\d+) at once, (\d+) every (\d+) ms/g)].at(
    -1,
  )
  if (!last) return undefined
  const [, atOnce, later, everyMs] = last.map(Number)
  return { atOnce: atOnce ?? 0, later: later ?? 0, everyMs: everyMs ?? 0 }
}

async function streamPaced(response: ServerResponse, asked: ResponsesRequest, pace: Pace) {
  const [id, itemId] = [newId('resp'), newId('msg')]
  let sequence = 0
  const event = (type: string, fields: object) =>
    frame(type, { ...fields, sequence_number: sequence++ })
  const part = { item_id: itemId, output_index: 0, content_index: 0 }
  const nextDelta = () =>
    event('response.output_text.delta', { ...part, delta: PACED_DELTA, logprobs: [] })
  const opened = { ...message(itemId, ''), status: 'in_progress', content: [] }
  const started = responseObject(id, asked, { status: 'in_progress', output: [], usage: null })
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.write(
    event('response.created', { response: started }) +
      event('response.output_item.added', { output_index: 0, item: opened }) +
      event('response.content_part.added', { ...part, part: outputText('') }),
  )
  response.write(Array.from({ length: pace.atOnce }, nextDelta).join(''))
  for (let n = 0; n < pace.later && !response.destroyed; n++) {
    await sleep(pace.everyMs)
    response.write(nextDelta())
  }
  const text = PACED_DELTA.repeat(pace.atOnce + pace.later)
  const done = message(itemId, text)
  response.end(
    event('response.output_text.done', { ...part, text, logprobs: [] }) +
      event('response.content_part.done', { ...part, part: outputText(text) }) +
      event('response.output_item.done', { output_index: 0, item: done }) +
      event('response.completed', {
        response: responseObject(id, asked, { status: 'completed', output: [done], usage }),
      }),
  )
}

/** What the real API answers with: the request's own instructions and tools come back. */
function responseObject(id: string, asked: ResponsesRequest, outcome: object) {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    error: null,
    incomplete_details: null,
    instructions: asked.instructions ?? null,
    metadata: {},
    model: asked.model ?? 'scripted',
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: asked.tools ?? [],
    top_p: 1,
    ...outcome,
  }
}

const file = { id: 'file-bench', object: 'file', filename: 'bench.txt', bytes: 1, last_error: null }

const emptyList = { object: 'list', data: [], first_id: null, last_id: null, has_more: false }

function vectorStore(id: string) {
  const counts = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 }
  const times = { created_at: createdAt, last_active_at: createdAt, expires_at: null }
  const facts = { name: 'bench', status: 'completed', usage_bytes: 0, metadata: {} }
  return { id, object: 'vector_store', file_counts: counts, ...times, ...facts }
}

function newId(prefix: string) {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`
}

function frame(type: string, fields: object) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
}

function sendJson(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
