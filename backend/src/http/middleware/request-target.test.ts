import { expect, test } from 'vitest'
import { rawRequest, sendRaw } from '../../../test/api/raw-request.ts'
import { type ScriptedApi, startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { longestTurn } from '../../../test/process/longest-turn.ts'
import { saying } from '../../../test/responders/assistant.ts'

/** What the log has above the level of information. */
const failuresIn = ({ logged }: ScriptedApi) => logged.lines().filter(({ level }) => level > 30)
const codeOf = (body: string) => JSON.parse(body).error.code

test('a request line that names no address is refused, and logged like any other request', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const lines = [
    'GET http://[ HTTP/1.1',
    'GET https://[::1 HTTP/1.1',
    'GET //a@[# HTTP/1.1',
    'GET /a#b HTTP/1.1',
    'GET foo://bar HTTP/1.1',
    'GET * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'HEAD http://[ HTTP/1.1',
  ]

  for (const line of lines) {
    const [answer] = await sendRaw(api.url, rawRequest(line))

    expect(`${line} ${answer?.status}`).toBe(`${line} 400`)
    const request_id = answer?.headers.get('x-request-id')
    expect(await api.logged.line((logged) => logged.request_id === request_id)).toMatchObject({
      msg: 'request',
      status: 400,
    })
  }
  expect(failuresIn(api)).toEqual([])
})

test('a request line that is no HTTP is refused', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const lines = [
    'GET javascript:alert(1) HTTP/1.1',
    'GET localhost:8000 HTTP/1.1',
    'GET ?a=1 HTTP/1.1',
    'GET \\\\evil HTTP/1.1',
    'POST http: HTTP/1.1',
    'GET /\u00a0@[ HTTP/1.1',
    'GET / HTTP/9.9',
    'FETCH / HTTP/1.1',
    '\0\0\0\0',
  ]

  for (const line of lines) {
    const [answer] = await sendRaw(api.url, Buffer.from(rawRequest(line), 'latin1'))

    expect(`${line} ${answer?.status}`).toBe(`${line} 400`)
    expect(codeOf(answer?.body ?? '')).toBe('invalid_request')
  }
  expect(failuresIn(api)).toEqual([])
})

test('an absolute address is answered like its path', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const answers = [
    ...(await sendRaw(api.url, rawRequest(`GET http://hub.example.com/health HTTP/1.1`))),
    ...(await sendRaw(api.url, rawRequest(`GET HTTPS://hub.example.com/health?x=1 HTTP/1.1`))),
    ...(await sendRaw(api.url, rawRequest(`GET http://hub.example.com HTTP/1.1`))),
    ...(await sendRaw(api.url, rawRequest(`GET http://hub.example.com/nowhere HTTP/1.1`))),
  ]

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404])
})

test('an address that cannot be decoded is the mistake of who asks for it', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const session = [`X-Session-Id: ${api.visitor().session}`]
  const paths = [
    '/%',
    '/%E0%A4%A',
    '/chatkit/runs/%E0%A4%A',
    '/chatkit/runs/%00',
    '/attachments/%ff?session=%ff&signature=%',
    '/attachments/a?session&session&expires=x&signature=%C0',
    '/receipts/%2e%2e%2f',
    '/library/files/..%2f..%2f',
    '//evil.example.com/chatkit',
    '/__proto__/constructor',
  ]

  for (const path of paths) {
    for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS']) {
      const [answer] = await sendRaw(api.url, rawRequest(`${method} ${path} HTTP/1.1`, session))

      expect(answer?.status).toBeLessThan(500)
    }
  }
  expect(failuresIn(api)).toEqual([])
})

test('a request without one host that could be one is refused on every route', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const hosts = [
    [],
    ['Host: '],
    ['Host: ['],
    ['Host: localhost', 'Host: evil.example.com'],
    ['Host: user:secret@evil.example.com'],
    ['Host: localhost/evil'],
    ['Host: a b'],
    ['Host: hüb.example.com'],
  ]

  for (const host of hosts) {
    for (const path of ['/', '/health', '/attachments/a?session=b&signature=c']) {
      const lines = [`GET ${path} HTTP/1.1`, ...host, 'Connection: close', '', '']
      const [answer] = await sendRaw(api.url, lines.join('\r\n'))

      expect(`${host} ${answer?.status}`).toBe(`${host} 400`)
      expect(codeOf(answer?.body ?? '')).toBe('invalid_request')
    }
  }
})

