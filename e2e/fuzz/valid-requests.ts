/** A correct request for every route of both services and for all requests of ChatKit, to be mutated. */

import type { ChatKitRequest } from '../../backend/src/protocol/schemas.ts'
import { PDF, PNG } from '../../backend/test/samples/file-samples.ts'
import { MARK } from './odd-values.ts'
import type { Content, Draft, Header, Part } from './request.ts'

export type Valid = { title: string; draft: Draft }

const session: Header = ['X-Session-Id', '@session@']
const owner: Header = ['Authorization', 'Bearer @adminToken@']

const draftOf = (
  method: string,
  target: string,
  headers: readonly Header[] = [],
  content: Content = { kind: 'none' },
): Draft => ({
  method,
  target,
  version: 'HTTP/1.1',
  headers: [['Host', '@host@'], ['Connection', 'close'], ...headers],
  content,
  charset: 'utf8',
  garbled: [],
  framing: 'length',
  isBroken: false,
  mayWait: false,
})

const valid = (
  method: string,
  target: string,
  headers?: readonly Header[],
  content?: Content,
): Valid => ({ title: `${method} ${target}`, draft: draftOf(method, target, headers, content) })

// ── The API ──────────────────────────────────────────────────────────────────

type Type = ChatKitRequest['type']

const message = (text: string, attachments: string[] = []) => ({
  content: [{ type: 'input_text', text }],
  attachments,
  inference_options: {},
})

const rich = {
  content: [
    { type: 'input_text', text: `${MARK} What is a hook?` },
    {
      type: 'input_tag',
      id: 't1',
      text: MARK,
      data: { kind: MARK },
      group: 'g',
      interactive: true,
    },
  ],
  attachments: ['@picture@'],
  quoted_text: `${MARK} as you said`,
  inference_options: { tool_choice: { id: MARK }, model: 'gpt-5' },
}
const action = (type: string, payload: object) => ({ type, payload })
const plan = { thread_id: '@planThread@', item_id: '@plan@' }
const paging = { limit: 20, order: 'desc', after: '@question@' }

const chatKitParams: Record<Type, object[]> = {
  'threads.create': [{ input: message(`${MARK} How do I find my niche?`) }, { input: rich }],
  'threads.add_user_message': [
    { thread_id: '@thread@', input: message(`${MARK} And then?`) },
    { thread_id: '@thread@', input: rich },
  ],
  'threads.add_client_tool_output': [{ thread_id: '@toolThread@', result: { date: MARK } }],
  'threads.add_structured_input': [
    {
      thread_id: '@formThread@',
      item_id: '@form@',
      input: {
        status: 'answered',
        answers: { niche: { values: [MARK] }, hours: { skipped: true } },
      },
    },
  ],
  'threads.retry_after_item': [{ thread_id: '@thread@', item_id: '@question@' }],
  'threads.custom_action': [{ ...plan, action: action('plan.download', { file: 'ics' }) }],
  'threads.sync_custom_action': [
    { ...plan, action: action('plan.mark_day', { day: 1 }) },
    { ...plan, action: action('plan.edit_day', { day: 1 }) },
    {
      ...plan,
      action: action('plan.save_day', { day: 1, format: 'Reel', hook: `${MARK} first line` }),
    },
  ],
  'threads.get_by_id': [{ thread_id: '@thread@' }],
  'threads.list': [{}, paging],
  'threads.update': [{ thread_id: '@thread@', title: `${MARK} title` }],
  'threads.delete': [{ thread_id: '@spareThread@' }],
  'items.list': [{ thread_id: '@thread@', ...paging }],
  'items.feedback': [{ thread_id: '@thread@', item_ids: ['@answer@'], kind: 'positive' }],
  'attachments.create': [
    { name: `${MARK}.png`, size: PNG.length, mime_type: 'image/png' },
    { name: `${MARK}.txt`, size: 100, mime_type: 'text/plain' },
  ],
  'attachments.delete': [{ attachment_id: '@spareAttachment@' }],
  'input.transcribe': [{ audio_base64: 'UklGRg==', mime_type: 'audio/webm;codecs=opus' }],
}

const json = (value: unknown): Content => ({ kind: 'json', value })
const jsonType: Header = ['Content-Type', 'application/json']

const chatKit = Object.entries(chatKitParams).flatMap(([type, all]) =>
  all.map((params): Valid => {
    const body = { type, params, metadata: {} }
    return {
      title: `POST /chatkit ${type}`,
      draft: draftOf('POST', '/chatkit', [session, jsonType], json(body)),
    }
  }),
)

