import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { AppLoadContext } from '@remix-run/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createListener } from './app.ts'

type Handle = (request: Request, context: AppLoadContext) => Promise<Response> | Response

const client = mkdtempSync(join(tmpdir(), 'page-client-'))
let server: Server
let port: number
let handle: Handle
let lines: string[]

beforeAll(async () => {
  mkdirSync(join(client, 'assets'))
  writeFileSync(join(client, 'assets/app-1a2b.js'), `let a = ${'1 + '.repeat(2_000)}1`)
  writeFileSync(join(client, 'favicon.svg'), '<svg/>')
  server = createServer(
    { requireHostHeader: false },
    createListener(async (request, context) => handle(request, context), client),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line))
  // What the app does with a request that was refused: a page about it.
  handle = (request, { refusedWith }) =>
    refusedWith
      ? html(`<h1>${refusedWith}</h1>`, refusedWith)
      : html(`seen ${new URL(request.url).pathname}`)
})
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(client, { recursive: true, force: true })
})

const html = (body: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers: { 'Content-Type': 'text/html', ...headers } })

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init)

/** Sends bytes as they are, and resolves with all that comes back until the connection ends. */
async function exchange(text: string) {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer
}

describe('what is wrong with a request is told on a page of our own', () => {
  test.each([
    ['GET http://[ HTTP/1.1\r\nHost: a', 400],
    ['GET foo://bar HTTP/1.1\r\nHost: a', 400],
    ['GET * HTTP/1.1\r\nHost: a', 400],
    ['GET /% HTTP/1.1\r\nHost: a', 400],
    ['GET / HTTP/1.1\r\nHost: [', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: [', 400],
    ['GET / HTTP/1.1\r\nX-No-Host: a', 400],
    ['TRACE / HTTP/1.1\r\nHost: a', 405],
    ['OPTIONS * HTTP/1.1\r\nHost: a', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nContent-Length: 0', 403],
  ])('%j is %i', async (head, status) => {
    const answer = await exchange(`${head}\r\nConnection: close\r\n\r\n`)

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain(`<h1>${status}</h1>`)
    expect(answer).toContain('X-Content-Type-Options: nosniff')
    expect(lines).toEqual([])
  })

  test('a method that is not for this site is told which are', async () => {
    const response = await get('/', { method: 'DELETE' })

    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe('GET, HEAD, POST')
  })

  test('in a request for data is told by the status alone', async () => {
    const response = await get('/library.data?index', { method: 'PUT' })

    expect([response.status, await response.text()]).toEqual([405, 'Method Not Allowed\n'])
    expect(response.headers.get('Content-Type')).toMatch('text/plain')
  })

  test('the app sees nothing of it but the cookies, for the theme', async () => {
    const seen: Request[] = []
    handle = (request) => {
      seen.push(request)
      return html('', 400)
    }
    await get('/%?secret', { headers: { Cookie: 'theme=dark', 'X-Other': 'a' } })

    expect(seen[0]?.url).toBe('http://localhost/refused')
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toEqual({ cookie: 'theme=dark' })
  })

  test('an error for which the app has no page gets one', async () => {
    handle = (_request, { refusedWith }) =>
      refusedWith
        ? html(`<h1>${refusedWith}</h1>`, refusedWith)
        : new Response('Unexpected Server Error', { status: 405 })

    expect(await (await get('/theme')).text()).toBe('<h1>405</h1>')
    const data = await get('/theme.data')
    expect([data.status, await data.text()]).toEqual([405, 'Unexpected Server Error'])
  })
})

describe('the app', () => {
  test('is handed the address of the connection, whatever the headers say', async () => {
    let context: AppLoadContext = {}
    handle = (_request, given) => {
      context = given
      return html('')
    }
    await get('/', { headers: { 'X-Forwarded-For': '198.51.100.1', 'X-Real-IP': '198.51.100.1' } })

    expect(context.clientAddress).toBe('127.0.0.1')
    expect(context.refusedWith).toBeUndefined()
  })

  test('sees method, address, headers and body as they were sent', async () => {
    handle = async (request) =>
      Response.json([request.method, request.url, request.headers.get('X-A'), await request.text()])

    const response = await get('/a?b=%20', {
      method: 'POST',
      body: 'text',
      headers: { 'X-A': 'é' },
    })

    expect(await response.json()).toEqual(['POST', `http://127.0.0.1:${port}/a?b=%20`, 'é', 'text'])
  })

  test('is told when the client leaves', async () => {
    const { promise: left, resolve } = Promise.withResolvers<void>()
    handle = async ({ signal }) => {
      socket.destroy()
      await once(signal, 'abort')
      resolve()
      signal.throwIfAborted()
      return html('')
    }
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')

    await left
    expect(lines).toEqual([])
  })

  test.each([
    ['//', '/'],
    ['//?ref=mail', '/?ref=mail'],
    ['//evil.example', '/evil.example'],
  ])('to %s is sent on to %s', async (target, to) => {
    const answer = await exchange(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)

    expect(answer).toMatch(/^HTTP\/1.1 308 /)
    expect(answer).toContain(`Location: ${to}\r\n`)
  })

  test('may set several cookies', async () => {
    handle = () => {
      const response = html('')
      response.headers.append('Set-Cookie', 'a=1')
      response.headers.append('Set-Cookie', 'b=2')
      return response
    }

    expect((await get('/')).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('that fails is one line in the log, without what the visitor sent', async () => {
    handle = () => {
      throw new TypeError('Cannot read secret-word')
    }
    const response = await get('/chat/secret-word?secret-word')

    expect(response.status).toBe(500)
    expect(await response.text()).toBe('Internal Server Error\n')
    await expect.poll(() => lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      method: 'GET',
      status: 500,
      failures: [{ kind: 'TypeError', place: expect.stringContaining('app.test.ts') }],
    })
    expect(lines[0]).not.toContain('secret-word')
  })

  test('that fails in the middle of an answer ends the connection', async () => {
    handle = () => {
      const body = new ReadableStream(
        {
          pull: (controller) => controller.enqueue(new TextEncoder().encode('half')),
          start: (controller) => setTimeout(() => controller.error(new Error('x')), 20),
        },
        { highWaterMark: 1 },
      )
      return html(body as never)
    }

    await expect(get('/').then((response) => response.text())).rejects.toThrow()
  })
})

describe('answers', () => {
  test('are compressed for who asks for it', async () => {
    handle = () => html('words '.repeat(1_000))
    const answer = await exchange(
      'GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n',
    )

    expect(answer).toMatch(/Content-Encoding: gzip/)
    expect(answer.length).toBeLessThan(1_000)
  })

  test('that come in pieces are sent in pieces, compressed or not', async () => {
    const { promise: isRead, resolve: goOn } = Promise.withResolvers<void>()
    handle = () => {
      const body = new ReadableStream({
        async start(controller) {
          const words = (text: string) => controller.enqueue(new TextEncoder().encode(text))
          words('first '.repeat(400))
          await isRead
          words('last')
          controller.close()
        },
      })
      return new Response(body, { headers: { 'Content-Type': 'text/x-script' } })
    }

    const response = await get('/a.data', { headers: { 'Accept-Encoding': 'gzip' } })
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of Readable.fromWeb(response.body as NodeReadableStream)) {
      text += decoder.decode(chunk, { stream: true })
      if (text.endsWith('first ')) goOn()
    }

    expect(response.headers.get('Content-Encoding')).toBe('gzip')
    expect(text.endsWith('last')).toBe(true)
  })

  test('wait for a reader who does not read', async () => {
    let pulled = 0
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>()
    handle = () => {
      const body = new ReadableStream({
        pull(controller) {
          pulled++
          controller.enqueue(new Uint8Array(64 * 1024))
        },
        cancel: () => end(),
      })
      return new Response(body)
    }
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    socket.pause()

    const pulledAfter = async (wanted: number) => {
      await expect.poll(() => pulled).toBeGreaterThan(wanted)
      let before: number
      do {
        before = pulled
        await new Promise((resolve) => setTimeout(resolve, 200))
      } while (pulled > before)
      return pulled
    }
    // What the kernel keeps on both sides of the connection, and no more.
    expect((await pulledAfter(0)) * 64).toBeLessThan(16 * 1024)
    socket.destroy()
    await isOver
  })

  test('to a body that is not read to its end arrive all the same', async () => {
    handle = () => html('too large', 413)
    const socket: Socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n')
    const more = setInterval(() => socket.write('a'.repeat(100_000)), 5)

    const [answer] = await once(socket, 'data')
    clearInterval(more)
    socket.destroy()

    expect(String(answer)).toMatch(/^HTTP\/1.1 413 /)
  })

  test('to a body of which a part was read leave the connection usable', async () => {
    handle = async (request) => {
      if (request.method === 'GET') return html('second')
      const reader = request.body?.getReader()
      await reader?.read()
      reader?.releaseLock()
      return html('first', 413)
    }
    const body = 'a'.repeat(3_000_000)

    const answer = await exchange(
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    )

    expect(answer).toMatch(/^HTTP\/1.1 413 .*first.*HTTP\/1.1 200 .*second/s)
  })
})

describe('assets', () => {
  test('may be kept for ever, and are what they say they are', async () => {
    const response = await get('/assets/app-1a2b.js')

    expect(response.status).toBe(200)
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('Content-Type')).toMatch('javascript')
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(response.headers.has('X-Powered-By')).toBe(false)
  })

  test('ask for https only where a proxy has taken them there', async () => {
    const header = async (headers: Record<string, string>) =>
      (await get('/favicon.svg', { headers })).headers.get('Strict-Transport-Security')

    expect(await header({})).toBeNull()
    expect(await header({ 'X-Forwarded-Proto': 'http' })).toBeNull()
    expect(await header({ 'X-Forwarded-Proto': 'https, http' })).toBe('max-age=63072000')
  })

  test('that are not there are a short answer, and no document', async () => {
    const response = await get('/assets/app-old.js')

    expect([response.status, await response.text()]).toEqual([404, 'Not Found\n'])
  })

  test('with a fixed name are kept for an hour', async () => {
    const response = await get('/favicon.svg')

    expect(response.headers.get('Cache-Control')).toBe('public, max-age=3600')
  })

  test('of a range that they do not have are told so', async () => {
    const response = await get('/favicon.svg', { headers: { Range: 'bytes=900-' } })

    expect(response.status).toBe(416)
    expect(lines).toEqual([])
  })

  test.each(['/../server.ts', '/assets/../../package.json', '/assets/%2e%2e/%2e%2e/package.json'])(
    '%s leads to nothing outside their folder',
    async (path) => {
      const answer = await exchange(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)

      expect(answer).toMatch(/^HTTP\/1.1 (200|404) /)
      expect(answer).toMatch(/seen|Not Found/)
    },
  )
})
