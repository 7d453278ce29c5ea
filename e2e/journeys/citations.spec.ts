import type { Locator, Page } from '@playwright/test'
import {
  fileCitation,
  fileSearch,
  message,
  response,
  urlCitation,
} from '../../backend/test/upstream/response-events.ts'
import { plays } from '../../backend/test/upstream/scripted-upstream.ts'
import { expectNoBarriers } from '../barriers.ts'
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

test('a source shows the passage that was cited, and leads on to the library', async ({ page }) => {
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')

  await source(answer, 'hooks.md').click()

  const shown = dialog(page, 'hooks.md')
  await expect(shown.getByRole('figure').first()).toContainText(
    'A good hook tells the right person',
  )
  await shown.getByRole('link', { name: 'Open in library' }).click()
  await expect(page).toHaveURL(/\/library#/)
  const playbooks = page.getByRole('list', { name: /playbooks/ })
  await expect(playbooks.getByRole('listitem').filter({ hasText: 'hooks.md' })).toBeInViewport()
})

test('the keyboard opens a source from the list and from the text, and comes back', async ({
  page,
}) => {
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')
  const openers = [
    source(answer, 'hooks.md'),
    answer.getByRole('link', { name: 'Source 1', exact: true }).first(),
  ]
  for (const opener of openers) {
    await opener.focus()

    await page.keyboard.press('Enter')

    await expect(dialog(page, 'hooks.md')).toBeVisible()
    await expect(dialog(page, 'hooks.md').locator(':focus')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog(page, 'hooks.md')).toHaveCount(0)
    await expect(opener).toBeFocused()
  }
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

test('nothing is claimed of a file while the network is away', async ({ page, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/)
  await open(page)
  const answer = await askAndWait(page, 'What makes a good hook?')
  await page.route('**/library/files', (route) => route.abort())

  const asked = page.waitForEvent('requestfailed', (request) =>
    request.url().endsWith('/library/files'),
  )
  await source(answer, 'hooks.md').click()
  await asked

  const shown = dialog(page, 'hooks.md')
  await expect(shown.getByRole('figure').first()).toContainText('A good hook')
  await expect(shown.getByRole('status')).toHaveText('')
  await expect(shown.getByRole('link', { name: 'Open in library' })).toHaveCount(0)
})

test('a source can be read by everybody, on a phone from its lower edge', async ({ page }) => {
  await open(page)
  const answer = await askAndWait(page, 'What are the content pillars in the 30 day plan?')
  const [first] = await sources(answer).getByRole('link').allInnerTexts()
  await source(answer, first ?? '').click()
  await expect(dialog(page, first ?? '').getByRole('link')).toBeVisible()
  await expectNoBarriers(page)

  await page.setViewportSize({ width: 390, height: 844 })

  const box = await dialog(page, first ?? '').boundingBox()
  expect(box).toMatchObject({ x: 0, width: 390 })
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(844, 0)
  await expectNoBarriers(page)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('each source unfolds its passage in the list', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('textbox', { name: 'Message' }).fill('What makes a good hook?')
    await page.getByRole('button', { name: 'Send' }).click()
    const entry = sources(page).getByRole('listitem').filter({ hasText: 'hooks.md' })
    const words = entry.getByRole('figure').first()
    await expect(entry.getByRole('link', { name: 'hooks.md' })).toBeVisible()
    await expect(words).toBeHidden()

    await entry.getByText('Passage', { exact: true }).click()

    await expect(words).toContainText('A good hook tells the right person')
    await expect(words).toBeVisible()
  })
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
    hub.upstream.answers(plays(...response(fileSearch('fs_1', 'refunds', found), said)))
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
  },
)

scriptedTest(
  'an answer from before passages were kept leads to the library',
  async ({ page, hub }) => {
    const said = message('msg_1', 'Refunds take 30 days', fileCitation('policy.md', 20), '.')
    hub.upstream.answers(plays(...response(said)))
    await open(page)
    const answer = await askAndWait(page, 'Do you refund?')

    await expect(source(answer, 'policy.md')).toHaveAttribute('href', /^\/library#/)
    await expect(source(answer, 'policy.md')).not.toHaveAttribute('aria-haspopup')
  },
)

const source = (answer: Locator, name: string) =>
  sources(answer).getByRole('link', { name, exact: true })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })
