/** What a page asks of the API, each checked to be answered in full. */
import type { Session } from './sessions.ts'

export type Request = { title: string; send(url: string, session: Session): Promise<void> }

const PAGE = 30

export const requests: Request[] = [
  {
    title: 'first page of a chat',
    send: (url, session) => loadPage(url, session, { order: 'desc' }),
  },
  {
    title: 'a page from its middle',
    send: (url, session) => loadPage(url, session, { order: 'desc', after: session.middleItem }),
  },
  {
    title: 'its oldest page',
    send: (url, session) => loadPage(url, session, { order: 'asc' }),
  },
  {
    title: 'list of chats',
    async send(url, session) {
      const { data } = await chatkit(url, session, 'threads.list', { limit: 100, order: 'desc' })
      expectCount('chats', data.length, session.size.threads)
    },
  },
  { title: 'a turn', send: (url, session) => takeTurn(url, session) },
  {
    title: 'GET /session/data',
    async send(url, session) {
      const response = await call(url, session, '/session/data')
      const kept = (await response.json()) as { chats: number; bytes: number }
      expectCount('chats', kept.chats, session.size.threads)
      expectCount('bytes', kept.bytes, session.bytes)
    },
  },
]

/** For sessions that are made for it, one a time. */
export const deletion: Request = {
  title: 'DELETE /session',
  async send(url, session) {
    const response = await call(url, session, '/session', { method: 'DELETE' })
    expectCount('status', response.status, 204)
  },
}

async function loadPage(url: string, session: Session, paging: object): Promise<void> {
  const params = { thread_id: session.threadId, limit: PAGE, ...paging }
  const { data } = await chatkit(url, session, 'items.list', params)
  expectCount('items', data.length, PAGE)
}

async function takeTurn(url: string, session: Session): Promise<void> {
  const content = [{ type: 'input_text', text: 'How do I plan my week?' }]
  const input = { content, attachments: [], inference_options: {} }
  const params = { thread_id: session.threadId, input }
  const response = await postChatKit(url, session, 'threads.add_user_message', params)
  const events = await response.text()
  if (!/"assistant_message"/.test(events) || /"type":"error"/.test(events)) {
    throw new Error(`The turn has no answer: ${events.slice(-500)}`)
  }
}

async function chatkit(url: string, session: Session, type: string, params: object) {
  const response = await postChatKit(url, session, type, params)
  return (await response.json()) as { data: unknown[] }
}

const postChatKit = (url: string, session: Session, type: string, params: object) =>
  call(url, session, '/chatkit', { method: 'POST', body: JSON.stringify({ type, params }) })

async function call(url: string, session: Session, path: string, init: RequestInit = {}) {
  const headers = { 'Content-Type': 'application/json', 'X-Session-Id': session.id }
  const response = await fetch(url + path, { ...init, headers })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response
}

function expectCount(what: string, count: number, expected: number): void {
  if (count !== expected) throw new Error(`There are ${count} ${what} instead of ${expected}.`)
}
