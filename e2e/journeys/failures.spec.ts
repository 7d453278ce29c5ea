import type { Page } from '@playwright/test'
import { freePort } from '../../backend/test/process/free-port.ts'
import { failed, openMessage, response } from '../../backend/test/upstream/response-events.ts'
import { breaksAfter, plays, refuses } from '../../backend/test/upstream/scripted-upstream.ts'
import {
  answers,
  ask,
  askAndWait,
  chats,
  comesAlive,
  composer,
  conversation,
  expect,
  greeting,
  noAnswer,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { type Running, startApi, startPage, urlOf } from '../hub/start-hub.ts'

const ANSWERS = /POST .*responses$/

scriptedTest(
  'a model that fails brings an alert, and trying again brings the answer',
  async ({ page, hub }) => {
    hub.upstream.answers(plays(...failed('server_error')), 'Here it is.')
    await open(page)
    await ask(page, 'Are you there?')

    await expect(alert(page)).toContainText('has a problem at the moment')
    await expect(conversation(page)).not.toHaveAttribute('aria-busy', 'true')
    await expect(questions(page)).toHaveText('Are you there?')
    await alert(page).getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toContainText('Here it is.')
    await expect(alert(page)).toHaveCount(0)
    await expect(questions(page)).toHaveCount(1)
  },
)

scriptedTest(
  'a model that breaks off keeps what it wrote, and can be asked again',
  async ({ page, hub }) => {
    const words = response(openMessage('msg_broken', 'The first half ')).slice(0, -1)
    hub.upstream.answers(breaksAfter(...words), 'Both halves.')
    await open(page)
    await ask(page, 'Tell me all.')

    await expect(alert(page)).toContainText('connection to the coach was lost')
    await expect(answers(page)).toContainText('The first half')
    await alert(page).getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toContainText('Both halves.')
    await expect(page.getByText('The first half')).toHaveCount(0)
  },
)

scriptedTest('after a failure, one can just go on', async ({ page, hub }) => {
  hub.upstream.answers(plays(...failed('server_error')), 'Fine now.')
  await open(page)
  await ask(page, 'Are you there?')
  await expect(alert(page)).toBeVisible()
  // The field is a new one at the chat's address, and a machine types in the middle of the change.
  await expect(page).toHaveURL(/\/chat\//)

  await expect(await askAndWait(page, 'And now?')).toContainText('Fine now.')
  await expect(alert(page)).toHaveCount(0)
})

scriptedTest(
  'a key that is refused is the owner’s to mend, so nothing offers to try again',
  async ({ page, hub }) => {
    // The title is asked for in the same moment as the answer.
    hub.upstream.refuses(ANSWERS, refuses(401, 'invalid_api_key'), 2)
    await open(page)
    await ask(page, 'Are you there?')

    await expect(alert(page)).toContainText('OPENAI_API_KEY')
    await expect(alert(page).getByRole('button')).toHaveCount(0)
  },
)

scriptedTest(
  'a message that cannot be sent comes back, and can be sent again',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    hub.upstream.answers('Got it.')
    await open(page)

    hub.line.cut()
    await composer(page).fill('Do you hear me?')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(alert(page)).toContainText('cannot be reached')
    await expect(composer(page)).toHaveValue('Do you hear me?')
    hub.line.mend()
    await alert(page).getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toContainText('Got it.')
    await expect(questions(page)).toHaveCount(1)
    await expect(composer(page)).toHaveValue('')
  },
)

test.describe('while the API is down', () => {
  const services: Running[] = []
  test.afterEach(async () => {
    for (const service of services.splice(0)) await service.stop()
  })

  test('the page stands, says so, and goes on once the API is back', async ({
    page,
    expectConsole,
  }) => {
    expectConsole(/net::ERR_CONNECTION_REFUSED/)
    const [apiPort, pagePort] = [await freePort(), await freePort()]
    services.push(await startPage(pagePort, { api: urlOf(apiPort) }))

    const response = await page.goto(urlOf(pagePort))
    await comesAlive(page)

    expect(response?.status()).toBe(200)
    await expect(greeting(page)).toBeVisible()
    await expect(chats(page)).toBeVisible()
    await expect(alert(page)).toContainText('cannot be reached')
    await composer(page).fill('What makes a good hook?')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(composer(page)).toHaveValue('What makes a good hook?')
    await expect(alert(page)).toContainText('cannot be reached')

    services.push(await startApi(apiPort, urlOf(pagePort), { OFFLINE_WORDS_PER_SECOND: '400' }))
    await alert(page).getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toContainText('A good hook')
    await expect(alert(page)).toHaveCount(0)
  })

  test('the library says so, and shows its files once the API is back', async ({
    page,
    expectConsole,
  }) => {
    expectConsole(/status of 503/)
    expectConsole(/net::ERR_CONNECTION_REFUSED/)
    const [apiPort, pagePort] = [await freePort(), await freePort()]
    services.push(await startPage(pagePort, { api: urlOf(apiPort) }))

    await page.goto(`${urlOf(pagePort)}/library`)
    await comesAlive(page)
    await expect(alert(page)).toContainText('cannot be reached')
    await alert(page).getByRole('button', { name: 'Try again' }).click()
    await expect(alert(page)).toContainText(/Tried at .*, without success/)
    services.push(await startApi(apiPort, urlOf(pagePort), {}))

    await expect(page.getByRole('list', { name: /playbooks/ })).toBeVisible({ timeout: 25_000 })
    await expect(alert(page)).toHaveCount(0)
  })
})

scriptedTest.describe('without scripts', () => {
  scriptedTest.use({ javaScriptEnabled: false })

  scriptedTest(
    'an answer that fails leaves a word about it, and the message',
    async ({ page, hub }) => {
      hub.upstream.answers(plays(...failed('server_error')), 'Here it is.')
      await page.goto('/')
      await composer(page).fill('Are you there?')
      await page.getByRole('button', { name: 'Send' }).click()

      await expect(noAnswer(page)).toHaveText(/Send it once more to get one/)
      await expect(noAnswer(page)).toBeVisible()
      await expect(questions(page)).toHaveText('Are you there?')
      await composer(page).fill('Are you there now?')
      await page.getByRole('button', { name: 'Send' }).click()

      await expect(answers(page)).toContainText('Here it is.')
      await expect(noAnswer(page)).toHaveCount(0)
    },
  )
})

const alert = (page: Page) => page.getByRole('main').getByRole('alert')
