/** How the page's own server bears what is large, slow or over. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, request } from 'node:http'
import { createServer, type Server as NetServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { freePort } from '../../backend/test/process/free-port.ts'
import { expect, test } from '../fixtures.ts'
import { type RunningService, startApi, startPage, urlOf } from '../hub/start-hub.ts'

const MB = 2 ** 20

test.describe('a page before its API', () => {
  let services: RunningService[] = []
  let page: RunningService
  let port: number
  test.beforeAll(async () => {
    const apiPort = await freePort()
    port = await freePort()
    const [api, started] = await Promise.all([
      startApi(apiPort, urlOf(port), { RATE_LIMITS: 'off' }),
      startPage(port, { api: urlOf(apiPort) }),
    ])
    page = started
    services = [api, page]
  })
  test.afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()))
  })

  test('a file of 50 MB reaches the library without scripts, and takes little memory', async () => {
    test.slow()
    const before = megabytes(page)
    const watch = watchPeak(page)

    const answer = await upload(port, { field: 'file', target: '/library', size: 50 * MB - 1_000 })

    expect([answer.status, answer.location]).toEqual([302, '/library'])
    expect(watch() - before).toBeLessThan(120)
  })

  test('files without an end are refused in time, several at once, with little memory', async () => {
    test.slow()
    const before = megabytes(page)
    const watch = watchPeak(page)
    const files = [
      { field: 'file', target: '/library', size: 300 * MB },
      { field: 'files', target: '/?index', size: 300 * MB },
      { field: 'file', target: '/library', size: 300 * MB },
      { field: 'file', target: '/library', size: 300 * MB, isAnnounced: true },
    ]

    const answers = await Promise.all(files.map((file) => upload(port, file)))

    for (const { status, body } of answers) {
      // A visitor has two uploads at a time.
      expect([413, 429]).toContain(status)
      expect(body).toMatch(/role="alert"/)
    }
    expect(answers.filter(({ status }) => status === 413).length).toBeGreaterThanOrEqual(3)
    expect(answers.every(({ sent }) => sent < 120 * MB)).toBe(true)
    expect(watch() - before).toBeLessThan(200)
  })

  test('a message that comes with too large a file is given back', async () => {
    test.slow()
    const answer = await upload(port, {
      field: 'files',
      target: '/?index',
      size: 21 * MB,
      message: 'Please read what I wrote.',
    })

    expect(answer.status).toBe(413)
    expect(answer.body).toMatch(/<textarea[^>]*>Please read what I wrote\.<\/textarea>/)
    expect(answer.body).toContain('is too large. A file may have 20 MB.')
  })

  test('what fails is one line in the log, and says nothing of the visitor', async () => {
    expect(page.output()).not.toContain('Please read')
    expect(page.output()).not.toContain('notes.txt')
    expect(page.output()).not.toContain('/library')
  })
})

test('every call to the API says which visitor it is for, with a signature', async () => {
  const api = await startRecordingApi()
  const port = await freePort()
  const page = await startPage(port, { api: api.url }, { SESSION_SECRET: SECRET })
  const forged = { 'X-Forwarded-For': '198.51.100.1', 'X-Real-IP': '198.51.100.1' }

  await fetch(`${urlOf(port)}/library`, { headers: forged })
  await upload(port, { field: 'file', target: '/library', size: 10 })
  await upload(port, { field: 'files', target: '/?index', size: 10, message: 'Please read.' })
  await page.stop()
  await api.stop()

  const paths = new Set(api.calls.map(({ path }) => path))
  expect(paths).toEqual(new Set(['/session', '/chatkit', '/library/files', '/attachments/atc_1']))
  for (const { path, visitor } of api.calls) {
    const [address, time, signature] = String(visitor).split(/;[ts]=/)
    const message = `client-address\n${address}\n${time}`
    const expected = createHmac('sha256', SECRET).update(message).digest('base64url')

    expect([path, address, signature]).toEqual([path, '127.0.0.1', expected])
    expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(60)
  }
})

test('when the API asks to wait, documents and data say so as well', async () => {
  const refusing = createHttpServer((_req, res) => {
    const body = { error: { code: 'rate_limited', message: 'Too many requests.' } }
    res.writeHead(429, { 'Retry-After': '7' }).end(JSON.stringify(body))
  })
  const port = await freePort()
  const page = await startPage(port, { api: await listen(refusing) })

  for (const path of ['/data', '/data.data', '/library']) {
    const response = await fetch(urlOf(port) + path)
    const said = [path, response.status, response.headers.get('Retry-After')]

    expect(said).toEqual([path, 429, '7'])
  }
  await page.stop()
  refusing.close()
})

test('a page that is told to stop ends the answers that have begun, and is gone', async () => {
  const silent = createServer((socket) => socket.resume())
  const port = await freePort()
  const page = await startPage(port, { api: await listen(silent) })

  const answer = fetch(urlOf(port))
  await once(silent, 'connection')
  await page.stop()

  // The API has said nothing within its eight seconds: the page stands, and says so.
  expect((await answer).status).toBe(200)
  silent.close()
})

const SECRET = 'only-for-the-page-server'

/** An API that takes everything, and remembers for whom it was called. */
async function startRecordingApi() {
  const calls: { path: string; visitor: string | string[] | undefined }[] = []
  const stored = { type: 'user_message', id: 'msg_1', thread_id: 'thr_1' }
  const server = createHttpServer(async (req, res) => {
    const path = new URL(req.url ?? '', url).pathname
    calls.push({ path, visitor: req.headers['x-client-address'] })
    const body = await text(req)
    const upload_descriptor = { url: `${url}/attachments/atc_1`, method: 'PUT', headers: {} }
    if (body.includes('"threads.create"')) {
      res.end(`data: ${JSON.stringify({ type: 'thread.item.done', item: stored })}\n\n`)
    } else if (path === '/session') {
      res.end(JSON.stringify({ limits: LIMITS, runs: [], usual_seconds: {}, model: {} }))
    } else {
      res.end(JSON.stringify({ id: 'atc_1', data: [], has_more: false, upload_descriptor }))
    }
  })
  const url = await listen(server)
  return {
    url,
    calls,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: NetServer) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? urlOf(address.port) : ''
}

