import type { Page } from '@playwright/test'
import { failed, openMessage, response } from '../../backend/test/upstream/response-events.ts'
import { breaksAfter, plays, refuses } from '../../backend/test/upstream/scripted-upstream.ts'
import {
  answers,
  ask,
  askAndWait,
  composer,
  conversation,
  expect,
  noAnswer,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'

const ANSWERS = /POST .*responses$/

scriptedTest(
  'a model that fails brings an alert, and trying again brings the answer',
  async ({ page, hub }) => {
    hub.upstream.answers(
      plays(...failed('server_error')),
      'Here it is.',
      plays(...failed('server_error')),
      'Fine now.',
    )
    await open(page)
    await ask(page, 'Are you there?')

    await expect(alert(page)).toContainText('has a problem at the moment')
    await expect(conversation(page)).not.toHaveAttribute('aria-busy', 'true')
    await expect(questions(page)).toHaveText('Are you there?')
    await alert(page).getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toContainText('Here it is.')
    await expect(alert(page)).toHaveCount(0)
    await expect(questions(page)).toHaveCount(1)

    await test.step('or one just goes on', async () => {
      await ask(page, 'Are you still there?')
      await expect(alert(page)).toBeVisible()
      await expect(await askAndWait(page, 'And now?')).toContainText('Fine now.')
      await expect(alert(page)).toHaveCount(0)
    })
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
