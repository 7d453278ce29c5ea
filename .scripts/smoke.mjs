// Checks a deployed pair as a person's browser would meet it, a line each; exit code 1 if one fails:
//   npm run smoke -- --frontend https://hub.example.com --backend https://api.example.com
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'

const usage = 'Usage: npm run smoke -- --frontend URL --backend URL'
const REQUEST_TIMEOUT_MS = 20_000
const ANSWER_TIMEOUT_MS = 120_000

const { frontend, backend } = readAddresses()
const session = randomUUID()
let threadId

const checks = {
  'the page arrives with greeting and composer': pageIsUsable,
  'the API is healthy': apiIsHealthy,
  'the API lets this page in': corsAllowsThePage,
  'a request without a session is refused': sessionIsRequired,
  'a first message is answered as it is written': answerStreams,
  'the chat is listed': threadIsListed,
  'another session cannot see it': threadIsPrivate,
  'a file can be attached': attachmentUploads,
  'the session can be forgotten': sessionIsForgotten,
}

let failures = 0
for (const [promise, check] of Object.entries(checks)) {
  try {
    const note = await check()
    console.log(`✓ ${promise}${note ? ` (${note})` : ''}`)
  } catch (error) {
    failures++
    console.log(`✗ ${promise}: ${explain(error)}`)
  }
}
process.exitCode = failures > 0 ? 1 : 0

// ── The checks ───────────────────────────────────────────────────────────────

async function pageIsUsable() {
  const response = await request(frontend, { headers: { accept: 'text/html' } })
  const html = await response.text()
  ensure(response.status === 200, `status ${response.status}`)
  ensure(/<h1[\s>]/.test(html), 'the first HTML has no heading')
  ensure(/<textarea[\s>]/.test(html), 'the first HTML has no composer')
  ensure(
    !html.includes('http://localhost:8000') || isLocal(backend),
    'the page was built without VITE_API_BASE: it calls http://localhost:8000',
  )
}

async function apiIsHealthy() {
  const response = await request(`${backend}/health`)
  const health = await readJson(response)
  ensure(
    response.status === 200 && health.status === 'healthy',
    `${response.status} ${JSON.stringify(health)}`,
  )
  return [health.version, health.model?.mode, health.model?.name].filter(Boolean).join(', ')
}

async function corsAllowsThePage() {
  const { origin } = new URL(frontend)
  const response = await request(`${backend}/chatkit`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-session-id',
    },
  })
  const allowed = response.headers.get('access-control-allow-origin')
  ensure(
    allowed === origin || allowed === '*',
    `add ${origin} to CORS_ORIGINS (allowed: ${allowed ?? 'none'})`,
  )
  const headers = response.headers.get('access-control-allow-headers')?.toLowerCase() ?? ''
  ensure(
    headers.includes('x-session-id'),
    `X-Session-Id is not among the allowed headers: ${headers}`,
  )
}

