import {
  answers,
  ask,
  askAndWait,
  composer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'
import { SLOW_PAGE } from '../playwright.config.ts'

scriptedTest(
  'Stop ends the wait before the first word, and in the middle keeps what was written, here and on the server',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(new HeldAnswer().script, held.script, 'At your service.')
    await open(page)

    await test.step('before the first word', async () => {
      await ask(page, 'Take your time.')
      await expect(conversation(page)).toContainText('Thinking it through')
      await page.getByRole('button', { name: 'Stop' }).click()

      await expect(conversation(page)).not.toHaveAttribute('aria-busy', 'true')
      await expect(page.getByText('You stopped this answer.')).toBeVisible()
      await expect(answers(page)).toHaveCount(0)
      await expect(questions(page)).toContainText(['Take your time.'])
    })

    await ask(page, 'Now quickly.')
    await held.say('These words ', 'were written.')
    await expect(answers(page)).toContainText('These words were written.')

    await page.getByRole('button', { name: 'Stop' }).click()

    await expect(page.getByText('You stopped this answer.').last()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
    await expect(composer(page)).toBeFocused()
    await expect(answers(page)).toContainText('These words were written.')
    await page.getByRole('link', { name: 'Library' }).click()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await page.goBack()
    await expect(answers(page)).toContainText('These words were written.')
    await expect(await askAndWait(page, 'Go on.')).toContainText('At your service.')
    await expect(answers(page)).toContainText(['These words were written.', 'At your service.'])
  },
)

scriptedTest('a stopped answer can be had after all', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script, 'The whole answer.')
  await open(page)
  await ask(page, 'Take your time.')
  await held.say('Half an ans')
  await expect(answers(page)).toContainText('Half an ans')
  await page.getByRole('button', { name: 'Stop' }).click()

  await page.getByRole('button', { name: 'Try again' }).click()

  await expect(answers(page)).toContainText('The whole answer.')
  await expect(page.getByText('Half an ans')).toHaveCount(0)
})

test.describe('with the library coach', () => {
  test.use({ baseURL: SLOW_PAGE })

  test('an answer can be read while it is being written, and Stop ends it at once', async ({
    page,
  }) => {
    await open(page)
    await ask(page, 'How do I start a newsletter?')
    await expect(answers(page)).toContainText('You need one clear promise')
    const length = () => answers(page).evaluate(({ textContent }) => textContent?.length ?? 0)
    for (let times = 0; times < 3; times++) {
      const last = await length()
      await expect.poll(length, { intervals: [50] }).toBeGreaterThan(last)
    }
    await expect(conversation(page)).toHaveAttribute('aria-busy', 'true')
    await expect(page.getByRole('button', { name: 'Send' })).toHaveCount(0)

    await page.getByRole('button', { name: 'Stop' }).click()

    await expect(page.getByText('You stopped this answer.')).toBeVisible()
    await expect(answers(page)).toContainText('You need one clear promise')
    await expect(answers(page)).not.toContainText('Next step:')
    await ask(page, 'How do I avoid burnout?')
    await expect(answers(page).last()).toContainText('Burnout usually looks like dread')
  })
})
