/** What one client may do, over real HTTP: each test is a client with an address of its own. */
import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { announce } from '../../../test/api/attach.ts'
import { ChatKitClient, textInput } from '../../../test/api/chatkit-client.ts'
import { metricOf } from '../../../test/api/metric-of.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { type Api, SLOW, startApi } from '../../../test/api/start-api.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { sessionKey } from './session.ts'

const SECRET = '0123456789abcdef0123456789abcdef'
const PAGE = 'https://hub.example.com'
const limits = {
  RATE_LIMITS: 'on',
  LIMIT_REQUESTS_PER_MINUTE: '120',
  LIMIT_NEW_SESSIONS_PER_10_MINUTES: '40',
  LIMIT_ANSWERS_PER_MINUTE: '12',
  LIMIT_ANSWERS_AT_ONCE: '3',
  LIMIT_UPLOADS_PER_10_MINUTES: '6',
  LIMIT_UPLOAD_BYTES_PER_HOUR: String(45 * 1024 * 1024),
  LIMIT_RECEIPTS_PER_MINUTE: '4',
}
const behindProxy = { TRUSTED_PROXY: 'X-Real-IP', SESSION_SECRET: SECRET, CORS_ORIGINS: PAGE }

type Headers = Record<string, string>
const from = (address: string): Headers => ({ 'X-Real-IP': address })

/** The statuses of so many requests at once, and how often each came. */
async function statusesOf(count: number, send: (n: number) => Promise<Response>) {
  const responses = await Promise.all(Array.from({ length: count }, (_, n) => send(n)))
  await Promise.all(responses.map((response) => response.arrayBuffer()))
  const times: Record<number, number> = {}
  for (const { status } of responses) times[status] = (times[status] ?? 0) + 1
  return times
}

type Settings = Record<string, string>
type Running = { api: Api; isStored(session: string): Promise<boolean>; stop(): Promise<void> }

const engines: Array<[engine: string, start: (settings?: Settings) => Promise<Running>]> = [
  ['SQLite', startOnSqlite],
  ['Redis', startOnRedis],
]

async function startOnSqlite(settings: Settings = {}): Promise<Running> {
  const folder = makeTempFolder()
  const api = await startApi({ ...limits, ...behindProxy, DATA_DIR: folder.path, ...settings })
  return {
    api,
    async isStored(session) {
      const db = new DatabaseSync(join(folder.path, 'memory.sqlite'), { readOnly: true })
      const row = db.prepare('select 1 from sessions where key = ?').get(sessionKey(session))
      db.close()
      return row !== undefined
    },
    async stop() {
      await api.stop()
      folder.remove()
    },
  }
}

async function startOnRedis(settings: Settings = {}): Promise<Running> {
  const redis = await startRedis()
  const api = await startApi({ ...limits, ...behindProxy, REDIS_URL: redis.url, ...settings })
  return {
    api,
    async isStored(session) {
      const keys = (await redis.command('KEYS', `*${sessionKey(session)}*`)) as string[]
      const listed = await redis.command('ZSCORE', 'hub:sessions', sessionKey(session))
      return keys.length > 0 || listed !== null
    },
    async stop() {
      await api.stop()
      await redis.stop()
    },
  }
}

function signedFor(address: string, seconds: number, secret = SECRET): string {
  const signature = createHmac('sha256', secret).update(`client-address\n${address}\n${seconds}`)
  return `${address};t=${seconds};s=${signature.digest('base64url')}`
}

function upload(visitor: ChatKitClient, text: string, headers: Headers): Promise<Response> {
  const body = new FormData()
  body.set('file', new File([text], 'notes.md', { type: 'text/markdown' }))
  return visitor.fetch('/library/files', { method: 'POST', body, headers })
}

/** A body that does not say how large it is. */
const chunked = (address: string, headers: Headers) =>
  fetch(address, {
    method: 'PUT',
    headers,
    body: new Blob(['Hi']).stream(),
    duplex: 'half',
  } as RequestInit) // of which the types of this version know nothing

