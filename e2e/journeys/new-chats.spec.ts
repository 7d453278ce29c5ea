/** A chat has its address a moment after it began. Who goes elsewhere in that moment finds the chat on the way back. */
import type { Page, Request } from '@playwright/test'
import {
  answers,
  ask,
  chatNamed,
  composer,
  expect,
  greeting,
  newChat,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import {
  askPanel,
  openPanel,
  panelAnswers,
  panelComposer,
  panelQuestions,
  panelTest,
} from '../hub/panel-journeys.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

const QUESTION = 'Take your time.'
/** What the chat is called in the list. */
const TITLE = /take your time/i
const WHOLE = 'First half, second half.'

scriptedTest(
  'one left before it was there is there on the way back, and holds nobody back',
  async ({ page, hub }) => {
    hub.upstream.answers(WHOLE, WHOLE, WHOLE)
    await open(page)

    await test.step('it was sent meanwhile', async () => {
      const creation = await hold(page, isType('threads.create'))
      await ask(page, QUESTION)
      await goToLibrary(page)
      creation.release()
      await expect(chatNamed(page, TITLE)).toBeVisible()
      await page.goBack()

      await expect(answers(page)).toContainText(WHOLE)
      await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    })

    await test.step('it is still being sent', async () => {
      await newChat(page)
      await page.unrouteAll({ behavior: 'wait' })
      const creation = await hold(page, isType('threads.create'))
      await ask(page, QUESTION)
      await goToLibrary(page)
      await page.goBack()
      await expect(questions(page)).toContainText(QUESTION)
      creation.release()

      await expect(answers(page)).toContainText(WHOLE)
      await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    })

    await test.step('it gets its address while the reader is on the way elsewhere', async () => {
      await newChat(page)
      await page.unrouteAll({ behavior: 'wait' })
      const creation = await hold(page, isType('threads.create'))
      const library = await hold(page, isLibrary)
      await ask(page, QUESTION)
      await page.getByRole('link', { name: 'Library' }).click()
      await library.asked
      creation.release()
      await expect(answers(page)).toContainText(WHOLE)
      library.release()

      await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    })
  },
)

scriptedTest('one left while its page loads is there on the way back', async ({ page, hub }) => {
  hub.upstream.answers(WHOLE)
  const chatPage = await hold(page, (request) => /_hub\.chat\._threadId-/.test(request.url()))
  await open(page)
  await ask(page, QUESTION)
  await expect(answers(page)).toContainText(WHOLE)

  await chatPage.asked
  await goToLibrary(page)
  await page.goBack()
  await expect(answers(page)).toContainText(WHOLE)
  chatPage.release()

  await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
  await expect(answers(page)).toContainText(WHOLE)
})

panelTest('nor does one in the panel', async ({ page, hub }) => {
  hub.upstream.answers(WHOLE)
  await openPanel(page)
  const creation = await hold(page, isType('threads.create'))
  const library = await hold(page, isLibrary)
  await askPanel(page, QUESTION)

  await page.getByRole('link', { name: 'Library' }).click()
  await library.asked
  creation.release()
  await expect(panelAnswers(page)).toContainText(WHOLE)
  library.release()

  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
})

panelTest('one that the panel sends is not taken for the next one', async ({ page, hub }) => {
  hub.upstream.answers(WHOLE)
  await openPanel(page)
  const creation = await hold(page, isType('threads.create'))
  await askPanel(page, QUESTION)

  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await expect(greeting(page)).toBeVisible()
  await expect(composer(page)).toBeEditable()
  creation.release()
  await expect(chatNamed(page, TITLE)).toBeVisible()
  await expect(page).toHaveURL('/')
  await expect(panelComposer(page)).toHaveCount(0)

  await chatNamed(page, TITLE).click()
  await expect(panelQuestions(page)).toHaveText([QUESTION])
  await expect(panelAnswers(page)).toContainText(WHOLE)
})

panelTest(
  'one in the panel, left before it was there, is there on the way back',
  async ({ page, hub }) => {
    hub.upstream.answers(WHOLE)
    await openPanel(page)
    const creation = await hold(page, isType('threads.create'))
    await askPanel(page, QUESTION)

    await goToLibrary(page)
    creation.release()
    await expect(chatNamed(page, TITLE)).toBeVisible()
    await page.goBack()

    await expect(panelAnswers(page)).toContainText(WHOLE)
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
  },
)

panelTest(
  'one in the panel, left while its page loads, is there on the way back',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await openPanel(page)
    const chat = await hold(page, isType('items.list'))
    await askPanel(page, QUESTION)
    await held.say('First half, ')
    await expect(panelAnswers(page)).toContainText('First half,')

    await chat.asked
    await goToLibrary(page)
    await held.say('second half.')
    await held.finish()
    chat.release()
    await page.goBack()

    await expect(panelAnswers(page)).toContainText(WHOLE)
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
  },
)

