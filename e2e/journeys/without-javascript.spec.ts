import type { Page } from '@playwright/test'
import {
  answers,
  chatNamed,
  chats,
  composer,
  expect,
  greeting,
  NOT_FOUND,
  noAnswer,
  questions,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { notes } from '../hub/sample-files.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

test.use({ javaScriptEnabled: false })
scriptedTest.use({ javaScriptEnabled: false })

const GLAZE = notes('# Glaze notes\n\nThe glaze Marabou needs three coats.\n', 'glaze-notes.md')

scriptedTest('a question brings a page that fills with the answer', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script).titles('Hooks')
  await page.goto('/')
  await composer(page).fill('What makes a good hook?')
  await page.getByRole('button', { name: 'Send' }).click({ noWaitAfter: true })

  await expect(page.getByText('The coach is answering')).toBeVisible()
  await expect(page.getByText(/This can take a while/)).toBeVisible()
  await expect(noAnswer(page)).toHaveCount(0)
  // It would be gone with the next load of the page.
  await expect(composer(page)).toBeHidden()

  await expect(page).toHaveURL(/\/chat\//)
  await expect(questions(page)).toHaveText('What makes a good hook?')
  await held.say('A good hook tells the right person ')
  await held.say('that this is for them.')
  await held.finish()
  await expect(answers(page)).toContainText('tells the right person that this is for them.')
  await expect(composer(page)).toBeVisible()
  await expect(chatNamed(page, /hook/i)).toHaveAttribute('aria-current', 'page')
})

test('a follow-up stays in the same chat', async ({ page }) => {
  await page.goto('/')
  await send(page, 'Give me hook templates I can use for short videos.')
  const address = page.url()

  await send(page, 'three more')

  expect(page.url()).toBe(address)
  await expect(questions(page)).toHaveCount(2)
  await expect(answers(page)).toHaveCount(2)
  await expect(answers(page).last()).toContainText(/The next one:\s*Hook/)
})

test('a starter prompt is answered', async ({ page }) => {
  await page.goto('/')

  await page.getByRole('button', { name: 'Hook templates' }).click()

  await expect(answers(page)).toContainText('template')
})

test('an empty message is refused with a word about it', async ({ page, expectConsole }) => {
  expectConsole(/status of 400/)
  await page.goto('/')

  await send(page, '')

  await expect(page.getByRole('alert')).toHaveText('Write a message first.')
})

test('nothing is offered that takes scripts', async ({ page }) => {
  await page.goto('/')
  await send(page, 'What makes a good hook?')

  for (const name of ['Copy', 'Try again', 'Good answer', 'Bad answer', 'Stop']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeHidden()
  }
})

test('each source unfolds its passage in the list', async ({ page }) => {
  await page.goto('/')
  await send(page, 'What makes a good hook?')
  const entry = sources(page).getByRole('listitem').filter({ hasText: 'hooks.md' })
  const words = entry.getByRole('figure').first()
  await expect(entry.getByRole('link', { name: 'hooks.md' })).toBeVisible()
  await expect(words).toBeHidden()

  await entry.getByText('Passage', { exact: true }).click()

  await expect(words).toContainText('A good hook tells the right person')
  await expect(words).toBeVisible()
})

test('chats can be opened, renamed and deleted', async ({ page }) => {
  await page.goto('/')
  await send(page, 'What makes a good hook?')
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await expect(greeting(page)).toBeVisible()
  await send(page, 'How do I avoid burnout?')
  await expect(chats(page).getByRole('listitem')).toHaveCount(2)

  await pickOption(page, /hook/i, 'Rename')
  await page.getByRole('textbox', { name: 'Title' }).fill('First lines')
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(chatNamed(page, 'First lines')).toHaveAttribute('aria-current', 'page')
  await expect(questions(page)).toHaveText('What makes a good hook?')

  await pickOption(page, /burnout/i, 'Delete')
  await expect(page.getByRole('heading', { name: 'Delete this chat?' })).toBeVisible()
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(questions(page)).toHaveText('How do I avoid burnout?')
  await pickOption(page, /burnout/i, 'Delete')
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(greeting(page)).toBeVisible()
  await expect(chats(page).getByRole('listitem')).toHaveText([/First lines/])
})

test('a message can carry a file, and one that cannot be read brings the text back', async ({
  page,
  expectConsole,
}) => {
  expectConsole(/status of 415/)
  await page.goto('/')

  const song = { name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('ID3') }
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(song)
  await send(page, 'Please listen.')
  await expect(page.getByRole('alert')).toContainText('PDF')
  await expect(composer(page)).toHaveValue('Please listen.')

  await page.getByLabel('Attach files', { exact: true }).setInputFiles(GLAZE)
  await send(page, 'How many coats does the glaze Marabou need?')
  await expect(questions(page)).toContainText('glaze-notes.md')
  await expect(answers(page)).toContainText('three coats')
  await expect(sources(page).getByRole('link', { name: 'glaze-notes.md' })).toBeVisible()
})

test('the library takes files in and gives them up, with the theme and the drawer of one’s choice', async ({
  page,
}) => {
  await page.goto('/library')
  await expect(page.getByText('Nothing yet.')).toBeVisible()

  await page.getByLabel('Add files').setInputFiles(GLAZE)
  await page.getByRole('button', { name: 'Upload' }).click()
  const own = page.getByRole('list', { name: 'Your files' }).getByRole('listitem')
  await expect(own).toContainText('glaze-notes.md')

  await page.getByRole('button', { name: 'Remove glaze-notes.md' }).click()
  await expect(own).toHaveCount(0)
  await expect(page.getByText('Nothing yet.')).toBeVisible()

  await test.step('the theme button brings one back to the same page', async () => {
    await page.getByRole('button', { name: 'Theme' }).click()
    await expect(page.getByRole('button', { name: 'Theme' })).toHaveAttribute('title', /light/)
    await page.getByRole('button', { name: 'Theme' }).click()
    await expect(page.getByRole('button', { name: 'Theme' })).toHaveAttribute('title', /dark/)
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
    await expect(page).toHaveURL('/library')
  })

  await test.step('the drawer opens and closes on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await expect(page.getByRole('link', { name: 'Library' })).not.toBeInViewport()
    await page.getByRole('link', { name: 'Open menu' }).click()
    await expect(page.getByRole('link', { name: 'Library' })).toBeInViewport()
    await page.getByRole('link', { name: 'Close menu' }).click()
    await expect(page.getByRole('link', { name: 'Library' })).not.toBeInViewport()
  })
})

test('a reload begins a fresh session', async ({ page, expectConsole }) => {
  expectConsole(NOT_FOUND)
  await page.goto('/')
  await send(page, 'What makes a good hook?')

  const response = await page.reload()

  expect(response?.status()).toBe(404)
  await expect(page.getByText('This chat is no longer here')).toBeVisible()
  await expect(chats(page).getByRole('listitem')).toHaveCount(0)
  await send(page, 'How do I avoid burnout?')
  await expect(page).toHaveURL(/\/chat\//)
  await expect(chats(page).getByRole('listitem')).toHaveCount(1)
})

async function send(page: Page, text: string) {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The menu unfolds, and its entries are links. */
async function pickOption(page: Page, title: RegExp, option: 'Rename' | 'Delete') {
  const row = chats(page).getByRole('listitem').filter({ hasText: title })
  await row.locator('summary').click()
  await row.getByRole('link', { name: option }).click()
}
