import type { Locator, Page } from '@playwright/test'
import {
  fileCitation,
  fileSearch,
  message,
  response,
  urlCitation,
} from '../../backend/test/upstream/response-events.ts'
import { plays } from '../../backend/test/upstream/scripted-upstream.ts'
import {
  answers,
  askAndWait,
  chats,
  expect,
  open,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { notes } from '../hub/sample-files.ts'

const GLAZE = notes(
  '# Glazes\n\n## Marabou\n\nThe glaze Marabou needs three coats and dries for nine hours.\n',
  'glaze-notes.md',
)
const WORDS = 'The glaze Marabou needs three coats and dries for nine hours.'

test('a source shows the passage that was cited, opens by the keyboard, and leads on to the library', async ({
  page,
  expectConsole,
}) => {
  expectConsole(/net::ERR_FAILED/)
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')
  const shown = dialog(page, 'hooks.md')

  await test.step('nothing is claimed of the file while the network is away', async () => {
    await page.route('**/library/files', (route) => route.abort())
    const asked = page.waitForEvent('requestfailed', (request) =>
      request.url().endsWith('/library/files'),
    )
    await source(answer, 'hooks.md').click()
    await asked

    await expect(shown.getByRole('figure').first()).toContainText('A good hook')
    await expect(shown.getByRole('status')).toHaveText('')
    await expect(shown.getByRole('link', { name: 'Open in library' })).toHaveCount(0)
    await page.unroute('**/library/files')
    await page.keyboard.press('Escape')
    await expect(shown).toHaveCount(0)
  })

  await test.step('from the list and from the text, and the focus comes back', async () => {
    const openers = [
      source(answer, 'hooks.md'),
      answer.getByRole('link', { name: 'Source 1', exact: true }).first(),
    ]
    for (const opener of openers) {
      await opener.focus()
      await page.keyboard.press('Enter')

      await expect(shown).toBeVisible()
      await expect(shown.locator(':focus')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(shown).toHaveCount(0)
      await expect(opener).toBeFocused()
    }
  })

  await test.step('it leads on to the library', async () => {
    await source(answer, 'hooks.md').click()
    await expect(shown.getByRole('figure').first()).toContainText(
      'A good hook tells the right person',
    )
    await shown.getByRole('link', { name: 'Open in library' }).click()
    await expect(page).toHaveURL(/\/library#/)
    const playbooks = page.getByRole('list', { name: /playbooks/ })
    await expect(playbooks.getByRole('listitem').filter({ hasText: 'hooks.md' })).toBeInViewport()
  })
})

test('a passage can still be read when its file is gone, and says so', async ({ page }) => {
  await open(page, '/library')
  await page.getByLabel('Add files').setInputFiles(GLAZE)
  const own = page.getByRole('list', { name: 'Your files' }).getByRole('listitem')
  await expect(own).toHaveText(/glaze-notes\.md.*Ready/, { useInnerText: false })
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  const answer = await askAndWait(page, 'How many coats does the glaze Marabou need?')
  const shown = dialog(page, 'glaze-notes.md')
  await source(answer, 'glaze-notes.md').click()
  await expect(shown).toContainText('Marabou')
  await expect(shown).toContainText(WORDS)
  await expect(shown.getByRole('link', { name: 'Open in library' })).toBeVisible()
  await shown.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('link', { name: 'Library' }).click()
  await page.getByRole('button', { name: 'Remove glaze-notes.md' }).click()
  await expect(own).toHaveCount(0)
  await chats(page)
    .getByRole('link', { name: /Marabou/i })
    .click()
  await source(answers(page), 'glaze-notes.md').click()

  await expect(shown.getByRole('status')).toHaveText('Source since removed')
  await expect(shown).toContainText(WORDS)
  await expect(shown.getByRole('link', { name: 'Open in library' })).toHaveCount(0)
})

scriptedTest(
  'several passages of one file are one source, numbered as in the text',
  async ({ page, hub }) => {
    const file = { file_id: 'file-cited', filename: 'policy.md' }
    const found = [
      { ...file, text: '## Refunds\n\nRefunds take 30 days.' },
      { ...file, text: '## Prices\n\nA course costs what its outcome is worth.' },
    ]
    const said = message(
      'msg_1',
      'Refunds take 30 days',
      fileCitation('policy.md', 20),
      '. The tide comes twice a day',
      urlCitation('https://www.tides.test/today', 'Tides today', 48),
      '. A course costs what its outcome is worth',
      fileCitation('policy.md', 90),
      '.',
    )
    const fromBefore = message('msg_2', 'Refunds take 30 days', fileCitation('policy.md', 20), '.')
    hub.upstream.answers(
      plays(...response(fileSearch('fs_1', 'refunds', found), said)),
      plays(...response(fromBefore)),
    )
    await open(page)

    const answer = await askAndWait(page, 'What are your terms?')

    await expect(sources(answer).getByRole('listitem')).toHaveText([
      /1Policy policy\.md/,
      /2Tides todaytides\.test/,
    ])
    const marks = answer.getByRole('link', { name: /^Source \d/ })
    await expect(marks).toHaveText(['1', '2', '1'])
    const web = source(answer, 'Tides today')
    await expect(web).toHaveAttribute('href', 'https://www.tides.test/today')
    await expect(web).toHaveAttribute('target', '_blank')
    await expect(web).toHaveAttribute('rel', 'noopener noreferrer')
    await marks.last().click()
    await expect(dialog(page, 'policy.md').getByRole('figure')).toHaveText([
      /RefundsRefunds take 30 days/,
      /PricesA course costs/,
    ])
    await page.keyboard.press('Escape')

    await test.step('an answer from before passages were kept leads to the library', async () => {
      const old = await askAndWait(page, 'Do you refund?')
      await expect(source(old, 'policy.md')).toHaveAttribute('href', /^\/library#/)
      await expect(source(old, 'policy.md')).not.toHaveAttribute('aria-haspopup')
    })
  },
)

const source = (answer: Locator, name: string) =>
  sources(answer).getByRole('link', { name, exact: true })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })
