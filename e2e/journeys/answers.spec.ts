import type { Locator, Page } from '@playwright/test'
import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  chats,
  coachAnswer,
  conversation,
  expect,
  greeting,
  open,
  questions,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'
import { SLOW_PAGE } from '../playwright.config.ts'

test.describe('from a coach that writes no faster than one can read', () => {
  test.use({ baseURL: SLOW_PAGE })

  test('the answer can be read while it is being written', async ({ page }) => {
    await open(page)
    await ask(page, 'How do I start a newsletter?')

    const answer = answers(page)
    await expect(answer).not.toBeEmpty()
    const lengths = [await lengthOf(answer)]
    while (lengths.length < 4) {
      const last = lengths.at(-1) ?? 0
      await expect.poll(() => lengthOf(answer)).toBeGreaterThan(last)
      lengths.push(await lengthOf(answer))
    }

    await expect(conversation(page)).toHaveAttribute('aria-busy', 'true')
    await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled()
    await expect(page.getByRole('button', { name: 'Send' })).toHaveCount(0)
  })
})

scriptedTest(
  'while there is no word yet, the page says what the coach does and for how long',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'Think well about this.')

    await expect(conversation(page)).toContainText('Thinking it through')
    await expect(conversation(page)).toContainText('2 s')

    await held.say('Done thinking.')
    await held.finish()
    await expect(await coachAnswer(page)).toContainText('Done thinking.')
    await expect(conversation(page)).not.toContainText('Thinking it through')
  },
)

scriptedTest('each word is shown as it comes, in its place', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script)
  await open(page)
  await ask(page, 'Speak slowly.')

  await held.say('First **bold')
  await expect(answers(page)).toContainText('First bold')
  await held.say(' words**', ', then the rest.')
  await expect(answers(page)).toContainText('First bold words, then the rest.')
  await expect(answers(page).getByText('bold words')).toHaveCSS('font-weight', /^[67]00$/)
  await held.finish()

  await expect(await coachAnswer(page)).toContainText('First bold words, then the rest.')
})

test('the sources stand under the answer, numbered as in it', async ({ page }) => {
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')

  await expect(sources(answer).getByRole('link', { name: 'hooks.md' })).toBeVisible()
  await expect(answer.getByRole('link', { name: 'Source 1' }).first()).toBeVisible()
})

test('Copy puts the whole answer on the clipboard', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')

  await answer.getByRole('button', { name: 'Copy' }).click()

  await expect(page.getByText('Copied', { exact: true })).toBeAttached()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^### What makes a good hook\n\nA good hook tells the right person/)
  expect(copied).toContain('**Next step:**')
  expect(copied).not.toMatch(/[\uE000-\uF8FF]/)
})

test('an answer can be called good or bad, and the last word counts', async ({ page }) => {
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')
  const good = answer.getByRole('button', { name: 'Good answer' })
  const bad = answer.getByRole('button', { name: 'Bad answer' })

  const stored = page.waitForResponse((response) =>
    Boolean(response.request().postData()?.includes('items.feedback')),
  )
  await good.click()
  await expect(good).toHaveAttribute('aria-pressed', 'true')
  expect((await stored).status()).toBe(200)

  await bad.click()
  await expect(bad).toHaveAttribute('aria-pressed', 'true')
  await expect(good).toHaveAttribute('aria-pressed', 'false')
})

scriptedTest('Try again puts a new answer in place of the last one', async ({ page, hub }) => {
  hub.upstream.answers('A weak first answer.', 'A strong second answer.')
  await open(page)
  const answer = await askAndWait(page, 'Give me your best.')
  await expect(answer).toContainText('A weak first answer.')

  await answer.getByRole('button', { name: 'Try again' }).click()

  await expect(answers(page)).toHaveText(/A strong second answer\./)
  await expect(page.getByText('A weak first answer.')).toHaveCount(0)
  await expect(questions(page)).toHaveCount(1)
  await leaveAndComeBack(page)
  await expect(answers(page)).toHaveText(/A strong second answer\./)
  await expect(page.getByText('A weak first answer.')).toHaveCount(0)
})

test('“three more” brings a section that was not there yet', async ({ page }) => {
  await open(page)
  const first = await askAndWait(page, 'Give me hook templates I can use for short videos.')
  const known = await first.getByRole('heading', { level: 2 }).allTextContents()

  const second = await askAndWait(page, 'three more')

  const heading = second.getByRole('heading', { level: 2 }).first()
  await expect(heading).toContainText(/hook/i)
  expect(known).not.toContain(await heading.textContent())
  await expect(sources(second).getByRole('link').first()).toBeVisible()
})

test('each starter prompt gets an answer from the library', async ({ page }) => {
  await open(page)
  for (const starter of [
    'Hook templates',
    'Content strategy',
    'Ideal client profile',
    'Script templates',
  ]) {
    await page.getByRole('button', { name: starter }).click()

    await expect(questions(page)).toHaveCount(1)
    const answer = await coachAnswer(page)
    expect(await lengthOf(answer), starter).toBeGreaterThan(300)
    await expect(sources(answer).getByRole('link').first()).toBeVisible()
    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    await expect(greeting(page)).toBeVisible()
  }
})

test('a new chat gets a title, in the list and in the browser’s tab', async ({ page }) => {
  await open(page)

  await askAndWait(page, 'What makes a good hook?')

  const entry = chats(page).getByRole('link')
  await expect(entry).toHaveCount(1)
  await expect(entry).toHaveAccessibleName(/hook/i)
  await expect(entry).toHaveAttribute('aria-current', 'page')
  await expect(page).toHaveTitle(`${await entry.textContent()} · Coaching Hub`)
})

scriptedTest('a better title takes the place of the first one', async ({ page, hub }) => {
  hub.upstream.answers('Fine.').titles('Pottery for beginners')
  await open(page)

  await askAndWait(page, 'I would like to talk about clay and what to do with it')

  await expect(chatNamed(page, 'Pottery for beginners')).toBeVisible()
  await expect(chats(page).getByRole('link')).toHaveCount(1)
  await expect(page).toHaveTitle('Pottery for beginners · Coaching Hub')
})

scriptedTest(
  'nothing in an answer can run, and nothing is fetched for it',
  async ({ page, hub }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    hub.upstream.answers(
      'Before <img src="https://evil.example/pixel.png" onerror="document.title=1"> after\n\n' +
        '![pixel](https://evil.example/pixel.png) [press](javascript:document.title=1) ' +
        '<script>document.title=1</script>\n\nThe end.',
    )
    await open(page)

    const answer = await askAndWait(page, 'Be naughty.')

    await expect(answer).toContainText('The end.')
    await expect(answer.locator('img, script, [href^="javascript:"]')).toHaveCount(0)
    expect(asked.filter((url) => url.includes('evil.example'))).toEqual([])
    await expect(page).not.toHaveTitle('1')
  },
)

/** What the page shows afterwards comes from the server alone, as far as this chat goes. */
async function leaveAndComeBack(page: Page) {
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.goBack()
  await expect(conversation(page)).toBeVisible()
}

const lengthOf = (answer: Locator) => answer.evaluate(({ textContent }) => textContent?.length ?? 0)
