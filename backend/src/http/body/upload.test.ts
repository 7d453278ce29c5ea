import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { announce, put } from '../../../test/api/attach.ts'
import {
  answersIn,
  openSocket,
  rawRequest,
  sendRaw,
  untilClosed,
} from '../../../test/api/raw-request.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { type ScriptedApi, startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { cpuTime } from '../../../test/process/cpu-time.ts'
import { makeFullDisk } from '../../../test/process/full-disk.ts'
import { openFilesBelow } from '../../../test/process/open-files.ts'
import { runBackend } from '../../../test/process/run-backend.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { PNG } from '../../../test/samples/file-samples.ts'

const OWNER = 'token-of-the-owner-0123456789'
const BOUNDARY = 'Content-Type: multipart/form-data; boundary=xyz'

const startApi = (
  env: Record<string, string> = {},
  options: Parameters<typeof startScriptedApi>[2] = {},
) => startScriptedApi(saying('Hi'), { LIBRARY_ADMIN_TOKEN: OWNER, ...env }, options)

/** One request for each way in: its line, and the headers that open it. */
async function waysIn(api: ScriptedApi): Promise<Array<[string, string[]]>> {
  const visitor = api.visitor()
  const { url } = await announce(visitor, 'notes.txt', 'text/plain', 1_000_000)
  const { pathname, search } = new URL(url)
  return [
    ['POST /library/files HTTP/1.1', [`X-Session-Id: ${visitor.session}`, BOUNDARY]],
    ['POST /admin/library/files HTTP/1.1', [`Authorization: Bearer ${OWNER}`, BOUNDARY]],
    [`POST ${pathname}${search} HTTP/1.1`, [BOUNDARY]],
    [`PUT ${pathname}${search} HTTP/1.1`, [BOUNDARY]],
    [`PUT ${pathname}${search} HTTP/1.1`, ['Content-Type: text/plain']],
  ]
}

const part = (field: string, name: string, content: string) =>
  `--xyz\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n` +
  `Content-Type: text/plain\r\n\r\n${content}`

const spooled = ({ uploadFolder }: ScriptedApi) => {
  try {
    return readdirSync(uploadFolder)
  } catch {
    return [] // nothing has been uploaded yet
  }
}

/** Waits until no upload is left on disk, or open. */
async function untilNothingIsLeft(api: ScriptedApi) {
  await expect.poll(() => [...spooled(api), ...openFilesBelow(api.uploadFolder)]).toEqual([])
}

const failuresIn = ({ logged }: ScriptedApi) => logged.lines().filter(({ level }) => level > 30)

test('a form that breaks off inside a file fails alone, whatever its field, and leaves nothing', async () => {
  await using api = await startApi()
  const cuts = [
    '--xyz',
    '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"',
    part('file', 'a.txt', ''),
    part('file', 'a.txt', 'some words'),
    part('other', 'a.txt', 'some words'),
    part('', 'a.txt', 'some words'),
    part('file', '', 'some words'),
    `${part('file', 'a.txt', 'some words')}\r\n--xy`,
    `${part('file', 'a.txt', 'some words')}\r\n${part('file', 'b.txt', 'more words')}`,
    `${part('other', 'a.txt', 'some words')}\r\n${part('file', 'b.txt', 'more words')}`,
    `preamble${part('file', 'a.txt', 'x'.repeat(200_000))}`,
    '',
  ]

  for (const [line, headers] of await waysIn(api)) {
    for (const cut of cuts) {
      // The body ends where it was said to end, and where the connection ends.
      const complete = rawRequest(line, [...headers, `Content-Length: ${cut.length}`], cut)
      const broken = rawRequest(line, [...headers, `Content-Length: ${cut.length + 999}`], cut)
      if (headers.includes(BOUNDARY)) {
        const [answer] = await sendRaw(api.url, complete)
        expect(`${cut} ${answer?.status}`).toBe(`${cut} 400`)
      }
      const socket = await openSocket(api.url)
      socket.write(broken)
      await sleep(5)
      socket.destroy()
    }
  }

  await untilNothingIsLeft(api)
  expect(failuresIn(api)).toEqual([])
  expect((await fetch(`${api.url}/health`)).status).toBe(200)
})

test('a body with damaged chunks leaves nothing', async () => {
  await using api = await startApi()

  for (const [line, headers] of await waysIn(api)) {
    const body = `${part('file', 'a.txt', 'words')}`
    const chunk = `${body.length.toString(16)}\r\n${body}\r\nZZ`
    const [answer] = await sendRaw(
      api.url,
      rawRequest(line, [...headers, 'Transfer-Encoding: chunked'], chunk),
    )

    expect(answer?.status).toBe(400)
  }
  await untilNothingIsLeft(api)
  expect(failuresIn(api)).toEqual([])
})

test('the field `file` counts, whatever stands before and behind it in the form', async () => {
  await using api = await startApi()
  const form = new FormData()
  form.append('note', 'not a file')
  form.append('other', new File(['not this'], 'other.txt'))
  form.append('file', new File(['This one is meant.'], 'meant.txt'))
  form.append('file', new File(['Nor this'], 'second.txt'))
  form.append('note', 'still no file')

  const response = await api.visitor().fetch('/library/files', { method: 'POST', body: form })

  expect(await response.json()).toMatchObject({ filename: 'meant.txt', bytes: 18 })
  await untilNothingIsLeft(api)
})

test('a large file arrives as it was sent, however it is cut on the way', async () => {
  await using api = await startApi()
  const text = Array.from({ length: 40_000 }, (_, i) => `Line ${i}: --xyz\r\n--xy`).join('\r\n')
  const body = `${part('file', 'a.txt', text)}\r\n--xyz--\r\n`
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  const headers = [`X-Session-Id: ${api.visitor().session}`, BOUNDARY]
  const length = `Content-Length: ${body.length}`
  socket.write(rawRequest('POST /library/files HTTP/1.1', [...headers, length]))
  for (let sent = 0, size = 1; sent < body.length; sent += size, size = (size * 7 + 1) % 65_537) {
    if (!socket.write(body.slice(sent, sent + size))) await once(socket, 'drain')
  }

  const [answer] = answersIn(await received)

  expect(answer?.status).toBe(201)
  const { id } = JSON.parse(answer?.body ?? '')
  const stored = await api.store.client.files.content(id).then((content) => content.text())
  expect(stored).toBe(text)
})

test('a form is refused once it has more than a file of the largest size can need', async () => {
  await using api = await startApi({ MAX_LIBRARY_FILE_BYTES: '1000' })
  const session = [`X-Session-Id: ${api.visitor().session}`, BOUNDARY, 'Transfer-Encoding: chunked']
  const bodies = [
    part('file', 'a.txt', 'x'.repeat(1_100)),
    part('other', 'a.txt', 'x'.repeat(30_000)),
    `${'x'.repeat(30_000)}`,
    `${part('note', 'n', '')}\r\n`.repeat(1_000),
  ]

  for (const start of bodies) {
    const body = `${start}\r\n--xyz--\r\n`
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    const [answer] = await sendRaw(
      api.url,
      rawRequest('POST /library/files HTTP/1.1', session, chunk),
    )

    expect(answer?.status).toBe(413)
  }
  await untilNothingIsLeft(api)
})

test('a file with a name that is too long is refused', async () => {
  await using api = await startApi()
  const form = new FormData()
  form.append('file', new File(['words'], `${'n'.repeat(300)}.txt`))

  const refused = api.visitor().fetch('/library/files', { method: 'POST', body: form })

  expect(await refusalOf(refused)).toBe('400 invalid_request')
})

test.each([
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  `multipart/form-data; boundary=${'b'.repeat(300)}`,
  'multipart/mixed; boundary=x',
  'application/x-www-form-urlencoded',
])('a body of the type %s is no form', async (type) => {
  await using api = await startApi()
  const headers = { 'Content-Type': type }

  const refused = api.visitor().fetch('/library/files', { method: 'POST', headers, body: 'file=x' })

  expect(await refusalOf(refused)).toBe('400 invalid_request')
})

/** Sends the first bytes of a small text, and waits until they are on disk. */
async function beginUpload(api: ScriptedApi) {
  const before = spooled(api).length
  const { url } = await announce(api.visitor(), 'slow.txt', 'text/plain', 10)
  const { pathname, search } = new URL(url)
  const socket = await openSocket(api.url)
  socket.write(rawRequest(`PUT ${pathname}${search} HTTP/1.1`, ['Content-Length: 10'], 'slow'))
  await expect.poll(() => spooled(api).length).toBe(before + 1)
  return socket
}

