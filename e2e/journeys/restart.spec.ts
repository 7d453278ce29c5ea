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
  comesAlive,
  conversation,
  expect,
  greeting,
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

test('pages whose API is away say what they do about it, and mend themselves', async ({
  page,
  deployment,
  anotherVisitor,
  expectConsole,
}) => {
  expectConsole(/net::ERR_CONNECTION_REFUSED/)
  expectConsole(/status of 503/)
  const message = page.getByRole('textbox', { name: 'Message' })
  const alert = page.getByRole('alert')
  const response = await page.goto(deployment.page)
  await comesAlive(page)
  expect(response?.status()).toBe(200)
  await expect(greeting(page)).toBeVisible()
  await expect(chats(page)).toBeVisible()
  await expect(alert).toContainText('cannot be reached')
  const library = await anotherVisitor()
  await library.goto(`${deployment.page}/library`)
  await comesAlive(library)
  await expect(library.getByRole('alert')).toContainText('cannot be reached')

  for (const each of [page, library]) {
    await each.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await expect(each.getByRole('alert')).toContainText(
      /Tried at .*, without success\. The page keeps trying\./,
    )
  }
  await test.step('a message comes back', async () => {
    await message.fill('How do I avoid burnout?')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(message).toHaveValue('How do I avoid burnout?')
    await expect(alert.last()).toContainText('cannot be reached')
  })
  await deployment.startApi(QUICKLY)

  await expect(library.getByRole('list', { name: /playbooks/ })).toBeVisible({ timeout: 25_000 })
  await expect(library.getByRole('alert')).toHaveCount(0)
  await expect(page.getByText('No chats yet.')).toBeVisible({ timeout: 25_000 })
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(await coachAnswer(page)).toContainText('burnout', { ignoreCase: true })
  await expect(alert).toHaveCount(0)
})

const words = async (answer: Locator) => (await answer.textContent())?.trim() ?? ''
