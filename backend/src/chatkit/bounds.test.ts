import { describe, expect, test } from 'vitest'
import { textInput } from '../../test/api/chatkit-client.ts'
import { InvalidRequestError } from '../errors.ts'
import {
  LONGEST_ACTION_PAYLOAD,
  LONGEST_ANSWER,
  LONGEST_FILE_NAME,
  LONGEST_ID,
  LONGEST_METADATA,
  LONGEST_MIME_TYPE,
  LONGEST_NAME,
  LONGEST_QUOTATION,
  LONGEST_TAG_DATA,
  LONGEST_TITLE,
  LONGEST_TOOL_RESULT,
  MOST_ANSWER_VALUES,
  MOST_ANSWERS,
  MOST_ATTACHMENTS,
  MOST_CONTENT_PARTS,
  MOST_RATED_ITEMS,
} from '../protocol/bounds.ts'
import { parseRequest } from './requests.ts'

type Request = { type: string; params: object; metadata?: object }

const text = (length: number) => 'é'.repeat(length)
const list = <T>(length: number, entry: T) => Array.from({ length }, () => entry)
const record = <T>(length: number, entry: T) =>
  Object.fromEntries(Array.from({ length }, (_, n) => [`name_${n}`, entry]))
/** JSON of that length, quotation marks included. */
const jsonText = (length: number) => text(length - 2)
/** An object whose JSON has that length. */
const jsonObject = (length: number) => ({ a: text(length - '{"a":""}'.length) })

const create = (input: object) => ({
  type: 'threads.create',
  params: { input: { ...textInput('Hello'), ...input } },
})
const tag = (fields: object) =>
  create({ content: [{ type: 'input_tag', id: 't', text: 'Reels', ...fields }] })
const fillIn = (answers: object) => ({
  type: 'threads.add_structured_input',
  params: { thread_id: 't', item_id: 'i', input: { answers } },
})
const act = (type: string) => (action: object) => ({
  type,
  params: { thread_id: 't', action: { type: 'look', ...action } },
})
const about = (type: string, params: object) => ({
  type,
  params: { thread_id: 't', item_id: 'i', input: {}, action: { type: 'look' }, ...params },
})
const announce = (fields: object) => ({
  type: 'attachments.create',
  params: { name: 'a.md', size: 1, mime_type: 'text/markdown', ...fields },
})

const bounds: Array<[string, number, (size: number) => Request]> = [
  [
    'parts of a message',
    MOST_CONTENT_PARTS,
    (n) => create({ content: list(n, { type: 'input_text', text: 'a' }) }),
  ],
  ['attachments', MOST_ATTACHMENTS, (n) => create({ attachments: list(n, 'atc_1') })],
  ['characters of an attachment’s id', LONGEST_ID, (n) => create({ attachments: [text(n)] })],
  ['characters of a quotation', LONGEST_QUOTATION, (n) => create({ quoted_text: text(n) })],
  ['characters of a model', LONGEST_NAME, (n) => create({ inference_options: { model: text(n) } })],
  [
    'characters of a tool',
    LONGEST_ID,
    (n) => create({ inference_options: { tool_choice: { id: text(n) } } }),
  ],
  ['characters of a tag’s id', LONGEST_ID, (n) => tag({ id: text(n) })],
  ['characters of a tag’s group', LONGEST_NAME, (n) => tag({ group: text(n) })],
  ['characters of a tag’s data', LONGEST_TAG_DATA, (n) => tag({ data: jsonObject(n) })],
  ['answers', MOST_ANSWERS, (n) => fillIn(record(n, { values: [] }))],
  ['characters of a question’s id', LONGEST_ID, (n) => fillIn({ [text(n)]: { skipped: true } })],
  ['values of an answer', MOST_ANSWER_VALUES, (n) => fillIn({ niche: { values: list(n, 'a') } })],
  ['characters of a value', LONGEST_ANSWER, (n) => fillIn({ niche: { values: [text(n)] } })],
  [
    'characters of a tool’s result',
    LONGEST_TOOL_RESULT,
    (n) => about('threads.add_client_tool_output', { result: jsonText(n) }),
  ],
  [
    'characters of metadata',
    LONGEST_METADATA,
    (n) => ({ type: 'threads.list', params: {}, metadata: jsonObject(n) }),
  ],
  ['characters of a title', LONGEST_TITLE, (n) => about('threads.update', { title: text(n) })],
  [
    'rated items',
    MOST_RATED_ITEMS,
    (n) => about('items.feedback', { item_ids: list(n, 'msg_1'), kind: 'positive' }),
  ],
  [
    'characters of a rated item',
    LONGEST_ID,
    (n) => about('items.feedback', { item_ids: [text(n)], kind: 'positive' }),
  ],
  [
    'characters of a cursor among chats',
    LONGEST_ID,
    (n) => ({ type: 'threads.list', params: { after: text(n) } }),
  ],
  [
    'characters of a cursor among items',
    LONGEST_ID,
    (n) => about('items.list', { after: text(n) }),
  ],
  ['characters of a file name', LONGEST_FILE_NAME, (n) => announce({ name: text(n) })],
  ['characters of a media type', LONGEST_MIME_TYPE, (n) => announce({ mime_type: text(n) })],
  [
    'characters of a recording’s type',
    LONGEST_MIME_TYPE,
    (n) => ({ type: 'input.transcribe', params: { audio_base64: 'AAAA', mime_type: text(n) } }),
  ],
  [
    'characters of a deleted attachment',
    LONGEST_ID,
    (n) => ({ type: 'attachments.delete', params: { attachment_id: text(n) } }),
  ],
  ...['threads.custom_action', 'threads.sync_custom_action'].flatMap((type): typeof bounds => [
    [`characters of an action’s type (${type})`, LONGEST_NAME, (n) => act(type)({ type: text(n) })],
    [
      `characters of its payload (${type})`,
      LONGEST_ACTION_PAYLOAD,
      (n) => act(type)({ payload: jsonText(n) }),
    ],
    [`characters of its item (${type})`, LONGEST_ID, (n) => about(type, { item_id: text(n) })],
  ]),
  ...['threads.add_structured_input', 'threads.retry_after_item'].map(
    (type): (typeof bounds)[number] => [
      `characters of an item (${type})`,
      LONGEST_ID,
      (n) => about(type, { item_id: text(n) }),
    ],
  ),
  ...['threads.get_by_id', 'threads.delete', 'items.list', 'threads.retry_after_item'].map(
    (type): (typeof bounds)[number] => [
      `characters of a chat (${type})`,
      LONGEST_ID,
      (n) => about(type, { thread_id: text(n) }),
    ],
  ),
]