/** Keeps requests on their way until they are released. */
async function hold(page: Page, matches: (request: Request) => boolean) {
  const released = Promise.withResolvers<void>()
  const asked = page.waitForRequest(matches)
  await page.route('**', async (route) => {
    if (!matches(route.request())) return route.fallback()
    await released.promise
    // The page that asked may have thought better of it.
    await route.continue().catch(() => {})
  })
  return { asked, release: () => released.resolve() }
}

const isType = (type: string) => (request: Request) =>
  request.method() === 'POST' &&
  request.url().endsWith('/chatkit') &&
  request.postDataJSON()?.type === type

const isLibrary = (request: Request) => request.url().endsWith('/library/files')

async function goToLibrary(page: Page) {
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
}

scriptedTest(
  'what is typed right after “New chat” is all in the new chat',
  async ({ page, hub }) => {
    hub.upstream.answers(WHOLE, WHOLE, WHOLE)
    await open(page)
    // From the start screen, from a chat that is still being sent, and from one that is open.
    for (const text of ['One word', 'Two words', 'Three words']) {
      await page.getByRole('link', { name: 'New chat', exact: true }).click({ noWaitAfter: true })
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
      await expect(questions(page)).toHaveCount(1)
      await expect(questions(page)).toContainText(text)
    }
  },
)

scriptedTest('a new chat is there while its page cannot be loaded', async ({ page, hub }) => {
  hub.upstream.answers(WHOLE, WHOLE)
  await open(page)
  await ask(page, QUESTION)
  await expect(answers(page)).toContainText(WHOLE)
  const isReading = (request: Request) =>
    isType('threads.list')(request) || new URL(request.url()).pathname === '/session'
  await page.route('**', (route) => (isReading(route.request()) ? undefined : route.fallback()))

  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await expect(greeting(page)).toBeVisible()
  await ask(page, 'Another one.')

  await expect(answers(page)).toContainText(WHOLE)
  await expect(questions(page)).toHaveText(/Another one/)
})

scriptedTest(
  'the cursor stays where it is while a chat gets its address',
  async ({ page, hub }) => {
    const answer = new HeldAnswer()
    hub.upstream.answers(answer.script)
    await open(page)
    const creation = await hold(page, isType('threads.create'))
    await ask(page, QUESTION)
    await composer(page).pressSequentially('And the end?')
    for (let left = 0; left < 4; left++) await page.keyboard.press('ArrowLeft')

    creation.release()
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    await page.keyboard.type('bitter ')

    await expect(composer(page)).toHaveValue('And the bitter end?')
    await answer.say(WHOLE)
    await answer.finish()
  },
)

scriptedTest(
  '“New chat” on the start screen leaves the history as it is',
  async ({ page, hub }) => {
    hub.upstream.answers(WHOLE)
    await open(page)
    const length = await page.evaluate(() => history.length)
    const link = page.getByRole('link', { name: 'New chat', exact: true })
    await link.click()
    await link.click()
    expect(await page.evaluate(() => history.length)).toBe(length)

    await ask(page, QUESTION)
    await expect(page).toHaveURL(/\/chat\//)
    await link.dblclick()
    await expect(greeting(page)).toBeVisible()
    await page.goBack()

    await expect(questions(page)).toContainText(QUESTION)
  },
)