describe.each(engines)('one client, counted beside %s,', (_, start) => {
  let running: Running
  let url: string
  beforeAll(async () => {
    running = await start()
    url = running.api.url
  })
  afterAll(() => running.stop())

  const get = (path: string, headers: Headers) => fetch(url + path, { headers })

  test('may send so many requests, and hears when it may send more', async () => {
    const headers = { ...from('203.0.113.1'), Origin: PAGE }

    expect(await statusesOf(200, () => get('/', headers))).toEqual({ 200: 120, 429: 80 })
    const refused = await get('/', headers)

    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(PAGE)
    expect(refused.headers.get('Access-Control-Expose-Headers')).toMatch(/retry-after/i)
    expect(refused.headers.get('X-Request-Id')).toMatch(/^[\w-]{36}$/)
    expect(refused.headers.get('Retry-After')).toMatch(/^([1-9]|[1-5]\d|60)$/)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'rate_limited',
        message: expect.stringMatching(/^Too many requests .* Try again in \d+ seconds?\.$/),
      },
    })
    expect((await get('/', from('203.0.113.2'))).status).toBe(200)
  })

  test('is not counted where the service is watched, and where browsers ask for leave', async () => {
    const headers = from('203.0.113.3')
    await statusesOf(121, () => get('/', headers))
    const preflight = { ...headers, Origin: PAGE, 'Access-Control-Request-Method': 'POST' }

    expect((await get('/', headers)).status).toBe(429)
    expect((await get('/health', headers)).status).toBe(200)
    expect((await get('/metrics', headers)).status).toBe(200)
    const leave = await fetch(`${url}/chatkit`, { method: 'OPTIONS', headers: preflight })
    expect(leave.status).toBe(204)
  })

  test('is not taken for another because of a header that it sends itself', async () => {
    const forged = (n: number): Headers => {
      const address = `198.51.100.${n}`
      const now = Math.floor(Date.now() / 1000)
      return {
        ...from('203.0.113.4'),
        'X-Forwarded-For': address,
        'CF-Connecting-IP': address,
        'True-Client-IP': address,
        Forwarded: `for=${address}`,
        'X-Client-Address': [
          `${address};t=${now};s=${'A'.repeat(43)}`,
          signedFor(address, now, 'not-the-secret-of-this-service'),
          signedFor(address, now - 600),
        ][n % 3] as string,
      }
    }

    expect(await statusesOf(200, (n) => get('/', forged(n)))).toEqual({ 200: 120, 429: 80 })
  })

  test('is the same client under all addresses of its IPv6 network', async () => {
    const rotating = (n: number) => from(`2001:db8:1:1:${((n * 7919) % 65_536).toString(16)}::${n}`)

    expect(await statusesOf(200, (n) => get('/', rotating(n)))).toEqual({ 200: 120, 429: 80 })
    expect((await get('/', from('2001:db8:1:2::1'))).status).toBe(200)
  })

  test('is the same client in every way to write its address', async () => {
    const ways = ['203.0.113.5', '::ffff:203.0.113.5', '::ffff:cb00:7105', '203.0.113.5:1234']
    const written = (n: number) => from(ways[n % ways.length] ?? '')

    expect(await statusesOf(200, (n) => get('/', written(n)))).toEqual({ 200: 120, 429: 80 })
  })

  test('is the visitor that the page’s server names', async () => {
    const now = Math.floor(Date.now() / 1000)
    const forClient = (address: string) => ({
      ...from('203.0.113.6'),
      'X-Client-Address': signedFor(address, now),
    })
    await statusesOf(121, () => get('/', forClient('192.0.2.1')))

    expect((await get('/', forClient('192.0.2.1'))).status).toBe(429)
    expect((await get('/', forClient('192.0.2.2'))).status).toBe(200)
    expect((await get('/', from('192.0.2.1'))).status).toBe(429)
    expect((await get('/', from('203.0.113.6'))).status).toBe(200)
  })

  test('may begin so many sessions, and nothing is stored of one too many', async () => {
    const sessions = Array.from({ length: 100 }, () => randomUUID())
    const open = (session: string) =>
      get('/session', { ...from('203.0.113.10'), 'X-Session-Id': session })
    const responses = await Promise.all(sessions.map(open))
    const [let_in, refused] = [200, 429].map((status) =>
      sessions.filter((_, n) => responses[n]?.status === status),
    )

    expect(let_in).toHaveLength(40)
    expect(refused).toHaveLength(60)
    expect(await Promise.all((refused ?? []).map(running.isStored))).not.toContain(true)
    expect(await running.isStored(let_in?.[0] ?? '')).toBe(true)
    const again = await open(refused?.[0] ?? '')
    expect(await refusalOf(again)).toBe('429 rate_limited')
    expect(Number(again.headers.get('Retry-After'))).toBeGreaterThan(500)
  })

  test('goes on with the sessions that it has when it may begin no more', async () => {
    const headers = from('203.0.113.11')
    const visitor = new ChatKitClient(url)
    await visitor.fetch('/session', { headers })
    await statusesOf(41, () => get('/session', { ...headers, 'X-Session-Id': randomUUID() }))

    const create = { type: 'threads.create', params: { input: textInput('Hello') } }
    const [fresh, known] = await Promise.all([
      new ChatKitClient(url).post(create, headers),
      visitor.post(create, headers),
    ])

    expect(await refusalOf(fresh)).toBe('429 rate_limited')
    expect(known.status).toBe(200)
    await known.text()
  })

  test('begins one session with the many requests of a page', async () => {
    const headers = from('203.0.113.12')
    for (let n = 0; n < 5; n += 1) {
      const visitor = new ChatKitClient(url)
      await statusesOf(10, () => visitor.fetch('/session', { headers }))
    }

    const others = await statusesOf(50, () =>
      get('/session', { ...headers, 'X-Session-Id': randomUUID() }),
    )
    expect(others).toEqual({ 200: 35, 429: 15 })
  })

  test('may ask for so many answers', async () => {
    const headers = from('203.0.113.22')
    const visitor = new ChatKitClient(url)
    const statuses: number[] = []
    for (let n = 0; n < 13; n += 1) {
      const params = { input: textInput(`Hello ${n}`) }
      const response = await visitor.post({ type: 'threads.create', params }, headers)
      statuses.push(response.status)
      await response.text()
    }

    expect(statuses).toEqual([...Array.from({ length: 12 }, () => 200), 429])
    expect((await visitor.ask('threads.list', {})).data).toHaveLength(12)
  })

  test('may begin so many uploads', async () => {
    const headers = from('203.0.113.30')
    const visitor = new ChatKitClient(url)
    const statuses: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const response = await upload(visitor, `notes ${n}`, headers)
      statuses.push(response.status)
      await response.text()
    }

    expect(statuses).toEqual([201, 201, 201, 201, 201, 201, 429])
    const files = await visitor.fetch('/library/files', { headers })
    const { data } = (await files.json()) as { data: { shared: boolean }[] }
    expect(data.filter(({ shared }) => !shared)).toHaveLength(6)
  })

  test('may upload so many bytes, however they are announced', async () => {
    const headers = from('203.0.113.31')
    const visitor = new ChatKitClient(url)
    const { url: address } = await announce(visitor, 'notes.md', 'text/markdown', 2)
    const putting = (body: string) => fetch(address, { method: 'PUT', body, headers })

    // What does not say how large it is counts as the largest that it may be: 20 MB.
    const statuses = [
      (await chunked(address, headers)).status,
      (await chunked(address, headers)).status,
      (await putting('Hi')).status,
      (await chunked(address, headers)).status,
      (await putting('Hi')).status,
    ]

    expect(statuses.slice(0, 3)).not.toContain(429)
    expect(statuses.slice(3)).toEqual([429, 429])
  })

  test('may ask for so many receipts', async () => {
    const headers = from('203.0.113.40')
    const erase = () =>
      new ChatKitClient(url).fetch('/session?receipt=1', { method: 'DELETE', headers })
    const receipt = (await (await erase()).json()) as { id: string }
    const look = () => get(`/receipts/${receipt.id}`, headers)

    expect(await statusesOf(8, look)).toEqual({ 200: 3, 429: 5 })
    expect((await erase()).status).toBe(429)
    const without = await new ChatKitClient(url).fetch('/session', { method: 'DELETE', headers })
    expect(without.status).toBe(204)
  })

  test('is seen in the metrics when it is refused, by the limit and not by its address', async () => {
    const refused = (reason: string) => metricOf(url, 'coach_requests_refused_total', { reason })
    const before = await refused('receipts')
    const headers = from('203.0.113.41')

    await statusesOf(6, () => get(`/receipts/${'0'.repeat(32)}`, headers))

    expect(await refused('receipts')).toBe(before + 2)
    expect(await (await get('/metrics', {})).text()).not.toContain('203.0.113')
    expect(running.api.logged.text()).not.toContain('203.0.113')
  })
})

