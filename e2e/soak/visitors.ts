/** Visitors that do everything there is to do, one session after another, until they are told to rest. */
import { attach } from '../../backend/test/api/attach.ts'
import { ChatKitClient } from '../../backend/test/api/chatkit-client.ts'
import { PDF, PNG } from '../../backend/test/samples/file-samples.ts'
import type { Random } from '../faults/random.ts'
import { drawCases } from '../fuzz/cases.ts'
import { exchange } from '../fuzz/exchange.ts'
import { wireOf } from '../fuzz/request.ts'
import { apiRequests } from '../fuzz/valid-requests.ts'
import type { Hub } from './services.ts'

export type Tally = Map<string, number>

const QUESTIONS = [
  'How do I find my niche?',
  'What makes a good hook?',
  'Make me a 30-day content plan.',
  'How do I avoid burnout?',
  'What does my file say about the kiln?',
  'How often should I post?',
] as const

/** A session does so many things before it ends. */
const [FEWEST, MOST] = [3, 8]
/** The others are forgotten once they have been idle for long enough. */
const DELETED = 0.7

type Visit = { hub: Hub; random: Random; visitor: ChatKitClient; threads: string[] }

export async function visit(hub: Hub, random: Random, tally: Tally): Promise<void> {
  const visitor = new ChatKitClient(hub.api)
  const here: Visit = { hub, random, visitor, threads: [] }
  for (let left = random.whole(FEWEST, MOST); left > 0 && hub.isAlive(); left--) {
    const [name, act] = random.oneOf(deeds)
    await act(here)
    tally.set(name, (tally.get(name) ?? 0) + 1)
  }
  if (!random.chance(DELETED)) return
  await visitor.fetch(`/session${random.chance(0.5) ? '?receipt=1' : ''}`, { method: 'DELETE' })
  tally.set('forget', (tally.get('forget') ?? 0) + 1)
}

const deeds: [string, (visit: Visit) => Promise<unknown>][] = [
  ['ask', ask],
  ['ask', ask],
  ['ask', ask],
  ['ask again', askAgain],
  ['stop', stop],
  ['resume', resume],
  ['attach', attachAndAsk],
  ['add file', addFile],
  ['retry', retry],
  ['delete chat', deleteChat],
  ['load page', loadPage],
  ['load page', loadPage],
  ['break off upload', breakOffUpload],
  ['malformed', malformed],
]

async function ask({ visitor, random, threads }: Visit) {
  threads.push(await visitor.chat(random.oneOf(QUESTIONS)))
}

async function askAgain(here: Visit) {
  const { visitor, random, threads } = here
  if (threads.length === 0) return ask(here)
  const reply = await visitor.say(random.oneOf(threads), random.oneOf(QUESTIONS))
  await reply.untilEnd()
}

async function stop({ visitor, random, threads }: Visit) {
  const reply = await visitor.create(random.oneOf(QUESTIONS), {}, { 'X-Resume': '1' })
  await reply.untilEvent(({ type }) => type === 'stream_options')
  await visitor.cancel(reply.runId)
  await reply.untilEnd()
  threads.push(reply.threadId)
}

async function resume({ visitor, random, threads }: Visit) {
  const reply = await visitor.create(random.oneOf(QUESTIONS), {}, { 'X-Resume': '1' })
  await reply.untilEvent(({ type }) => type === 'stream_options')
  const headers = { 'Last-Event-ID': reply.lastId }
  reply.leave()
  await (await visitor.follow(reply.runId, headers)).untilEnd()
  threads.push(reply.threadId)
}

async function attachAndAsk({ visitor, threads }: Visit) {
  const picture = await attach(visitor, 'vase.png', 'image/png', PNG)
  const document = await attach(visitor, 'kiln.pdf', 'application/pdf', PDF)
  const attachments = [picture.id, document.id]
  threads.push(await visitor.chat('What does my file say about the kiln?', { attachments }))
}

async function addFile({ visitor, random }: Visit) {
  const form = new FormData()
  const text = 'The kiln Zephyrine fires at 1240 degrees. '.repeat(random.whole(1, 3_000))
  form.append('file', new File([text], 'kiln.txt', { type: 'text/plain' }))
  const response = await visitor.fetch('/library/files', { method: 'POST', body: form })
  const { id } = (await response.json()) as { id: string }
  if (random.chance(0.5)) await visitor.fetch(`/library/files/${id}`, { method: 'DELETE' })
}

async function retry(here: Visit) {
  const { visitor, random, threads } = here
  if (threads.length === 0) await ask(here)
  const thread = random.oneOf(threads)
  const [question] = (await visitor.items(thread)).filter(({ type }) => type === 'user_message')
  if (question) await (await visitor.retry(thread, question.id)).untilEnd()
}

async function deleteChat({ visitor, threads }: Visit) {
  const thread_id = threads.pop()
  if (thread_id) await visitor.ask('threads.delete', { thread_id })
}

async function loadPage({ hub, random }: Visit) {
  const path = random.oneOf(['/', '/library', '/data', '/chat/thr_missing', '/favicon.svg'])
  const response = await fetch(hub.page + path)
  await response.arrayBuffer()
}

async function breakOffUpload({ hub, visitor }: Visit) {
  const head = `POST /library/files HTTP/1.1\r\nHost: a\r\nX-Session-Id: ${visitor.session}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n`
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
  const bytes = Buffer.from(head + part + 'x'.repeat(300_000))
  await exchange({ bytes, endsBy: 'reset' }, { port: hub.apiPort, method: 'POST', mayWait: false })
}

/** One of those that the fuzz suite draws. */
async function malformed({ hub, random, visitor }: Visit) {
  const [drawn] = drawCases(apiRequests, { seed: 1, count: 1, from: random.whole(0, 2_000) })
  if (!drawn) return
  const names = { session: visitor.session, host: new URL(hub.api).host, mark: 'soak' }
  const { method, mayWait } = drawn.draft
  await exchange(wireOf(drawn.draft, names), { port: hub.apiPort, method, mayWait })
}
