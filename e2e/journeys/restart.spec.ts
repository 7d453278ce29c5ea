import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { freePort } from '../../backend/test/process/free-port.ts'
import {
  answers,
  ask,
  test as base,
  chats,
  coachAnswer,
  conversation,
  expect,
  NOT_FOUND,
  open,
  questions,
} from '../fixtures.ts'
import { type RunningApi, startApi, startPage, urlOf } from '../hub/start-hub.ts'

type Deployment = {
  page: string
  /** Starts the API on the memory that it had before, if it had any. */
  startApi(settings: Record<string, string>): Promise<RunningApi>
}

const test = base.extend<{ deployment: Deployment }>({
  deployment: async ({ browserName: _ }, use) => {
    const [apiPort, pagePort] = [await freePort(), await freePort()]
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'coaching-hub-restart-'))
    const page = await startPage(pagePort, { api: urlOf(apiPort) })
    const started: RunningApi[] = []
    await use({
      page: urlOf(pagePort),
      async startApi(settings) {
        const api = await startApi(apiPort, urlOf(pagePort), { DATA_DIR, ...settings })
        started.push(api)
        return api
      },
    })
    await Promise.all([page, ...started].map((service) => service.stop()))
    rmSync(DATA_DIR, { recursive: true, force: true })
  },
})

// Each of them starts three processes, one after the other.
test.slow()

const SLOWLY = { OFFLINE_WORDS_PER_SECOND: '20' }
const QUICKLY = { OFFLINE_WORDS_PER_SECOND: '2000' }
/** Between two tries at reaching the server, and a little. */
const LONGEST_PAUSE_MS = 12_000
const MARK = 'This answer was interrupted by a restart.'

test('an answer whose process is killed keeps its words, and can be had after all', async ({
  page,
  deployment,
  expectConsole,
}) => {
  expectConsole(/net::ERR_/)
  expectConsole(NOT_FOUND)
  const again = page.getByRole('button', { name: 'Try again' })
  const api = await deployment.startApi(SLOWLY)
  await open(page, deployment.page)
  await ask(page, 'How do I avoid burnout?')
  await expect(answers(page)).toContainText('Signs in your work', { timeout: 15_000 })

  await api.kill()
  await expect(conversation(page)).toContainText('Reconnecting')
  const read = await words(answers(page))
  await deployment.startApi(QUICKLY)

  await expect(conversation(page)).toContainText(MARK, { timeout: LONGEST_PAUSE_MS })
  // Also what has come since the last time that it was saved.
  expect(await words(answers(page))).toContain(read)
  await expect(again).toHaveCount(1)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await chats(page)
    .getByRole('link', { name: /burnout/i })
    .click()
  await expect(conversation(page)).toContainText(MARK)
  await again.click()

  const answer = await coachAnswer(page)
  await expect(answer).toContainText('from the next seven days.')
  await expect(conversation(page)).not.toContainText(MARK)
  await expect(questions(page)).toHaveCount(1)
  await expect(answers(page)).toHaveCount(1)
})

test('an answer that a shutdown cuts off says so at once, with one way to try again', async ({
  page,
  deployment,
}) => {
  const again = page.getByRole('button', { name: 'Try again' })
  const api = await deployment.startApi(SLOWLY)
  await open(page, deployment.page)
  await ask(page, 'How do I avoid burnout?')
  await expect(answers(page)).toContainText('Burnout usually looks like dread')

  await api.stop()

  await expect(conversation(page)).toContainText(MARK)
  await expect(page.getByRole('alert')).toContainText('The server is restarting.')
  await expect(again).toHaveCount(1)
  await deployment.startApi(QUICKLY)
  await again.click()
  await expect(await coachAnswer(page)).toContainText('from the next seven days.')
  await expect(conversation(page)).not.toContainText(MARK)
})

test('a page whose API is away says what it does about it, and mends itself', async ({
  page,
  deployment,
  expectConsole,
}) => {
  expectConsole(/net::ERR_CONNECTION_REFUSED/)
  await open(page, deployment.page)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('cannot be reached')
  await page.getByRole('textbox', { name: 'Message' }).fill('How do I avoid burnout?')

  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(alert).toContainText(/Tried at .*, without success\. The page keeps trying\./)
  await deployment.startApi(QUICKLY)

  await expect(alert).toHaveCount(0, { timeout: 30_000 })
  await expect(page.getByText('No chats yet.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Message' }).press('Enter')
  await expect(await coachAnswer(page)).toContainText('burnout', { ignoreCase: true })
})

const words = async (answer: Locator) => (await answer.textContent())?.trim() ?? ''