test('uploads beyond those that are taken at once are refused, and those go on', async () => {
  await using api = await startApi({ MAX_UPLOADS: '2' }, { uploadWaitMs: 50 })
  const { url } = await announce(api.visitor(), 'me.png', 'image/png', PNG.length)
  const sockets = [await beginUpload(api), await beginUpload(api)]

  const refused = await put(url, PNG)

  expect(refused.headers.get('Retry-After')).toBe('5')
  expect(await refusalOf(refused)).toBe('503 busy')
  for (const socket of sockets) {
    const rest = untilClosed(socket)
    socket.write(' words')
    expect(answersIn(await rest)[0]?.status).toBe(200)
  }
  expect((await put(url, PNG)).status).toBe(200)
  await untilNothingIsLeft(api)
  expect(failuresIn(api)).toEqual([])
})

test('an upload waits a moment for another one to end', async () => {
  await using api = await startApi({ MAX_UPLOADS: '1' }, { uploadWaitMs: 20_000 })
  const { url } = await announce(api.visitor(), 'me.png', 'image/png', PNG.length)
  const first = await beginUpload(api)

  const waited = put(url, PNG)
  await sleep(50)
  first.destroy()

  expect((await waited).status).toBe(200)
})

test('an upload that waits for its turn leaves no trace when its client goes', async () => {
  await using api = await startApi({ MAX_UPLOADS: '1' }, { uploadWaitMs: 20_000 })
  const { url } = await announce(api.visitor(), 'me.png', 'image/png', PNG.length)
  const { pathname, search } = new URL(url)
  const first = await beginUpload(api)

  for (let i = 0; i < 3; i++) {
    const socket = await openSocket(api.url)
    socket.write(rawRequest(`PUT ${pathname}${search} HTTP/1.1`, ['Content-Length: 10'], 'slow'))
    await sleep(10)
    socket.destroy()
  }
  first.destroy()

  await untilNothingIsLeft(api)
  expect((await put(url, PNG)).status).toBe(200)
  expect(failuresIn(api)).toEqual([])
})

test('where the disk has no room, an upload says so and leaves nothing; everything else goes on', async () => {
  using disk = makeFullDisk()
  await using api = await startApi({}, { uploadFolder: disk.path })
  const visitor = api.visitor()
  const { url } = await announce(visitor, 'large.txt', 'text/plain', 2_000_000)
  const text = Buffer.alloc(2_000_000, 'words ')
  const form = new FormData()
  form.append('file', new File([text], 'large.txt'))

  const answers = [
    await put(url, text),
    await visitor.fetch('/library/files', { method: 'POST', body: form }),
  ]

  for (const answer of answers) expect(await refusalOf(answer)).toBe('507 storage_full')
  // One line a minute is enough.
  expect(failuresIn(api)).toMatchObject([
    { level: 50, err: { cause: { code: expect.stringMatching(/^E/) } } },
  ])
  await untilNothingIsLeft(api)
  expect(await visitor.texts(await visitor.chat('Hello'))).toEqual(['Hello', 'Hi'])
})

test('40 slow uploads cost next to no processor time', async () => {
  await using backend = runBackend({ MAX_UPLOADS: '40', RATE_LIMITS: 'off' })
  const [url, visitor] = [await backend.url(), await backend.visitor()]
  const sockets = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const announced = await announce(visitor, 'slow.txt', 'text/plain', 1_000_000)
      const { pathname, search } = new URL(announced.url)
      const socket = await openSocket(url)
      socket.write(rawRequest(`PUT ${pathname}${search} HTTP/1.1`, ['Content-Length: 1000000']))
      return socket
    }),
  )
  const SECONDS = 3

  const before = cpuTime(backend.pid)
  const drip = setInterval(() => {
    for (const socket of sockets) socket.write('a few words ')
  }, 100)
  await sleep(SECONDS * 1000)
  clearInterval(drip)
  const used = cpuTime(backend.pid) - before
  for (const socket of sockets) socket.destroy()

  expect(used).toBeLessThan(0.15 * SECONDS * 1000)
})
