import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { textInput } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'

const MiB = 1024 * 1024
const session = '0f8fad5b-d9cb-469f-a165-70867728950e'
const list = { type: 'threads.list', params: {} }

/** A scripted hub that hears everything as “Hello”. */
const start = () => startScriptedApi({ respond: saying('Hi'), transcribe: async () => 'Hello' })

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const withMetadata = (json: string) =>
  `{"type":"threads.list","params":{},"metadata":{"deep":${json}}}`

const CHUNKED = { 'Transfer-Encoding': 'chunked' }

/** A request whose body is sent piece by piece, and maybe never ended. */
async function openRequest(url: string, headers: Record<string, string> = CHUNKED) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const lines = Object.entries({
    Host: 'hub',
    'X-Session-Id': session,
    'Content-Type': 'application/json',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST /chatkit HTTP/1.1\r\n${lines.join('')}\r\n`)
  return {
    socket,
    send: (body: string) => socket.write(`${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`),
    end: () => socket.write('0\r\n\r\n'),
    status: () => statusOf(socket),
  }
}

async function statusOf(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes('\r\n\r\n')) break
  }
  return text.split(' ', 2)[1] ?? ''
}

test.each([
  ['a type that is no JSON', 'text/plain', list],
  ['a form', 'application/x-www-form-urlencoded', 'type=threads.list'],
  ['a type that only looks like JSON', 'application/jsonp', list],
  ['another charset', 'application/json; charset=utf-16', list],
  ['another charset, in quotes', 'application/json; charset="latin1"', list],
])('a body with %s is refused as a type that is not supported', async (_, type, body) => {
  await using api = await start()

  const response = await api.visitor().post(body, { 'Content-Type': type })

  expect(await response.clone().text()).toMatch(/application\/json|UTF-8/)
  expect(await refusalOf(response)).toBe('415 unsupported_type')
})

test.each([
  'application/json',
  'Application/JSON',
  'application/json;charset=utf-8',
  'application/json ; charset="UTF-8"',
])('a body of the type %s is read', async (type) => {
  await using api = await start()

  expect((await api.visitor().post(list, { 'Content-Type': type })).status).toBe(200)
})

test('a body of bytes whose type is not named is refused', async () => {
  await using api = await start()
  const body = Buffer.from(JSON.stringify(list))

  const response = api.visitor().fetch('/chatkit', { method: 'POST', body })

  expect(await refusalOf(response)).toBe('415 unsupported_type')
})

test.each<[string, string | Buffer<ArrayBuffer>]>([
  ['is empty', ''],
  ['is null', 'null'],
  ['is a number', '1e999'],
  ['is a text', '"threads.list"'],
  ['begins with a byte order mark', `\uFEFF${JSON.stringify(list)}`],
  ['is not valid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ['is UTF-16', Buffer.from(JSON.stringify(list), 'utf16le')],
  ['is JSON with something behind it', `${JSON.stringify(list)}{}`],
  ['is JSON with a raw control character', '{"type":"threads.list\u0001"}'],
  ['is NUL', '\0'],
])('a body that %s is refused as invalid', async (_, body) => {
  await using api = await start()
  const headers = { 'Content-Type': 'application/json' }

  const response = api.visitor().fetch('/chatkit', { method: 'POST', body, headers })

  expect(await refusalOf(response)).toBe('400 invalid_request')
})

test('a request without any body is refused as invalid', async () => {
  await using api = await start()

  const response = api.visitor().fetch('/chatkit', { method: 'POST' })

  expect(await refusalOf(response)).toBe('400 invalid_request')
})

test('what is no JSON is not repeated in the refusal', async () => {
  await using api = await start()

  const response = await api.visitor().post('{"quillowfern": quillowfern}')

  expect(await response.text()).not.toContain('quillowfern')
})

test('a body is read to its hundredth level, and refused at the next', async () => {
  await using api = await start()
  const visitor = api.visitor()

  expect((await visitor.post(withMetadata(nested(98)))).status).toBe(200)
  expect(await refusalOf(visitor.post(withMetadata(nested(99))))).toBe('400 invalid_request')
  expect(await refusalOf(visitor.post('['.repeat(MiB)))).toBe('400 invalid_request')
  expect(await refusalOf(visitor.post('{"a":'.repeat(200_000)))).toBe('400 invalid_request')
  const brackets = withMetadata(JSON.stringify('['.repeat(5_000)))
  expect((await visitor.post(brackets)).status).toBe(200)
})

test.each([
  ['numbers', `[${'1,'.repeat(500_000)}1]`],
  ['empty lists', `[${'[],'.repeat(300_000)}[]]`],
  ['texts', `[${'"",'.repeat(300_000)}""]`],
  ['texts without anything between', '""'.repeat(500_000)],
  ['names', `{${'"a":0,'.repeat(150_000)}"a":0}`],
])('a body of very many %s is refused before it is parsed', async (_, json) => {
  await using api = await start()

  const response = api.visitor().post(withMetadata(json))

  expect(await refusalOf(response)).toBe('400 invalid_request')
})

test('a body is refused as soon as it is too large, not when it has ended', async () => {
  await using api = await start()
  const request = await openRequest(api.url)

  request.send('{"type":"threads.list","params":{},"padding":"')
  for (let sent = 0; sent <= MiB; sent += 64 * 1024) request.send('x'.repeat(64 * 1024))

  expect(await request.status()).toBe('413')
  request.socket.destroy()
})

test('a body is refused at once where it is announced to be larger than any may be', async () => {
  await using api = await start()
  const request = await openRequest(api.url, { 'Content-Length': String(10 * MiB + 1) })

  expect(await request.status()).toBe('413')
  request.socket.destroy()
})

test('after a refusal in the middle of its body, a connection takes the next request', async () => {
  await using api = await start()
  const request = await openRequest(api.url)

  request.send('[')
  request.send('['.repeat(1_000))
  expect(await request.status()).toBe('400')
  request.send('['.repeat(200_000))
  request.end()
  request.socket.write(`GET /session HTTP/1.1\r\nHost: hub\r\nX-Session-Id: ${session}\r\n\r\n`)

  let text = ''
  for await (const chunk of request.socket) {
    text += chunk
    if (text.includes('HTTP/1.1 200')) break
  }
  expect(text).toContain('HTTP/1.1 200')
})

const recording = Buffer.alloc(2 * MiB).toString('base64')
const asText = JSON.stringify(recording)

test.each([
  [
    'with its type first',
    `{"type":"input.transcribe","params":{"mime_type":"audio/webm","audio_base64":${asText}}}`,
  ],
  [
    'with its type last',
    `{"params":{"audio_base64":${asText},"mime_type":"audio/webm"},"type":"input.transcribe"}`,
  ],
  [
    'with other things before it',
    `{"metadata":{"a":[1,{"b":"}"}]},"type" : "input.transcribe", "params" : { "mime_type": "audio/webm", "audio_base64" :\n ${asText} } }`,
  ],
])('a recording of more than one MiB is taken, %s', async (_, body) => {
  await using api = await start()

  const response = await api.visitor().post(body)

  expect([response.status, await response.json()]).toEqual([200, { text: 'Hello' }])
})

test.each([
  ['another type', `{"type":"threads.list","params":{"audio_base64":${asText}}}`],
  ['another type behind it', `{"params":{"audio_base64":${asText}},"type":"threads.list"}`],
  [
    'its type, then another',
    `{"type":"input.transcribe","params":{"audio_base64":${asText}},"type":"threads.list"}`,
  ],
  ['no type', `{"params":{"audio_base64":${asText}}}`],
  ['its type further inside', `{"params":{"type":"input.transcribe","audio_base64":${asText}}}`],
  ['the recording elsewhere', `{"type":"input.transcribe","audio_base64":${asText},"params":{}}`],
  ['the recording in a list', `{"type":"input.transcribe","params":["audio_base64",${asText}]}`],
  [
    'the recording deeper inside',
    `{"type":"input.transcribe","params":{"params":{"audio_base64":${asText}}}}`,
  ],
  ['the recording as the type', `{"params":{"audio_base64":"AAAA"},"type":${asText}}`],
  [
    'something else that is large',
    `{"type":"input.transcribe","params":{"audio_base64":"AAAA","mime_type":${asText}}}`,
  ],
])('a body of more than one MiB is refused with %s', async (_, body) => {
  await using api = await start()

  expect(await refusalOf(api.visitor().post(body))).toBe('413 too_large')
})

test('text that cannot be written in UTF-8, and NUL, are replaced wherever they stand', async () => {
  await using api = await start()
  const visitor = api.visitor()
  const content =
    '[{"type":"input_text","text":"a\\u0000b\\ud800c\\uDC00\\ud83d\\ude00"},{"type":"input_tag","id":"t","text":"x","data":{"k\\u0000":["\\ud800"],"__proto__":{"y":"\\u0000"}}}]'
  const body = `{"type":"threads.create","params":{"input":{"content":${content},"attachments":[],"inference_options":{}}}}`

  const stream = await (await visitor.post(body)).text()
  const { data } = await visitor.ask('threads.list', {})
  const stored = JSON.stringify(await visitor.items(data[0]?.id ?? ''))

  for (const shown of [stream, stored]) {
    expect(shown).toContain('a\uFFFDb\uFFFDc\uFFFD😀')
    expect(shown).toContain('"k\uFFFD":["\uFFFD"]')
    expect(shown).toContain('"__proto__":{"y":"\uFFFD"}')
    expect(shown).not.toMatch(/\\u(0000|d[89a-f])/i)
  }
})

test('who leaves in the middle of a body makes no error', async () => {
  await using api = await start()
  const request = await openRequest(api.url)
  request.send('{"type":')
  await api.visitor().post(list)

  request.socket.destroy()
  await api.logged.line(({ msg, status }) => msg === 'request' && status !== 200)

  expect(api.logged.lines().filter(({ level }) => level >= 40)).toEqual([])
})

test('a message may use any character there is', async () => {
  await using api = await start()
  const visitor = api.visitor()
  const text = `${'e\u0301\u0323'.repeat(5_000)} \u202Eabc\u200F \u0001\u007F \uFFFE 🏳️‍🌈`

  const thread = await visitor.chat(text, textInput(text))

  expect((await visitor.texts(thread))[0]).toBe(text)
})
