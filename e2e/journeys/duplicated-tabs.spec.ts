import type { Page } from '@playwright/test'
import {
  answers,
  askAndWait,
  chats,
  comesAlive,
  composer,
  expect,
  greeting,
  NOT_FOUND,
  open,
  questions,
  test,
} from '../fixtures.ts'

const HOOK = 'What makes a good hook?'
const BURNOUT = 'How do I avoid burnout?'

test('a duplicated tab has a session of its own, and neither tab sees or ends what the other has', async ({
  page,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  await open(page)
  await askAndWait(page, HOOK)
  await composer(page).fill('half a thought')
  const first = await sessionOf(page)

  const second = await duplicate(page, '/')
  await test.step('the duplicate begins afresh', async () => {
    expect(await sessionOf(second)).not.toBe(first)
    await expect(greeting(second)).toBeVisible()
    await expect(chats(second).getByRole('link')).toHaveCount(0)
    await askAndWait(second, BURNOUT)
    await expect(chats(second).getByRole('link')).toHaveText([/burnout/i])
    expect(await sessionOf(page)).toBe(first)
  })

  await test.step('the chat that is open in the first is not shown in it', async () => {
    const third = await duplicate(page, page.url())
    await expect(third.getByText('This chat is no longer here')).toBeVisible()
    await expect(questions(third)).toHaveCount(0)
    await expect(composer(third)).toHaveValue('')
    await expect(composer(page)).toHaveValue('half a thought')
    await third.reload()
    await comesAlive(third)
    await third.close()
  })

  await test.step('the first goes on, whatever was reloaded and closed', async () => {
    await page.getByRole('link', { name: 'Library' }).click()
    await chats(page).getByRole('link').click()
    await expect(answers(page)).toContainText('A good hook')
    await askAndWait(page, 'three more')
    await expect(chats(page).getByRole('link')).toHaveText([/hook/i])
  })
})

test('neither a link opened in a new tab nor a reload of the first touches the session of another tab', async ({
  page,
  context,
}) => {
  await open(page)
  const second = await duplicate(page, '/')
  await askAndWait(second, BURNOUT)

  await test.step('a link opened in a new tab begins a session there', async () => {
    const opened = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Library' }).click({ modifiers: ['ControlOrMeta'] })
    const other = await opened
    await comesAlive(other)
    await expect(other.getByRole('heading', { name: 'Library' })).toBeVisible()
    await expect(chats(other).getByRole('link')).toHaveCount(0)
    expect(await sessionOf(other)).not.toBe(await sessionOf(page))
    await other.close()
  })

  await page.reload()
  await comesAlive(page)
  await askAndWait(second, 'three more')
  await expect(chats(second).getByRole('link')).toHaveText([/burnout/i])
  await expect(chats(page).getByRole('link')).toHaveCount(0)
})

test('a single tab that is reloaded ends its session, and is not taken for a duplicate', async ({
  page,
}) => {
  const ended: string[] = []
  page.on('request', (request) => {
    const session = request.headers()['x-session-id']
    if (request.method() === 'DELETE' && session) ended.push(session)
  })
  await open(page)
  const sessions: (string | null)[] = []

  for (let times = 0; times < 3; times++) {
    sessions.push(await sessionOf(page))
    await page.reload()
    await comesAlive(page)
  }

  await expect.poll(() => ended).toEqual(sessions)
  expect(await documentsSession(page)).toBe(await sessionOf(page))
})

test.describe('a page that the browser keeps for the way back', () => {
  test('holds no lock while it is away, and has its session again afterwards', async ({ page }) => {
    await open(page)
    await askAndWait(page, HOOK)
    const session = await sessionOf(page)
    await test.step('also where the browser has not kept it', async () => {
      await page.goto('about:blank')
      await page.goBack()
      await comesAlive(page)
      expect(await sessionOf(page)).toBe(session)
      await expect(chats(page).getByRole('link')).toHaveText([/hook/i])
      await expect(answers(page)).toContainText('A good hook')
    })
    expect(await locksOf(page)).toEqual([`hub-session ${session}`])

    await goesAway(page)
    await expect.poll(() => locksOf(page)).toEqual([])
    await comesBack(page)

    await expect.poll(() => locksOf(page)).toEqual([`hub-session ${session}`])
    await askAndWait(page, 'three more')
    expect(await sessionOf(page)).toBe(session)
  })

  test('begins afresh where a copy has taken its session meanwhile', async ({
    page,
    expectConsole,
  }) => {
    expectConsole(NOT_FOUND)
    await open(page)
    await askAndWait(page, HOOK)
    const session = await sessionOf(page)
    await goesAway(page)
    await expect.poll(() => locksOf(page)).toEqual([])
    const copy = await duplicate(page, '/')
    expect(await sessionOf(copy)).toBe(session)

    await Promise.all([page.waitForEvent('load'), comesBack(page)])
    await comesAlive(page)

    expect(await sessionOf(page)).not.toBe(session)
    await expect(chats(page).getByRole('link')).toHaveCount(0)
    await chats(copy).getByRole('link').click()
    await expect(answers(copy)).toContainText('A good hook')
  })
})

test('without locks a tab works as before', async ({ page, expectConsole }) => {
  expectConsole(NOT_FOUND)
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'))
  await open(page)
  await askAndWait(page, HOOK)

  await page.reload()
  await comesAlive(page)

  await expect(chats(page).getByRole('link')).toHaveCount(0)
})

/** What `window.open` does is what a browser's “Duplicate tab” does: the new tab has a copy of `sessionStorage`. */
async function duplicate(page: Page, address: string): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await page.evaluate((to) => void window.open(to), address)
  const second = await opened
  await comesAlive(second)
  return second
}

const sessionOf = (page: Page) => page.evaluate(() => sessionStorage.getItem('hub-session'))

async function documentsSession(page: Page): Promise<string> {
  const facts = await page.locator('#document-facts').getAttribute('data-facts')
  return JSON.parse(facts ?? '{}').sessionId
}

const locksOf = (page: Page) =>
  page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name))

/** Playwright’s browsers keep no pages, so the page is told what it would be told. */
const goesAway = (page: Page) =>
  page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  })
const comesBack = (page: Page) =>
  page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  })