test('HTTP/1.0 needs no host where none is needed', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const [health] = await sendRaw(api.url, 'GET /health HTTP/1.0\r\n\r\n')

  expect(health?.status).toBe(200)
})

test('a method that no route takes is refused, also one that hardly anybody uses', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  for (const method of ['TRACE', 'PATCH', 'PROPFIND', 'M-SEARCH', 'PURGE', 'HEAD']) {
    const [answer] = await sendRaw(api.url, rawRequest(`${method} /chatkit HTTP/1.1`))

    expect(`${method} ${answer?.status}`).toBe(`${method} 405`)
    expect(answer?.headers.get('allow')).toBe('POST')
  }
})

test('an expectation other than 100-continue is refused', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const odd = await sendRaw(api.url, rawRequest('GET / HTTP/1.1', ['Expect: a-miracle']))
  const usual = await sendRaw(api.url, rawRequest('GET / HTTP/1.1', ['Expect: 100-Continue']))

  expect(odd[0]?.status).toBe(417)
  expect(usual.map(({ status }) => status)).toEqual([100, 200])
})

test('no header but `Host` names the host that a file is uploaded to', async () => {
  await using api = await startScriptedApi(saying('Hi'), { TRUSTED_PROXY: 'X-Real-IP' })
  const params = { name: 'me.png', mime_type: 'image/png', size: 9 }
  const body = JSON.stringify({ type: 'attachments.create', params })
  const forged = [
    'X-Forwarded-Host: evil.example.com',
    'X-Forwarded-Proto: javascript',
    'X-Forwarded-Proto: ://evil.example.com/?',
    'X-Forwarded-Proto: https://evil.example.com/, https',
    'Forwarded: host=evil.example.com;proto=https',
    'X-Original-Host: evil.example.com',
  ]

  for (const header of forged) {
    const headers = [
      'Host: hub.example.com',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      `X-Session-Id: ${api.visitor().session}`,
      header,
    ]
    const [answer] = await sendRaw(api.url, rawRequest('POST /chatkit HTTP/1.1', headers, body))

    expect(answer?.status).toBe(200)
    const { upload_descriptor, preview_url } = JSON.parse(answer?.body ?? '')
    expect(new URL(upload_descriptor.url).origin).toBe('http://hub.example.com')
    expect(new URL(preview_url).origin).toBe('http://hub.example.com')
  }
})

test('behind a proxy an upload address is https where the proxy says so', async () => {
  await using proxied = await startScriptedApi(saying('Hi'), { TRUSTED_PROXY: 'X-Real-IP' })
  await using direct = await startScriptedApi(saying('Hi'))
  const create = (api: ScriptedApi) =>
    api
      .visitor()
      .post(
        {
          type: 'attachments.create',
          params: { name: 'me.png', mime_type: 'image/png', size: 9 },
        },
        { 'X-Forwarded-Proto': 'https' },
      )
      .then((response) => response.json() as Promise<{ upload_descriptor: { url: string } }>)

  const [secure, plain] = [await create(proxied), await create(direct)]

  expect(secure.upload_descriptor.url).toMatch(/^https:\/\/127\.0\.0\.1/)
  expect(plain.upload_descriptor.url).toMatch(/^http:\/\/127\.0\.0\.1/)
})

test('an absolute address names the host, whatever `Host` says', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const params = { name: 'me.png', mime_type: 'image/png', size: 9 }
  const body = JSON.stringify({ type: 'attachments.create', params })
  const line = 'POST http://hub.example.com/chatkit HTTP/1.1'
  const headers = [
    'Host: evil.example.com',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `X-Session-Id: ${api.visitor().session}`,
  ]

  const [answer] = await sendRaw(api.url, rawRequest(line, headers, body))

  const { upload_descriptor } = JSON.parse(answer?.body ?? '')
  expect(new URL(upload_descriptor.url).origin).toBe('http://hub.example.com')
})

test('a query of 8,000 names takes no time', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const query = '&a'.repeat(7_500)

  const ms = await longestTurn(async () => {
    const response = await visitor.fetch(`/session?receipt=1${query}`, { method: 'DELETE' })
    expect(response.status).toBe(200)
  })

  expect(ms).toBeLessThan(100)
})