async function sessionIsRequired() {
  const response = await request(`${backend}/chatkit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'threads.list', params: {} }),
  })
  const { error } = await readJson(response)
  ensure(response.status === 400, `status ${response.status} in place of 400`)
  ensure(error?.code === 'invalid_session', `code ${error?.code} in place of invalid_session`)
}

async function answerStreams() {
  const content = [{ type: 'input_text', text: 'How do I build a habit that lasts?' }]
  const input = { content, attachments: [], inference_options: {} }
  const startedAt = performance.now()
  const response = await chatkit(session, 'threads.create', { input }, ANSWER_TIMEOUT_MS)
  if (response.status !== 200) {
    throw new Error(`status ${response.status}: ${(await response.text()).slice(0, 300)}`)
  }
  const type = response.headers.get('content-type') ?? ''
  ensure(type.startsWith('text/event-stream'), `content type ${type}`)

  let firstEventMs
  let deltas = ''
  let answer
  for await (const event of events(response)) {
    firstEventMs ??= Math.round(performance.now() - startedAt)
    const { update, item } = event
    if (event.type === 'error') throw new Error(`error event: ${event.message ?? event.code}`)
    if (event.type === 'thread.created') threadId = event.thread.id
    if (update?.type === 'assistant_message.content_part.text_delta') deltas += update.delta
    if (event.type === 'thread.item.done' && item.type === 'assistant_message')
      answer = textOf(item)
  }
  ensure(threadId, 'no thread.created event')
  ensure(answer, 'no answer')
  ensure(answer === deltas, 'the streamed text differs from the finished answer')
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  return `first event after ${firstEventMs} ms, ${answer.length} characters in ${seconds} s`
}

async function threadIsListed() {
  ensure(threadId, 'there is no chat, see above')
  const page = await readJson(await chatkit(session, 'threads.list', { limit: 20 }))
  ensure(
    page.data?.some(({ id }) => id === threadId),
    `not in the list of ${page.data?.length ?? 0}`,
  )
}

async function threadIsPrivate() {
  ensure(threadId, 'there is no chat, see above')
  const response = await chatkit(randomUUID(), 'threads.get_by_id', { thread_id: threadId })
  await response.text()
  ensure(response.status === 404, `status ${response.status} in place of 404`)
}

async function attachmentUploads() {
  const bytes = new TextEncoder().encode('Walk for ten minutes after lunch.\n')
  const file = { name: 'smoke.txt', size: bytes.length, mime_type: 'text/plain' }
  const created = await chatkit(session, 'attachments.create', file)
  const attachment = await readJson(created)
  if (created.status === 501) return 'attachments are off'
  const { upload_descriptor: upload } = attachment
  ensure(created.status === 200 && upload, `${created.status} ${JSON.stringify(attachment)}`)
  const { url, method, headers } = upload
  const stored = await request(url, {
    method,
    headers: { 'content-type': file.mime_type, ...headers },
    body: bytes,
  })
  const answer = await stored.text()
  ensure(stored.ok, `the upload got ${stored.status}: ${answer.slice(0, 300)}`)
}

async function sessionIsForgotten() {
  const response = await request(`${backend}/session`, {
    method: 'DELETE',
    headers: { 'x-session-id': session },
  })
  await response.text()
  ensure(response.ok, `status ${response.status}`)
  const page = await readJson(await chatkit(session, 'threads.list', { limit: 20 }))
  ensure(page.data?.length === 0, `${page.data?.length} chats are still there`)
}

// ── How they ask ─────────────────────────────────────────────────────────────

function readAddresses() {
  try {
    const options = { frontend: { type: 'string' }, backend: { type: 'string' } }
    const { values } = parseArgs({ options })
    return { frontend: address('frontend', values), backend: address('backend', values) }
  } catch (error) {
    console.error(`${error.message}\n${usage}`)
    process.exit(1)
  }
}

function address(name, values) {
  const text = values[name] ?? ''
  if (!/^https?:\/\/[^/]/.test(text))
    throw new Error(`--${name} must be an address that starts with https://`)
  return text.replace(/\/+$/, '')
}

function isLocal(url) {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}

function request(url, init = {}, timeout = REQUEST_TIMEOUT_MS) {
  return fetch(url, { ...init, signal: AbortSignal.timeout(timeout) })
}

function chatkit(sessionId, type, params, timeout) {
  const headers = {
    'content-type': 'application/json',
    origin: new URL(frontend).origin,
    'x-session-id': sessionId,
  }
  const body = JSON.stringify({ type, params })
  return request(`${backend}/chatkit`, { method: 'POST', headers, body }, timeout)
}

/** The events of a stream, one by one as they arrive. */
async function* events(response) {
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    for (const line of lines) if (line.startsWith('data:')) yield JSON.parse(line.slice(5))
  }
}

async function readJson(response) {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`status ${response.status}, and no JSON: ${text.slice(0, 200)}`)
  }
}

function textOf(item) {
  return item.content.map(({ text }) => text).join('')
}

function ensure(condition, problem) {
  if (!condition) throw new Error(problem)
}

function explain(error) {
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause
    ? `${error.message}: ${error.cause.message || error.cause.code}`
    : error.message
}