test.each(bounds)('%s: %d are taken, one more is refused', (_, most, request) => {
  expect(() => parseRequest(request(most))).not.toThrow()
  expect(() => parseRequest(request(most + 1))).toThrow(InvalidRequestError)
})

test('a refusal says where the limit is, and how much may be there', () => {
  const request = about('items.feedback', { item_ids: list(101, 'msg_1'), kind: 'positive' })

  expect(() => parseRequest(request)).toThrow(
    '`params.item_ids` cannot be used: has more than 100 entries.',
  )
})

test('what a refusal says is short, whatever the request has in it', () => {
  const name = text(LONGEST_ID)
  const requests = [
    fillIn({ [name]: { values: 1 } }),
    { type: name, params: {} },
    { type: 'threads.list', params: { order: name } },
    { type: 'threads.list', params: { limit: name } },
  ]

  for (const request of requests) {
    const { message } = refusalOf(request)
    expect(message.length).toBeLessThan(250)
    expect(message).not.toContain(name)
  }
})

describe('names that mean something to an object', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']

  test.each(names)('%s is a name of an answer, a tag’s data or metadata like any other', (name) => {
    const parse = (json: string) => parseRequest(JSON.parse(json.replaceAll('NAME', name)))

    parse(JSON.stringify(fillIn({ NAME: { values: ['x'] } })))
    parse(JSON.stringify(tag({ data: { NAME: { isAdmin: true } } })))
    parse(JSON.stringify({ type: 'threads.list', params: { NAME: 1 }, metadata: { NAME: {} } }))

    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
    expect(Reflect.get({}, 'values')).toBeUndefined()
  })

  test.each(names)('%s is no type of a request', (name) => {
    expect(() => parseRequest({ type: name, params: {} })).toThrow(InvalidRequestError)
    expect(() =>
      parseRequest(JSON.parse(`{"${name}":{"type":"threads.list","params":{}}}`)),
    ).toThrow(InvalidRequestError)
  })
})

test.each(['1e999', '-1e999', '-0', '1e-400', '9007199254740993', '0.1', '"7"', '[7]'])(
  'a limit of %s is clamped or refused, and never more than a page',
  (limit) => {
    const parse = () =>
      parseRequest(JSON.parse(`{"type":"threads.list","params":{"limit":${limit}}}`))
    try {
      expect(parse()).toMatchObject({ params: { limit: expect.toSatisfy(isPage) } })
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidRequestError)
    }
  },
)

const isPage = (limit: number) => Number.isInteger(limit) && limit >= 1 && limit <= 100

function refusalOf(request: Request): Error {
  try {
    parseRequest(request)
  } catch (error) {
    if (error instanceof InvalidRequestError) return error
  }
  throw new Error('It was not refused.')
}