const LIMITS = {
  message_chars: 1_000,
  attachment_bytes: MB,
  attachments_per_message: 2,
  library_file_bytes: MB,
}

type File = {
  field: string
  target: string
  size: number
  isAnnounced?: boolean
  message?: string
}

/** Sends a form with a file as a browser without scripts does, until it is answered. */
async function upload(port: number, { field, target, size, isAnnounced, message }: File) {
  const part = (name: string, more = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
  const head =
    (message === undefined ? '' : `${part('message')}${message}\r\n`) +
    part(field, '; filename="notes.txt"\r\nContent-Type: text/plain')
  const end = '\r\n--b--\r\n'
  const sending = request({
    port,
    host: '127.0.0.1',
    path: target,
    method: 'POST',
    agent: false,
    headers: {
      'Content-Type': 'multipart/form-data; boundary=b',
      'Sec-Fetch-Site': 'same-origin',
      ...(isAnnounced && { 'Content-Length': head.length + size + end.length }),
    },
  })
  const chunk = Buffer.alloc(64 * 1024, 'All my notes. ')
  let sent = 0
  let isAnswered = false
  const answered = once(sending, 'response')
  answered.then(
    () => {
      isAnswered = true
    },
    () => {},
  )
  sending.write(head)
  while (sent < size && !isAnswered) {
    const piece = chunk.subarray(0, Math.min(chunk.length, size - sent))
    sent += piece.length
    if (!sending.write(piece)) await Promise.race([once(sending, 'drain'), answered])
  }
  if (!isAnswered) sending.end(end)
  const [response] = await answered
  let body = ''
  for await (const piece of response) body += piece
  sending.destroy()
  return { status: response.statusCode, location: response.headers.location, body, sent }
}

/** Resident memory; zero where there is no /proc. */
function megabytes({ pid }: RunningService) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** @returns what ends the watch and tells the highest value. */
function watchPeak(service: RunningService) {
  let peak = megabytes(service)
  const timer = setInterval(() => {
    peak = Math.max(peak, megabytes(service))
  }, 20)
  return () => {
    clearInterval(timer)
    return peak
  }
}
