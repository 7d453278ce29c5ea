import type { Locator, Page } from '@playwright/test'
import {
  ask,
  askAndWait,
  comesAlive,
  composer,
  expect,
  open,
  questions,
  test,
} from '../fixtures.ts'

test('Enter that confirms a word of an input method sends neither a message nor a form of questions', async ({
  page,
}) => {
  await open(page)
  await composer(page).fill('Make me a 30-day content plan')

  // While composing, as Chrome and Firefox report it; after compositionend, as Safari does.
  await pressEnter(composer(page), { isComposing: true })
  await pressEnter(composer(page), { keyCode: 229 })
  await expect(composer(page)).toHaveValue('Make me a 30-day content plan')
  await expect(questions(page)).toHaveCount(0)

  await composer(page).press('Enter')
  await expect(questions(page)).toHaveText(/Make me a 30-day content plan/)

  const form = page.getByRole('form', { name: 'The coach has some questions' })
  const answer = form.getByRole('textbox').first()
  await answer.fill('パン作り')
  await pressEnter(answer, { isComposing: true })
  await pressEnter(answer, { keyCode: 229 })
  await expect(form).toBeVisible()
  await expect(form).not.toHaveAttribute('aria-busy', 'true')
  await expect(answer).toHaveValue('パン作り')
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('Enter breaks the line, and the button sends', async ({ page }) => {
    await open(page)
    await composer(page).fill('First line')
    await composer(page).press('Enter')
    await composer(page).pressSequentially('second line')
    await expect(composer(page)).toHaveValue('First line\nsecond line')
    await expect(questions(page)).toHaveCount(0)

    await page.getByRole('button', { name: 'Send' }).tap()

    await expect(questions(page)).toHaveText(/First line\s*second line/)
  })
})

const pressEnter = (field: Locator, init: KeyboardEventInit) =>
  field.dispatchEvent('keydown', {
    key: 'Enter',
    bubbles: true,
    cancelable: true,
    ...init,
  })

test.describe('words that are typed before the page is alive', () => {
  /** The next documents wait before they come alive: the first thing they ask the browser for is a lock. */
  async function holdPage(page: Page) {
    await page.addInitScript(() => {
      const { request } = LockManager.prototype
      const released = new Promise((resolve) => addEventListener('come-alive', resolve))
      LockManager.prototype.request = async function (name: string, ...rest: unknown[]) {
        await released
        return request.call(this, name, {}, rest.at(-1) as LockGrantedCallback<unknown>)
      }
    })
    return () => page.evaluate(() => dispatchEvent(new Event('come-alive')))
  }

  test('stay, also where an extension has changed the document', async ({
    page,
    expectConsole,
  }) => {
    expectConsole(/Minified React error #(418|423|425)/)
    await page.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        document.body.prepend(document.createElement('extension-toolbar'))
        document.documentElement.append(document.createElement('extension-frame'))
      })
    })
    const release = await holdPage(page)
    await page.goto('/', { waitUntil: 'commit' })
    await composer(page).pressSequentially('How do I begin?')
    await composer(page).press('ArrowLeft')

    await release()
    await comesAlive(page)

    await expect(composer(page)).toHaveValue('How do I begin?')
    await expect(composer(page)).toBeFocused()
    await page.keyboard.type(' today')
    await expect(composer(page)).toHaveValue('How do I begin today?')
  })

  test('stay in the coach’s questions too', async ({ page, expectConsole }) => {
    expectConsole(/Minified React error #(418|423|425)/)
    await open(page)
    await ask(page, 'Make me a 30-day content plan')
    const answer = page
      .getByRole('form', { name: /coach has/ })
      .getByRole('textbox')
      .first()
    await expect(answer).toBeVisible()
    await expect(page).toHaveURL(/\/chat\//)
    await page.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        document.body.prepend(document.createElement('extension-toolbar'))
      })
    })
    const address = page.url()
    await page.evaluate(() => location.assign('/library'))
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    const release = await holdPage(page)
    await page.evaluate((to) => location.assign(to), address)
    await answer.pressSequentially('Pottery')

    await release()
    await comesAlive(page)

    await expect(answer).toHaveValue('Pottery')
  })
})

test('words that are not sent outlive a reload, and a page that was left', async ({ page }) => {
  await open(page)
  await askAndWait(page, 'How long should a reel be?')
  await composer(page).fill('And a second')
  const address = page.url()

  await page.evaluate(() => location.assign('/library'))
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.evaluate((to) => location.assign(to), address)
  await expect(composer(page)).toHaveValue('And a second')
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await expect(composer(page)).toHaveValue('')
  await composer(page).fill('Something else')
  await page.reload()
  await comesAlive(page)

  // The chats are gone with their session, and the words are not.
  await expect(composer(page)).toHaveValue(/And a second/)
  await expect(composer(page)).toHaveValue(/Something else/)
})

test('a tab that is duplicated does not get the words of the first', async ({ page, context }) => {
  await open(page)
  await composer(page).fill('Only here')
  await page.goto('/library')
  const kept = await page.evaluate(() => ({ ...sessionStorage }))
  expect(JSON.stringify(kept)).toContain('Only here')

  const copy = await context.newPage()
  await copy.addInitScript((entries) => {
    for (const [name, value] of Object.entries(entries)) sessionStorage[name] ??= value
  }, kept)
  await open(copy)

  await expect(composer(copy)).toHaveValue('')
})

test('answers to the coach’s questions outlive a page that was left', async ({ page }) => {
  await open(page)
  await ask(page, 'Make me a 30-day content plan')
  const answer = page
    .getByRole('form', { name: /coach has/ })
    .getByRole('textbox')
    .first()
  await answer.fill('Pottery')
  await expect(page).toHaveURL(/\/chat\//)
  const address = page.url()

  await page.evaluate(() => location.assign('/library'))
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.evaluate((to) => location.assign(to), address)
  await comesAlive(page)

  await expect(answer).toHaveValue('Pottery')
})

test('words for a chat that is gone are on the start screen', async ({ page, expectConsole }) => {
  expectConsole(/status of 404/)
  await open(page)
  await page.evaluate(() => {
    const { 'hub-session': sessionId } = sessionStorage
    const texts = [['thr_gone', 'And a second']]
    // The page writes what it has as it goes.
    document.addEventListener('visibilitychange', () => {
      sessionStorage['hub-drafts'] = JSON.stringify({ sessionId, texts })
    })
    location.assign('/chat/thr_gone')
  })

  await expect(page.getByText('This chat is no longer here')).toBeVisible()
  await comesAlive(page)
  await expect(composer(page)).toHaveValue('And a second')
})
