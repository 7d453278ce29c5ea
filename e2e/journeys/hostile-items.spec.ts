/** A chat that holds what nobody should have stored: it can be read, and takes nothing else of the page with it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { freePort } from '../../backend/test/process/free-port.ts'
import {
  answers,
  askAndWait,
  chatNamed,
  comesAlive,
  composer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { hostilePage, READABLE } from '../hub/hostile-items.ts'
import { isOfType } from '../hub/refusals.ts'
import { type Running, startPage, urlOf } from '../hub/start-hub.ts'

scriptedTest.afterEach(({ page }) => page.unrouteAll({ behavior: 'wait' }))

scriptedTest(
  'a chat of odd items opens in the page, and can be written in',
  async ({ page, hub }) => {
    hub.upstream.answers('First.', 'Second.')
    await open(page)
    await askAndWait(page, 'What makes a good hook?')
    await expect(page).toHaveURL(/\/chat\//)
    const threadId = page.url().split('/').at(-1) ?? ''
    await page.getByRole('link', { name: 'Library' }).click()
    await page.route('**/chatkit', async (route, asked) => {
      if (!isOfType('items.list')(asked)) return route.fallback()
      const headers = {
        'Access-Control-Allow-Origin': hub.page,
        'Content-Type': 'application/json',
      }
      await route.fulfill({ headers, body: hostilePage(threadId) })
    })

    await chatNamed(page, /hook/i).click()

    await expectReadable(page)
    await page.unrouteAll({ behavior: 'wait' })
    await expect(await askAndWait(page, 'And now?')).toContainText('Second.')
  },
)

test.describe('opened as a document', () => {
  const services: Running[] = []
  test.afterEach(async () => {
    for (const service of services.splice(0).toReversed()) await service.stop()
  })

  async function openDocument(page: Page) {
    const api = await startOddApi()
    services.push(api)
    const port = await freePort()
    services.push(await startPage(port, { api: api.url }))
    const response = await page.goto(`${urlOf(port)}/chat/thr_odd`)
    expect(response?.status()).toBe(200)
  }

  test('such a chat is drawn by the server, and comes alive', async ({ page }) => {
    await openDocument(page)
    await comesAlive(page)

    await expectReadable(page)
    await composer(page).fill('Still here')
    await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
  })

  test.describe('without scripts', () => {
    test.use({ javaScriptEnabled: false })

    test('such a chat can be read', async ({ page }) => {
      await openDocument(page)

      await expectReadable(page)
    })
  })
})

async function expectReadable(page: Page) {
  await expect(questions(page).filter({ hasText: READABLE })).not.toHaveCount(0)
  await expect(answers(page).filter({ hasText: READABLE })).not.toHaveCount(0)
  await expect(page.getByText('Something went wrong')).toHaveCount(0)
  await expect(conversation(page).locator('a[href^="javascript"]')).toHaveCount(0)
  const { width, scrolled } = await conversation(page).evaluate((log) => ({
    width: log.clientWidth,
    scrolled: log.scrollWidth,
  }))
  expect(scrolled, 'nothing is wider than the conversation').toBeLessThanOrEqual(width)
}

/** An API that knows one chat, and whatever it is asked about it. */
async function startOddApi() {
  const server = createServer((asked, answer) => {
    let body = ''
    asked.on('data', (chunk) => {
      body += chunk
    })
    asked.on('end', () => {
      answer.writeHead(200, {
        'Content-Type': 'application/json',
        'Access-Control-Allow-Origin': asked.headers.origin ?? '*',
        'Access-Control-Allow-Headers': '*',
        'Access-Control-Allow-Methods': '*',
      })
      answer.end(body.includes('items.list') ? hostilePage('thr_odd') : answerTo(body))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Of the list of chats, and of the session: as odd. */
function answerTo(body: string) {
  const threads = [
    { id: 'thr_odd', title: `\u202e${'x'.repeat(32_000)}\ud800` },
    { id: 'constructor' },
    null,
  ]
  return body.includes('threads.list')
    ? JSON.stringify({ data: threads, has_more: 'no' })
    : JSON.stringify({ model: null, limits: { message_chars: -1 }, runs: [{}, null] })
}
