import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expectNoBarriers } from '../barriers.ts'
import {
  ask,
  askAndWait,
  chats,
  comesAlive,
  composer,
  expect,
  greeting,
  NOT_FOUND,
  newChat,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { notes, picture } from '../hub/sample-files.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

const HOOK = 'What makes a good hook?'
const GLAZE = notes('# Glaze notes\n\nThe glaze Marabou needs three coats.\n', 'glaze-notes.md')

test('one sees what is kept, erases it after a second word, and has a receipt', async ({
  page,
  anotherVisitor,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  const sessions = sessionsOf(page)
  const main = page.getByRole('main')
  await open(page)
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(picture)
  await askAndWait(page, HOOK)
  await addToLibrary(page)
  await newChat(page)
  await composer(page).fill('half a thought')

  await test.step('what is kept, until when, and who else sees it', async () => {
    await page.getByRole('link', { name: 'Your data' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Your data' })).toBeVisible()
    await expect(main).toContainText(/1 chat with \d entries/)
    await expect(main).toContainText('vase.png')
    await expect(main).toContainText('glaze-notes.md')
    await expect(main).toContainText('24 hours after you last used this tab: if you leave now,')
    await expect(main).toContainText('Nothing leaves this server.')
  })

  await page.getByRole('button', { name: 'Erase everything now' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(chats(page).getByRole('link')).toHaveCount(1)
  const before = sessions.at(-1)
  await erase(page)

  await test.step('what is gone', async () => {
    await expect(page).toHaveURL(/\/data\/receipts\/[0-9a-f]{32}$/)
    await expect(page.getByText('Everything is gone, and that is confirmed.').first()).toBeFocused()
    await expect(erased(page)).toContainText([
      /1 chat.*Erased/,
      /\d entries in them.*Erased/,
      /1 log of an answer.*Erased/,
    ])
    await expect(erased(page).filter({ hasText: 'vase.png' })).toContainText('Erased')
    await expect(erased(page).filter({ hasText: 'glaze-notes.md' })).toHaveText(
      /in the coach’s library.*Erased/,
    )
    await expect(erased(page)).toHaveCount(5)
    await expect(chats(page).getByRole('link')).toHaveCount(0)
  })

  await test.step('the receipt can be downloaded, and opened again by its address alone', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download receipt' }).click(),
    ])
    const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'))
    expect(download.suggestedFilename()).toMatch(/^receipt-\d{4}-\d\d-\d\d\.json$/)
    expect(page.url()).toContain(receipt.id)
    expect(receipt.objects).toContainEqual(
      expect.objectContaining({ kind: 'file', name: GLAZE.name, status: 'erased' }),
    )
    const other = await anotherVisitor()
    await open(other, new URL(page.url()).pathname)
    await expect(erased(other).filter({ hasText: 'glaze-notes.md' })).toContainText('Erased')
    const missing = await other.goto(`/data/receipts/${'0'.repeat(32)}`)
    expect(missing?.status()).toBe(404)
    await expect(
      other.getByRole('heading', { name: 'This receipt is no longer here' }),
    ).toBeVisible()
  })

  await test.step('a new chat begins a new session, and nothing of the old one is kept', async () => {
    await main.getByRole('link', { name: 'Start a new chat' }).click()
    await expect(greeting(page)).toBeVisible()
    await expect(composer(page)).toHaveValue('')
    await page.goto('/')
    await expect(composer(page)).toHaveValue('')
    const kept = await page.evaluate(() => JSON.stringify(sessionStorage))
    expect(kept).not.toContain('half a thought')
    await comesAlive(page)
    await askAndWait(page, 'How do I avoid burnout?')
    await expect(chats(page).getByRole('link')).toHaveText([/burnout/i])
    expect(sessions.at(-1)).not.toBe(before)
  })
})

test('a chat that was erased is not there when one goes back', async ({ page, expectConsole }) => {
  expectConsole(NOT_FOUND)
  expectConsole(/net::ERR_/)
  await open(page)
  await askAndWait(page, HOOK)
  await page.getByRole('link', { name: 'Your data' }).click()

  await test.step('what could not be erased says why, and can be tried again', async () => {
    await page.route(/\/session\?receipt=1$/, (route) => route.abort(), { times: 1 })
    await erase(page)
    await expect(page.getByRole('alert')).toContainText('cannot be reached')
    await expect(chats(page).getByRole('link')).toHaveCount(1)
    await page.getByRole('button', { name: 'Erase everything', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Erased' })).toBeVisible()
  })

  await page.goBack()
  await page.goBack()

  await expect(page.getByText('This chat is no longer here')).toBeVisible()
  await expect(questions(page)).toHaveCount(0)
  await expect(page.getByText(HOOK)).toHaveCount(0)
})

scriptedTest(
  'what OpenAI has not confirmed is waited for, and confirmed without a reload',
  async ({ page, hub }) => {
    await open(page, '/library')
    await page.getByLabel('Add files').setInputFiles(GLAZE)
    await expect(page.getByRole('button', { name: 'Remove glaze-notes.md' })).toBeVisible()
    const gone = hub.upstream.matching(/^DELETE/).length
    hub.upstream.refuses(
      /^DELETE/,
      (stream) => stream.json({ error: { message: 'No', type: 'invalid_request_error' } }, 400),
      1,
    )
    await page.getByRole('link', { name: 'Your data' }).click()

    await erase(page)

    await expect(page.getByText(/1 file still waits/).first()).toBeVisible()
    await expect(erased(page)).toHaveText([/glaze-notes\.md.*Waiting for confirmation/])
    expect(hub.upstream.matching(/^DELETE/)).toHaveLength(gone + 1)
    // Another visitor's leaving has the API try again.
    await page.request.delete(`${await apiOf(page)}/session`, {
      headers: { 'X-Session-Id': crypto.randomUUID() },
    })
    await expect(page.getByText('Everything is gone, and that is confirmed.').first()).toBeVisible()
    await expect(erased(page)).toHaveText([/glaze-notes\.md.*Erased/])
  },
)

scriptedTest('an answer that is being written ends with its session', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script)
  await open(page)
  await ask(page, 'Talk to me.')
  await held.say('So far, ')
  await page.getByRole('link', { name: 'Your data' }).click()

  await erase(page)

  await expect(page.getByRole('heading', { name: 'Erased' })).toBeVisible()
  await expect(chats(page).getByRole('link')).toHaveCount(0)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('everything can be seen and erased', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('textbox', { name: 'Message' }).fill(HOOK)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('link', { name: 'Your data' }).click()
    await expect(page.getByRole('main')).toContainText(/1 chat with \d entries/)

    await page.getByRole('link', { name: 'Erase everything now' }).click()
    await expect(page.getByRole('heading', { name: 'Erase everything?' })).toBeVisible()
    await page.getByRole('button', { name: 'Erase everything' }).click()

    await expect(page).toHaveURL(/\/data\/receipts\//)
    await expect(erased(page)).toHaveText([/1 chat/, /\d entries/, /log of an answer/])
    await expect(chats(page).getByRole('link')).toHaveCount(0)
    await page.getByRole('link', { name: 'Your data' }).click()
    await expect(page.getByRole('main')).toContainText('None')
  })
})

test.describe('on a phone of 390 pixels', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('page, dialog and receipt fit, and can be used by everybody', async ({ page }) => {
    await open(page)
    await page.getByLabel('Attach files', { exact: true }).setInputFiles({
      ...picture,
      name: `${'a-very-long-name-'.repeat(8)}.png`,
    })
    await askAndWait(page, HOOK)
    await page.getByRole('button', { name: 'Open menu' }).click()
    await page.getByRole('link', { name: 'Your data' }).click()
    await expectToFit(page)
    await expectNoBarriers(page)

    await page.getByRole('button', { name: 'Erase everything now' }).click()
    await expectToFit(page)
    await expectNoBarriers(page)
    await page.getByRole('button', { name: 'Erase everything', exact: true }).click()

    await expect(page.getByRole('heading', { name: 'Erased' })).toBeVisible()
    await expectToFit(page)
    await expectNoBarriers(page)
  })
})

const erased = (page: Page) =>
  page.getByRole('list', { name: 'What was erased' }).getByRole('listitem')

async function addToLibrary(page: Page) {
  if (!page.url().endsWith('/library')) {
    if (page.url().startsWith('about:')) await open(page)
    await page.getByRole('link', { name: 'Library' }).click()
  }
  await page.getByLabel('Add files').setInputFiles(GLAZE)
  await expect(page.getByRole('button', { name: 'Remove glaze-notes.md' })).toBeVisible()
}

async function erase(page: Page) {
  await page.getByRole('button', { name: 'Erase everything now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Erase everything' }).click()
}

/** Whose session each call of the API carries, as they are made. */
function sessionsOf(page: Page): string[] {
  const sessions: string[] = []
  page.on('request', (request) => {
    const session = request.headers()['x-session-id']
    if (session) sessions.push(session)
  })
  return sessions
}

async function apiOf(page: Page): Promise<string> {
  const facts = await page.locator('#document-facts').getAttribute('data-facts')
  return JSON.parse(facts ?? '{}').apiBase
}

async function expectToFit(page: Page) {
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
  expect(sideways).toBe(false)
}
