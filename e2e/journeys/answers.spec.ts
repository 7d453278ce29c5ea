import type { Page } from '@playwright/test'
import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  chats,
  coachAnswer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

scriptedTest(
  'the page says what the coach does and for how long, then shows each word in its place',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'Speak slowly.')

    await expect(conversation(page)).toContainText('Thinking it through')
    await expect(conversation(page)).toContainText('2 s')

    await held.say('First **bold')
    await expect(answers(page)).toContainText('First bold')
    await held.say(' words**', ', then the rest.')
    await expect(answers(page)).toContainText('First bold words, then the rest.')
    await expect(answers(page).getByText('bold words')).toHaveCSS('font-weight', /^[67]00$/)
    await held.finish()

    await expect(await coachAnswer(page)).toContainText('First bold words, then the rest.')
    await expect(conversation(page)).not.toContainText('Thinking it through')
  },
)

test('an answer has its sources, can be copied and rated, and gives its chat a title', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')

  await test.step('the sources stand under it, numbered as in it', async () => {
    await expect(sources(answer).getByRole('link', { name: 'hooks.md' })).toBeVisible()
    await expect(answer.getByRole('link', { name: 'Source 1' }).first()).toBeVisible()
  })

  await test.step('the chat has a title, in the list and in the browser’s tab', async () => {
    const entry = chats(page).getByRole('link')
    await expect(entry).toHaveCount(1)
    await expect(entry).toHaveAccessibleName(/hook/i)
    await expect(entry).toHaveAttribute('aria-current', 'page')
    await expect(page).toHaveTitle(`${await entry.textContent()} · Coaching Hub`)
  })

  await test.step('Copy puts the whole answer on the clipboard', async () => {
    await answer.getByRole('button', { name: 'Copy' }).click()
    await expect(page.getByText('Copied', { exact: true })).toBeAttached()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^### What makes a good hook\n\nA good hook tells the right person/)
    expect(copied).toContain('**Next step:**')
    expect(copied).not.toMatch(/[\uE000-\uF8FF]/)
  })

  await test.step('it can be called good or bad, and the last word counts', async () => {
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
})

scriptedTest(
  'Try again puts a new answer in place of the last one, and a better title that of the first',
  async ({ page, hub }) => {
    hub.upstream
      .answers('A weak first answer.', 'A strong second answer.')
      .titles('Pottery for beginners')
    await open(page)
    const answer = await askAndWait(page, 'I would like to talk about clay and what to do with it')
    await expect(answer).toContainText('A weak first answer.')
    await expect(chatNamed(page, 'Pottery for beginners')).toBeVisible()
    await expect(chats(page).getByRole('link')).toHaveCount(1)
    await expect(page).toHaveTitle('Pottery for beginners · Coaching Hub')

    await answer.getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toHaveText(/A strong second answer\./)
    await expect(page.getByText('A weak first answer.')).toHaveCount(0)
    await expect(questions(page)).toHaveCount(1)
    await leaveAndComeBack(page)
    await expect(answers(page)).toHaveText(/A strong second answer\./)
    await expect(page.getByText('A weak first answer.')).toHaveCount(0)
  },
)

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
