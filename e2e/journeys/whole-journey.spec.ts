import type { Locator, Page } from '@playwright/test'
import {
  ask,
  chatNamed,
  chats,
  coachAnswer,
  composer,
  conversation,
  expect,
  greeting,
  open,
  questions,
  test,
} from '../fixtures.ts'
import { notes, picture } from '../hub/sample-files.ts'

// At a desk, Firefox and WebKitGTK play such a visit: see `browsers/visit.spec.ts`.
test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  test.describe.configure({ timeout: 60_000 })

  test('over a whole visit the servers answer every request, and none with an error', async ({
    page,
  }) => {
    const answered = watchAnswers(page)
    const press = (it: Locator) => it.tap()
    const button = (name: string, within: Page | Locator = page) =>
      within.getByRole('button', { name, exact: true })
    /** The chats and the other pages are in a drawer. */
    const fromMenu = async (pick: () => Promise<void>) => {
      await press(button('Open menu'))
      await pick()
    }
    const goTo = (name: string) =>
      fromMenu(() =>
        press(page.getByRole('complementary').getByRole('link', { name, exact: true })),
      )
    const pickOption = async (title: string, option: string) => {
      const row = chats(page).getByRole('listitem').filter({ hasText: title })
      await press(button('Chat options', row))
      await press(page.getByRole('menuitem', { name: option }))
    }
    const askAndWait = async (text: string) => {
      await composer(page).fill(text)
      await press(button('Send'))
      await expect(questions(page).last()).toContainText(text)
      return coachAnswer(page)
    }

    await open(page)
    await press(page.getByRole('button', { name: 'Ideal client profile' }))
    await press(page.getByRole('list', { name: 'Sources' }).getByRole('link').first())
    await press(button('Close', page.getByRole('dialog')))
    await askAndWait('three more')
    await page.getByLabel('Attach files', { exact: true }).setInputFiles([notes('Red.'), picture])
    const answer = await askAndWait('What do my notes say?')
    await press(button('Good answer', answer))
    await press(button('Try again', answer))
    await coachAnswer(page)

    await goTo('Library')
    await page.getByLabel('Add files').setInputFiles(notes('Blue.', 'colours.md'))
    await press(button('Remove colours.md'))
    await expect(page.getByText('colours.md')).toHaveCount(0)

    await goTo('New chat')
    await askAndWait('What makes a good hook?')
    await fromMenu(() => pickOption('hook', 'Rename'))
    await page.getByRole('textbox', { name: 'Title' }).fill('First lines')
    await press(button('Rename', page.getByRole('dialog')))
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await press(chatNamed(page, 'First lines'))
    await expect(chats(page)).not.toBeInViewport()
    await fromMenu(() => pickOption('First lines', 'Delete'))
    await press(button('Delete', page.getByRole('dialog')))
    await expect(greeting(page)).toBeVisible()

    await ask(page, 'Make me a 30-day content plan')
    const form = page.getByRole('form', { name: 'The coach has some questions' })
    await form.getByRole('textbox').first().fill('vegan baking')
    await press(form.getByText('TikTok'))
    await press(button('Continue', form))
    await press(button('Mark done', conversation(page)).first())
    await expect(conversation(page)).toContainText('1 of 30 done')
    expect(await widthOf(page)).toBe(page.viewportSize()?.width)

    await goTo('Your data')
    await expect(page.getByRole('main')).toContainText(/2 chats with \d+ entries/)
    await press(button('Erase everything now'))
    await press(button('Erase everything', page.getByRole('dialog')))
    await expect(page.getByRole('heading', { name: 'Erased' })).toBeVisible()
    await press(page.getByRole('main').getByRole('link', { name: 'Start a new chat' }))
    await expect(greeting(page)).toBeVisible()
    const forgotten = page.waitForResponse((response) => response.url().endsWith('/session'))
    await page.reload()
    await forgotten
    await expect(greeting(page)).toBeVisible()

    expect(answered.messages()).toBeGreaterThan(8)
    expect(answered.errors()).toEqual([])
  })
})

function watchAnswers(page: Page) {
  const answers: { request: string; status: number }[] = []
  const broken: string[] = []
  const context = page.context()
  context.on('response', (response) => {
    const { origin, pathname } = new URL(response.url())
    const request = `${response.request().method()} ${origin.replace(/\d+$/, '')}${pathname}`
    answers.push({ request, status: response.status() })
  })
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // Moving on ends what is no longer needed.
    if (why !== 'net::ERR_ABORTED') broken.push(`${request.method()} ${request.url()} ${why}`)
  })
  return {
    messages: () => answers.filter(({ request }) => /POST .*\/chatkit$/.test(request)).length,
    errors: () => [...answers.filter(({ status }) => status >= 400), ...broken],
  }
}

/** Of what is drawn. */
const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)