const BOUNDARY = 'fuzz-boundary'
const form = (...parts: Part[]): Content => ({
  kind: 'parts',
  boundary: BOUNDARY,
  parts,
  isClosed: true,
})
const formType: Header = ['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`]
const filePart = (name: string, filename: string, body: Part['body']): Part => ({
  head: `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/plain`,
  body,
})
const fieldPart = (name: string, body: string): Part => ({
  head: `Content-Disposition: form-data; name="${name}"`,
  body,
})
const aFile = filePart('file', `${MARK}.txt`, `${MARK} some words to be found`)

export const apiRequests: Valid[] = [
  ...chatKit,
  // As often as all of them: most of what is at stake is behind it.
  ...chatKit,
  valid('GET', '/'),
  valid('GET', '/health'),
  valid('GET', '/livez'),
  valid('GET', '/readyz'),
  valid('GET', '/metrics', [['Authorization', 'Bearer @metricsToken@']]),
  valid('OPTIONS', '/chatkit', [
    ['Origin', '@page@'],
    ['Access-Control-Request-Method', 'POST'],
    ['Access-Control-Request-Headers', 'content-type,x-session-id'],
  ]),
  valid('GET', '/chatkit/runs/@run@', [session]),
  valid('GET', '/chatkit/runs/@run@', [session, ['Last-Event-ID', '@run@:2']]),
  valid('GET', '/chatkit/runs/@running@', [session]),
  valid('POST', '/chatkit/runs/@run@/cancel', [session]),
  valid('POST', '/chatkit/runs/@running@/cancel', [session]),
  valid('POST', '/chatkit/runs/@running@/answer-now', [session]),
  valid('PUT', '@upload@', [['Content-Type', 'image/png']], { kind: 'pieces', pieces: [PNG] }),
  valid('PUT', '@upload@', [formType], form(filePart('file', 'a.png', PNG))),
  valid('POST', '@upload@', [formType], form(filePart('file', `${MARK}.png`, PNG))),
  valid('PUT', '@textUpload@', [['Content-Type', 'text/plain']], {
    kind: 'pieces',
    pieces: [`${MARK} words`],
  }),
  valid('GET', '@preview@'),
  valid('GET', '/library/files', [session]),
  valid('POST', '/library/files', [session, formType], form(aFile)),
  valid('POST', '/library/files', [session, formType], form(filePart('file', `${MARK}.pdf`, PDF))),
  valid('POST', '/library/files', [session, formType], form(fieldPart('more', MARK), aFile)),
  valid('DELETE', '/library/files/@spareFile@', [session]),
  valid('GET', '/admin/library/files', [owner]),
  valid('POST', '/admin/library/files', [owner, formType], form(aFile)),
  valid('DELETE', '/admin/library/files/@ownersFile@', [owner]),
  valid('GET', '/session', [session]),
  valid('GET', '/session/data', [session]),
  valid('DELETE', '/session?receipt=1', [['X-Session-Id', '@spareSession@']]),
  valid('DELETE', '/session', [['X-Session-Id', '@spareSession@']]),
  valid('GET', '/receipts/@receipt@'),
]

/** As a proxy in front of the API passes them on. */
export const fromAddress = (address: string, requests: Valid[]): Valid[] =>
  requests.map(({ title, draft }) => ({
    title,
    draft: { ...draft, headers: [...draft.headers, ['X-Forwarded-For', address]] },
  }))

// ── The page ─────────────────────────────────────────────────────────────────

const visitor: Header[] = [
  ['Cookie', '@cookie@'],
  ['Sec-Fetch-Site', 'same-origin'],
  ['Sec-Fetch-Mode', 'navigate'],
  ['Origin', '@page@'],
  ['Referer', '@page@/'],
  ['Accept', 'text/html'],
]
const plainType: Header = ['Content-Type', 'application/x-www-form-urlencoded']
const fields = (...pairs: [string, string][]): Content => ({ kind: 'fields', fields: pairs })

const documents = [
  '/',
  '/chat/@thread@',
  '/chat/@formThread@',
  '/chat/@planThread@',
  '/chat/@thread@/rename',
  '/chat/@thread@/delete',
  '/library',
  '/data',
  '/data/erase',
  '/data/receipts/@receipt@',
  '/data/receipts/@receipt@/download',
  '/theme',
  '/again',
  `/nothing/${MARK}`,
]
const dataOf = (path: string) => (path === '/' ? '/_root.data' : `${path}.data`)

const posts: [path: string, type: Header, content: Content][] = [
  ['/?index', plainType, fields(['message', `${MARK} How do I start?`])],
  ['/?index', formType, form(fieldPart('message', `${MARK} How do I start?`))],
  ['/?index', formType, form(fieldPart('message', MARK), filePart('files', `${MARK}.txt`, MARK))],
  ['/?index', formType, form(fieldPart('message', MARK), filePart('files', `${MARK}.png`, PNG))],
  ['/chat/@thread@', plainType, fields(['message', `${MARK} And then?`])],
  [
    '/chat/@formThread@',
    plainType,
    fields(['item_id', '@form@'], ['status', 'answered'], ['answer:niche', MARK]),
  ],
  ['/chat/@thread@/rename', plainType, fields(['title', `${MARK} title`])],
  ['/chat/@spareThread@/delete', plainType, fields(['leave', 'yes'])],
  ['/library', formType, form(aFile)],
  ['/library', plainType, fields(['remove', '@file@'])],
  ['/data/erase', plainType, fields()],
  ['/theme', plainType, fields(['theme', 'dark'], ['to', '/library'])],
  ['/again', plainType, fields(['to', '/chat/@thread@'])],
]

export const pageRequests: Valid[] = [
  ...documents.map((path) => valid('GET', path, visitor)),
  ...documents.map((path) => valid('GET', dataOf(path), visitor)),
  valid('GET', '/chat/@thread@.data?_routes=routes%2F_hub.chat.%24threadId', visitor),
  valid('GET', '/library.data?_routes=root,routes%2F_hub', visitor),
  valid('GET', '/favicon.svg', visitor),
  valid('GET', '/assets/@asset@', visitor),
  ...posts.map(([path, type, content]) => valid('POST', path, [...visitor, type], content)),
  ...posts.map(([path, type, content]) => valid('POST', path, [...visitor, type], content)),
  ...posts
    .filter(([path]) => path !== '/data/erase')
    .map(([path, type, content]) => {
      const [pathname = '', query] = path.split('?')
      const target = [dataOf(pathname), query].filter(Boolean).join('?')
      return valid('POST', target, [...visitor, type], content)
    }),
]
