/** What is wrong with a request is told on a page of this site, with the right status and without a line in the log. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { freePort } from '../../backend/test/process/free-port.ts'
import { expect, test } from '../fixtures.ts'
import { type RunningService, startApi, startPage, urlOf } from '../hub/start-hub.ts'

const FORM = 'application/x-www-form-urlencoded'
const PARTS = 'multipart/form-data; boundary=b'
const PAGES = ['/', '/?index', '/chat/thr_1', '/library', '/data', '/no/such']
const ACTIONS = [
  '/?index',
  '/chat/thr_1',
  '/chat/thr_1/rename',
  '/chat/thr_1/delete',
  '/library',
  '/data/erase',
  '/theme',
  '/again',
]

type Asked = { target: string; method?: string; headers?: Record<string, string>; body?: string }
type Wrong = Asked & { status: number }

const everywhere: Wrong[] = [
  ...['/%', '/%E0%A4%A', '/chat/%00', '/\\evil', 'http://[', '*', 'foo://bar'].map((target) => ({
    target,
    status: 400,
  })),
  { target: `/${'a'.repeat(5_000)}`, status: 414 },
  ...['/', '/library?_data=root', '/?_data'].flatMap((target): Wrong[] => [
    { target, headers: { Host: '[' }, status: 400 },
    { target, headers: { 'X-Forwarded-Host': 'a:99999' }, status: 400 },
  ]),
  ...[...PAGES, '/theme', '/favicon.svg'].flatMap((target) =>
    ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].map((method) => ({
      target,
      method,
      status: 405,
    })),
  ),
  ...['/', '/data', '/data/receipts/1', '/data/receipts/1/download'].map((target) => ({
    target,
    method: 'POST',
    headers: { 'Content-Type': FORM },
    body: 'a=b',
    status: 405,
  })),
  { target: '/no/such', method: 'POST', headers: { 'Content-Type': FORM }, body: 'a', status: 404 },
  ...ACTIONS.flatMap((target): Wrong[] => {
    const post = (headers: Record<string, string>, body: string, status: number) => ({
      target,
      method: 'POST',
      headers,
      body,
      status,
    })
    return [
      post({}, '', 415),
      post({ 'Content-Type': 'application/json' }, '{"a":1}', 415),
      post({ 'Content-Type': 'text/plain' }, 'a', 415),
      post({ 'Content-Type': 'multipart/form-data' }, 'a', 400),
      post({ 'Content-Type': PARTS }, 'nonsense', 400),
      post(
        { 'Content-Type': PARTS },
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
        400,
      ),
      post({ 'Content-Type': FORM }, 'a=1&'.repeat(300), 400),
      post({ 'Content-Type': FORM, 'Content-Length': '300000000' }, 'a=1', 413),
      post({ 'Content-Type': FORM, Origin: 'https://evil.example' }, 'a=1', 403),
      post({ 'Content-Type': FORM, 'Sec-Fetch-Site': 'cross-site' }, 'a=1', 403),
    ]
  }),
]

const inData: Wrong[] = [
  { target: '/no/such.data', status: 404 },
  {
    target: '/_root.data',
    method: 'POST',
    headers: { 'Content-Type': FORM },
    body: 'a',
    status: 405,
  },
  { target: '/library.data', method: 'POST', body: '{}', status: 415 },
  { target: '/library.data', method: 'DELETE', status: 405 },
]

test.describe('a wrong request', () => {
  let services: RunningService[] = []
  let port: number
  test.beforeAll(async () => {
    const apiPort = await freePort()
    port = await freePort()
    const page = urlOf(port)
    services = await Promise.all([
      startApi(apiPort, page, { RATE_LIMITS: 'off' }),
      startPage(port, { api: urlOf(apiPort) }),
    ])
  })
  test.afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()))
  })

  test('gets its status, a heading, what to do, and the way home', async () => {
    test.slow()
    for (const wrong of everywhere) {
      const answer = await ask(port, wrong)
      const seen = `${wrong.method ?? 'GET'} ${wrong.target} ${JSON.stringify(wrong.headers)}`

      expect(answer.status, seen).toBe(wrong.status)
      expect(answer.body, seen).toMatch(/<h1[^>]*>[^<]+<\/h1>/)
      expect(answer.body, seen).toMatch(/<a [^>]*href="\/"/)
      expect(shown(answer.body), seen).not.toMatch(/Error:|route &quot;|at .+:\d+:\d+/)
      if (wrong.status === 405) expect(answer.head, seen).toMatch(/^Allow: GET, HEAD/im)
    }
    expect(errorsIn(services[1])).toEqual([])
  })

  test('for data gets its status, and nothing of a document', async () => {
    for (const wrong of inData) {
      const answer = await ask(port, wrong)

      expect(answer.status, wrong.target).toBe(wrong.status)
      expect(answer.head, wrong.target).toMatch(/^X-Content-Type-Options: nosniff/im)
      expect(answer.head, wrong.target).toMatch(/^Cache-Control: no-store/im)
      expect(answer.body, wrong.target).not.toContain('<html')
    }
    expect(errorsIn(services[1])).toEqual([])
  })

  test('that asks to be led elsewhere is led to a page of this site', async () => {
    for (const to of ['/\t/evil.example', '/./\\evil.example', '//evil.example', 'javascript:1']) {
      for (const target of ['/again', '/theme']) {
        const body = new URLSearchParams({ to, theme: 'dark' }).toString()
        const { status, head } = await ask(port, {
          target,
          method: 'POST',
          headers: { 'Content-Type': FORM },
          body,
        })

        expect([status, /^Location: (.*)\r$/im.exec(head)?.[1]]).toEqual([302, '/'])
      }
    }
  })

  test('to erase everything that another site sends erases nothing', async ({
    page,
    expectConsole,
  }) => {
    expectConsole(/status of 403/)
    await page.setContent(`<form method="post" action="${urlOf(port)}/data/erase"></form>`)
    await page.evaluate(() => document.forms[0]?.submit())

    await expect(page.getByRole('heading', { name: 'This came from another site' })).toBeVisible()
    await page.getByRole('link', { name: 'Start a new chat' }).click()
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  })
})

for (const width of [1280, 390]) {
  test(`the page about a wrong address can be used by everybody at ${width} pixels`, async ({
    page,
    expectConsole,
  }) => {
    expectConsole(/status of 400/)
    await page.setViewportSize({ width, height: 740 })
    await page.goto('/%E0%A4%A')

    await expect(page.getByRole('alert')).toContainText('Go back')
    expect(await widerThanWindow(page)).toBe(false)
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.getByRole('link', { name: 'Coaching Hub' }).click()
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  })
}

/** Without what scripts read. */
const shown = (html: string) => html.replace(/<script.*?<\/script>/gs, '')

const widerThanWindow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)

async function ask(port: number, { target, method = 'GET', headers = {}, body }: Asked) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  const fields = { Host: `127.0.0.1:${port}`, Connection: 'close', ...length, ...headers }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
  const [head = '', answer = ''] = (await text(socket)).split(/\r\n\r\n(.*)/s)
  return { status: Number(head.split(' ')[1]), head: `${head}\r\n`, body: answer }
}

/** Lines about errors; how long the API takes to answer is not what is asked here. */
const errorsIn = (service: RunningService | undefined) =>
  (service?.output() ?? '').split('\n').filter((line) => /"level":"error"/.test(line))