test.each(engines)(
  'one client has only so many answers written at once, beside %s',
  async (_, start) => {
    const running = await start(SLOW)
    onTestFinished(() => running.stop())
    const { url } = running.api
    const headers = from('203.0.113.20')
    const create = { type: 'threads.create', params: { input: textInput('Give me a 30 day plan') } }
    const visitors = Array.from({ length: 9 }, () => new ChatKitClient(url))

    const responses = await Promise.all(visitors.map((visitor) => visitor.post(create, headers)))

    const refused = visitors.filter((_, n) => responses[n]?.status === 429)
    const [first] = responses.filter(({ status }) => status === 429)
    const lists = await Promise.all(refused.map((visitor) => visitor.ask('threads.list', {})))
    expect(refused).toHaveLength(6)
    expect(lists.map(({ data }) => data.length)).toEqual([0, 0, 0, 0, 0, 0])
    expect(first?.headers.get('Retry-After')).toBe('5')
    expect(await first?.json()).toMatchObject({ error: { code: 'rate_limited' } })

    const other = await new ChatKitClient(url).post(create, from('203.0.113.21'))
    expect(other.status).toBe(200)

    // ChatKit's own panel stops an answer by closing the connection.
    const begun = [...responses.filter(({ ok }) => ok), other]
    await Promise.all(begun.map(({ body }) => body?.cancel()))
    const another = () => visitors[0]?.post(create, headers)
    await expect.poll(async () => (await another())?.status).toBe(200)
  },
)

