import type { Locator, Page } from '@playwright/test'
import {
  ask,
  chatNamed,
  chats,
  coachAnswer,
  comesAlive,
  composer,
  conversation,
  expect,
  greeting,
  open,
  questions,
  test,
} from '../fixtures.ts'

test('Enter sends, Shift+Enter breaks the line, and the composer takes neither nothing nor too much', async ({
  page,
}) => {
  await open(page)

  await test.step('an empty message cannot be sent', async () => {
    await composer(page).fill('  \n ')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
    await expect(questions(page)).toHaveCount(0)
    await composer(page).fill('')
  })

  await test.step('it grows with the text, leaves room for the chat, and shrinks again', async () => {
    const empty = await heightOf(composer(page))
    await composer(page).fill('one\ntwo\nthree\nfour')
    const grown = await heightOf(composer(page))
    await composer(page).fill('line\n'.repeat(200))
    const full = await heightOf(composer(page))
    await composer(page).fill('')

    expect(grown).toBeGreaterThan(empty * 2)
    expect(full).toBeLessThan((page.viewportSize()?.height ?? 0) / 2)
    expect(await heightOf(composer(page))).toBe(empty)
  })

  await test.step('a message that is too long says by how much, and is kept', async () => {
    await composer(page).fill('x'.repeat(32_010))
    await expect(composer(page)).toHaveAccessibleDescription(/10 characters too long/)
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
    await composer(page).press('Backspace')
    await expect(composer(page)).toHaveAccessibleDescription(/9 characters too long/)
    await composer(page).fill('')
  })

  await test.step('dictation is not offered where speech cannot become text', async () => {
    await expect(page.getByRole('button', { name: 'Dictate', exact: true })).toHaveCount(0)
  })

  await composer(page).pressSequentially('What makes')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('a good hook?')
  await expect(composer(page)).toHaveValue('What makes\na good hook?')
  await expect(questions(page)).toHaveCount(0)

  await page.keyboard.press('Enter')
  await expect(questions(page)).toHaveText('What makes\na good hook?', { useInnerText: true })
  await expect(composer(page)).toHaveValue('')
  await expect(await coachAnswer(page)).toContainText('A good hook')
})

test('the keyboard alone is enough, from the first word to a deleted chat', async ({ page }) => {
  await open(page)

  await page.keyboard.type('How do I avoid burnout?')
  await page.keyboard.press('Enter')
  await coachAnswer(page)
  await page.keyboard.type('And what about weekends?')
  await page.keyboard.press('Enter')
  await expect(questions(page)).toHaveCount(2)
  await coachAnswer(page)

  await tabTo(page, conversation(page).getByRole('button', { name: 'Good answer' }).last())
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Good answer' }).last()).toHaveAttribute(
    'aria-pressed',
    'true',
  )

  await tabTo(page, chats(page).getByRole('button', { name: 'Chat options' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(chats(page).getByRole('button', { name: 'Chat options' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await tabTo(page, dialog.getByRole('button', { name: 'Delete' }))
  await page.keyboard.press('Enter')

  await expect(greeting(page)).toBeVisible()
  await expect(chats(page).getByRole('link')).toHaveCount(0)
})

test('words typed before the page has come alive stay, and can be sent', async ({ page }) => {
  const releaseScripts = await holdScripts(page)
  await page.goto('/', { waitUntil: 'commit' })
  await composer(page).pressSequentially('What makes a good')

  releaseScripts()
  await comesAlive(page)

  await expect(composer(page)).toHaveValue('What makes a good')
  await composer(page).press('End')
  await page.keyboard.type(' hook?')
  await page.keyboard.press('Enter')
  await expect(questions(page)).toHaveText('What makes a good hook?')
  await expect(await coachAnswer(page)).toContainText('A good hook')
})

test('a message sent before the page has come alive is answered in the same chat', async ({
  page,
}) => {
  const releaseScripts = await holdScripts(page)
  await page.goto('/', { waitUntil: 'commit' })
  await composer(page).fill('What makes a good hook?')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page).toHaveURL(/\/chat\//)

  releaseScripts()
  await comesAlive(page)

  await expect(questions(page)).toHaveText('What makes a good hook?')
  await expect(await coachAnswer(page)).toContainText('A good hook')
  await expect(chatNamed(page, /hook/)).toHaveAttribute('aria-current', 'page')
  await ask(page, 'How do I avoid burnout?')
  await expect(await coachAnswer(page)).toContainText('Burnout')
})

/** Scripts stay on their way until the returned function is called. */
async function holdScripts(page: Page): Promise<() => void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/*.js', async (route) => {
    await released
    // The page that asked may be gone by then.
    await route.continue().catch(() => {})
  })
  return release
}

/** Moves on with Tab until this has the focus, as far as a person would go. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

const heightOf = async (box: Locator) => (await box.boundingBox())?.height ?? 0
