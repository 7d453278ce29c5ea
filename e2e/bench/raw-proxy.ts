/**
 * The realistic limit, run as its own process: bare node:http that asks the same upstream and passes each
 * delta on as a ChatKit event. It checks nothing, stores nothing and knows nothing of agents.
 */
import { randomUUID } from 'node:crypto'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { text as readText } from 'node:stream/consumers'

type ChatKitRequest = {
  type: 'threads.create' | 'threads.add_user_message'
  params: { thread_id?: string; input: { content: unknown[] } }
}

const upstream = `${process.env.OPENAI_BASE_URL}/responses`
const agent = new Agent({ keepAlive: true })
const createdAt = new Date().toISOString()

createServer((incoming, response) => {
  if (incoming.url === '/health') {
    response.end('{}')
    return
  }
  answer(incoming, response).catch((error) => response.destroy(error))
}).listen(Number(process.env.PORT), process.env.HOST)

async function answer(incoming: IncomingMessage, response: ServerResponse) {
  const { type, params } = JSON.parse(await readText(incoming)) as ChatKitRequest
  const isNew = type === 'threads.create'
  const threadId = isNew ? `thr_${randomUUID()}` : params.thread_id
  const { content } = params.input
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(opening(threadId, isNew, content))

  const body = JSON.stringify({
    model: 'scripted',
    stream: true,
    input: [{ role: 'user', content }],
  })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const call = request(upstream, { agent, method: 'POST', headers }, (stream) => {
    forward(stream, response, threadId)
  })
  call.once('error', (error) => response.destroy(error))
  call.end(body)
}

function opening(threadId: string | undefined, isNew: boolean, content: unknown[]) {
  const thread = { id: threadId, created_at: createdAt, status: { type: 'active' }, metadata: {} }
  const items = { data: [], has_more: false }
  const created = event({ type: 'thread.created', thread: { ...thread, items } })
  const stored = { id: `msg_${randomUUID()}`, thread_id: threadId, created_at: createdAt, content }
  const item = { ...stored, type: 'user_message', attachments: [], inference_options: {} }
  const options = { type: 'stream_options', stream_options: { allow_cancel: true } }
  return (isNew ? created : '') + event({ type: 'thread.item.done', item }) + event(options)
}

/** Copies each delta's JSON as it stands; only the three events around them are read. */
function forward(stream: IncomingMessage, response: ServerResponse, threadId: string | undefined) {
  let itemId = ''
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    let out = ''
    for (const block of blocks) {
      if (block.startsWith('event: response.output_text.delta\n')) {
        const start = block.indexOf('"delta":') + 8
        const delta = block.slice(start, block.indexOf(',"logprobs"', start))
        out += `data: {"type":"thread.item.updated","item_id":"${itemId}","update":{"type":"assistant_message.content_part.text_delta","content_index":0,"delta":${delta}}}\n\n`
      } else if (block.startsWith('event: response.output_item.added\n')) {
        itemId = dataOf(block).item.id
        const item = { id: itemId, thread_id: threadId, type: 'assistant_message', content: [] }
        out += event({ type: 'thread.item.added', item: { ...item, created_at: createdAt } })
      } else if (block.startsWith('event: response.output_item.done\n')) {
        const { id, content } = dataOf(block).item
        const parts = content.map(({ text }) => ({ type: 'output_text', text, annotations: [] }))
        const item = { id, thread_id: threadId, type: 'assistant_message', content: parts }
        out += event({ type: 'thread.item.done', item: { ...item, created_at: createdAt } })
      }
    }
    if (out) response.write(out)
  })
  stream.once('end', () => response.end())
  stream.once('error', (error) => response.destroy(error))
}

function dataOf(block: string): { item: { id: string; content: { text: string }[] } } {
  return JSON.parse(block.slice(block.indexOf('\ndata: ') + 7))
}

function event(value: object) {
  return `data: ${JSON.stringify(value)}\n\n`
}