test('an address counts for nothing where clients are not limited', async () => {
  await using api = await startApi({ ...limits, RATE_LIMITS: 'off' })
  const open = () => fetch(`${api.url}/session`, { headers: { 'X-Session-Id': randomUUID() } })

  expect(await statusesOf(200, open)).toEqual({ 200: 200 })
})

test('without a proxy that is trusted, the connection’s address counts, whatever its header says', async () => {
  await using api = await startApi(limits)

  const statuses = await statusesOf(200, (n) =>
    fetch(api.url, { headers: { 'X-Real-IP': `203.0.113.${n}`, 'X-Forwarded-For': '1.2.3.4' } }),
  )

  expect(statuses).toEqual({ 200: 120, 429: 80 })
})

test('replicas on one Redis count their clients together', async () => {
  await using redis = await startRedis()
  const settings = { ...limits, ...behindProxy, REDIS_URL: redis.url }
  await using one = await startApi(settings)
  await using other = await startApi(settings)

  const statuses = await statusesOf(200, (n) =>
    fetch((n % 2 ? one : other).url, { headers: from('203.0.113.1') }),
  )

  expect(statuses).toEqual({ 200: 120, 429: 80 })
})

test('clients are limited while Redis is away, each by the process that it asks', async () => {
  await using redis = await startRedis()
  await using api = await startApi({ ...limits, REDIS_URL: redis.url })
  await redis.stop()

  expect(await statusesOf(200, () => fetch(api.url))).toEqual({ 200: 120, 429: 80 })
})
