/** What is wrong with a request is told on a page of this site, with the right status and without a line in the log. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { freePort } from '../../backend/test/free-port.ts'
import { expect, test } from '../fixtures.ts'
import { type RunningService, startApi, startPage, urlOf } from '../hub/start-hub.ts'

const FORM = 'application/x-www-form-urlencoded'

type Asked = { target: string; method?: string; headers?: Record<string, string>; body?: string }

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
