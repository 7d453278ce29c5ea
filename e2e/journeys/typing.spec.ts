import type { Page } from '@playwright/test'
import { ask, attachedFiles, composer, expect, open, questions, test } from '../fixtures.ts'
import { picture } from '../hub/sample-files.ts'

test('Enter that confirms a word of an input method does not send the message', async ({
  page,
}) => {
  await open(page)
  await composer(page).fill('フックとは')

  // While composing, as Chrome and Firefox report it; after compositionend, as Safari does.
  await pressEnter(page, { isComposing: true })
  await pressEnter(page, { keyCode: 229 })
  await expect(composer(page)).toHaveValue('フックとは')
  await expect(questions(page)).toHaveCount(0)

  await composer(page).press('Enter')
  await expect(questions(page)).toHaveText(/フックとは/)
})

test('Enter that confirms a word does not send a form of questions either', async ({ page }) => {
  await open(page)
  await ask(page, 'Make me a 30-day content plan')
  const form = page.getByRole('form', { name: 'The coach has some questions' })
  const answer = form.getByRole('textbox').first()
  await answer.fill('パン作り')

  for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
    await answer.dispatchEvent('keydown', {
      key: 'Enter',
      bubbles: true,
      cancelable: true,
      ...init,
    })
  }

  await expect(form).toBeVisible()
  await expect(form).not.toHaveAttribute('aria-busy', 'true')
  await expect(answer).toHaveValue('パン作り')
})

test('a spreadsheet’s cells are pasted as text, not as the picture beside it', async ({ page }) => {
  await open(page)

  const isPastedAsText = await composer(page).evaluate(
    (box, bytes) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'Week\tTopic\n1\tHooks')
      clipboardData.setData('text/html', '<table><tr><td>Week</td><td>Topic</td></tr></table>')
      clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }))
      const options = { clipboardData, bubbles: true, cancelable: true }
      // The browser inserts the text unless a listener prevents it.
      return box.dispatchEvent(new ClipboardEvent('paste', options))
    },
    [...picture.buffer],
  )

  expect(isPastedAsText).toBe(true)
  await expect(attachedFiles(page)).toHaveCount(0)
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

const pressEnter = (page: Page, init: KeyboardEventInit) =>
  composer(page).dispatchEvent('keydown', {
    key: 'Enter',
    bubbles: true,
    cancelable: true,
    ...init,
  })
