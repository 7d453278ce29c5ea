/** What the coach shows besides words: questions to fill in, plans to tick off, and what it asks the page itself. */
import type { Page } from '@playwright/test'
import {
  answers,
  ask,
  coachAnswer,
  composer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { calls, HeldAnswer } from '../hub/scripted-hub.ts'

const asksTwoThings = calls('ask_creator', { facts: ['niche', 'platforms'] })
const plans = calls('make_plan', {
  title: 'A month of clay',
  start_date: '2026-11-30',
  days: [
    { day: 1, format: 'Reel', hook: 'The kiln that never cools' },
    { day: 2, format: 'Post', hook: 'Three glazes for beginners' },
  ],
})

// The page may still be asking for something as a test ends.
scriptedTest.afterEach(({ page }) => page.unrouteAll({ behavior: 'wait' }))

const form = (page: Page) => page.getByRole('form', { name: 'The coach has some questions' })
const niche = (page: Page) =>
  form(page).getByRole('textbox', { name: 'What do you create about?', exact: true })

scriptedTest(
  'the coach’s questions take the composer’s place, keep what is filled in, and it goes on with what they bring',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    hub.upstream.answers(asksTwoThings, 'Then begin with a tour of your kiln.')
    await open(page)
    await ask(page, 'Plan my content.')

    await expect(form(page)).toBeVisible()
    await expect(composer(page)).toHaveCount(0)
    await expect(niche(page)).toBeFocused()
    await niche(page).fill('Pottery')
    await form(page).getByRole('checkbox', { name: 'TikTok' }).check()

    await test.step('what is filled in stays while one looks at something else', async () => {
      await leaveAndComeBack(page)
      await expect(niche(page)).toHaveValue('Pottery')
      await expect(form(page).getByRole('checkbox', { name: 'TikTok' })).toBeChecked()
      await expect(form(page).getByRole('checkbox', { name: 'Instagram' })).not.toBeChecked()
    })

    await test.step('answers that could not be submitted stay, with the reason', async () => {
      hub.line.cut()
      await form(page).getByRole('button', { name: 'Continue' }).click()
      await expect(form(page).getByRole('alert')).toContainText('cannot be reached')
      await expect(niche(page)).toHaveValue('Pottery')
      hub.line.mend()
    })

    await form(page).getByRole('button', { name: 'Continue' }).click()
    await expect(await coachAnswer(page)).toContainText('a tour of your kiln')
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(form(page)).toHaveCount(0)
    await expect(composer(page)).toBeFocused()
    await expect(conversation(page)).toContainText('Pottery')
    const told = JSON.stringify(hub.upstream.turns.at(-1)?.json.input)
    expect(told).toContain('What do you create about?: Pottery')
    expect(told).toContain('Which platforms do you use?: TikTok')
  },
)

scriptedTest('a reader who is elsewhere on the page stays there', async ({ page, hub }) => {
  const moved = Promise.withResolvers<void>()
  hub.upstream.answers(async (stream, request) => {
    await moved.promise
    return asksTwoThings(stream, request)
  })
  await open(page)
  await ask(page, 'Plan my content.')
  await page.getByRole('button', { name: 'Theme' }).focus()

  moved.resolve()
  await expect(form(page)).toBeVisible()

  await expect(page.getByRole('button', { name: 'Theme' })).toBeFocused()
})

scriptedTest(
  'a plan can be ticked off at any time, stays as it was left, and can be taken along as a calendar',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(plans, held.script)
    await open(page)
    await ask(page, 'A month of posts, please.')
    await expect(conversation(page)).toContainText('A month of clay')
    await expect(conversation(page)).toContainText('0 of 2 done')
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
    const day = conversation(page).getByRole('button', { name: 'Mark done' })

    await test.step('a tick that could not be stored is not shown, and the plan says why', async () => {
      hub.line.cut()
      await day.first().click()
      await expect(conversation(page).getByRole('alert')).toContainText('cannot be reached')
      await expect(conversation(page)).toContainText('0 of 2 done')
      hub.line.mend()
      await day.first().click()

      await expect(conversation(page)).toContainText('1 of 2 done')
      await expect(page.getByRole('alert')).toHaveCount(0)
    })

    await leaveAndComeBack(page)
    await expect(conversation(page)).toContainText('1 of 2 done')
    await expect(
      conversation(page).getByRole('button', { name: 'Done', exact: true }),
    ).toBeVisible()

    await test.step('the calendar', async () => {
      const arrives = page.waitForEvent('download')
      await conversation(page).getByRole('button', { name: 'Download calendar' }).click()
      expect((await arrives).suggestedFilename()).toMatch(/\.ics$/)
      await expect(conversation(page)).not.toHaveAttribute('aria-busy', 'true')
      await expect(conversation(page)).toContainText('A month of clay')
    })

    await test.step('while the coach is answering', async () => {
      await ask(page, 'And what comes first?')
      await held.say('First ')
      await day.last().click()
      await expect(conversation(page)).toContainText('2 of 2 done')
      await held.say('the kiln.')
      await held.finish()
      await expect(await coachAnswer(page)).toContainText('First the kiln.')
    })
  },
)

scriptedTest(
  'a day that is saved leaves the keyboard at the button that opened it',
  async ({ page, hub }) => {
    hub.upstream.answers(plans)
    await open(page)
    await ask(page, 'A month of posts, please.')
    const change = conversation(page).getByRole('button', { name: 'Change' }).nth(1)
    await change.press('Enter')

    const hook = conversation(page).getByRole('textbox', { name: 'First line' })
    await hook.fill('Three glazes that never fail')
    await conversation(page).getByRole('button', { name: 'Save' }).press('Enter')

    await expect(hook).toHaveCount(0)
    await expect(conversation(page)).toContainText('Three glazes that never fail')
    await expect(change).toBeFocused()
  },
)

scriptedTest(
  'the coach asks the page what day it is, and to the reader it is one answer',
  async ({ page, hub }) => {
    hub.upstream.answers(calls('get_local_date', {}), 'Start on Monday.')
    await open(page)
    const flickers = await watchBusy(page)

    await ask(page, 'When do I start?')

    await expect(await coachAnswer(page)).toContainText('Start on Monday.')
    expect(await flickers()).toBe(1)
    await expect(questions(page)).toHaveCount(1)
    const today = await page.evaluate(() => new Date().toLocaleDateString('sv-SE'))
    expect(JSON.stringify(hub.upstream.turns.at(-1)?.json.input)).toContain(today)
  },
)

scriptedTest('a closed chat says why, and leads to a new one', async ({ page, hub }) => {
  hub.upstream.answers('That was the last day.')
  await arriveAs(page, { type: 'closed', reason: 'This plan is finished.' })

  await ask(page, 'What is left?')

  await expect(answers(page)).toContainText('That was the last day.')
  await expect(page.getByRole('status').filter({ hasText: 'finished' })).toBeVisible()
  await expect(composer(page)).toHaveCount(0)
  await page.getByRole('status').getByRole('link', { name: 'New chat' }).click()
  await expect(composer(page)).toBeEnabled()
})

scriptedTest('a locked chat can be read but not written in', async ({ page, hub }) => {
  hub.upstream.answers('Wait for the review.')
  await arriveAs(page, { type: 'locked', reason: 'Your coach is looking at this.' })

  await ask(page, 'What now?')

  await expect(answers(page)).toContainText('Wait for the review.')
  await expect(composer(page)).toBeDisabled()
  await expect(composer(page)).toHaveAttribute('placeholder', 'Your coach is looking at this.')
})

scriptedTest.describe('without scripts', () => {
  scriptedTest.use({ javaScriptEnabled: false })

  scriptedTest('the coach’s questions are a form of the page', async ({ page, hub }) => {
    hub.upstream.answers(asksTwoThings, 'Then begin with a tour of your kiln.')
    await page.goto('/')
    await composer(page).fill('Plan my content.')
    await page.getByRole('button', { name: 'Send' }).click()
    await niche(page).fill('Pottery')

    await form(page).getByRole('button', { name: 'Continue' }).click()

    await expect(answers(page)).toContainText('a tour of your kiln')
    await expect(composer(page)).toBeVisible()
  })
})

/** How often the conversation has become busy since. */
async function watchBusy(page: Page) {
  await page.evaluate(() => {
    let wasBusy = false
    const count = (busy: number) => document.documentElement.setAttribute('data-busy', `${busy}`)
    count(0)
    let times = 0
    new MutationObserver(() => {
      const isBusy = document.querySelector('[role=log]')?.getAttribute('aria-busy') === 'true'
      if (isBusy && !wasBusy) count(++times)
      wasBusy = isBusy
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['aria-busy'] })
  })
  return () => page.evaluate(() => Number(document.documentElement.getAttribute('data-busy')))
}

/** Opens the page of an owner whose chats get this status as soon as they begin. */
async function arriveAs(page: Page, status: { type: string; reason: string }) {
  await page.route(/\/chatkit$/, async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replaceAll('{"type":"active"}', JSON.stringify(status))
    await route.fulfill({ response, body })
  })
  await open(page)
}

async function leaveAndComeBack(page: Page) {
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.goBack()
  await expect(conversation(page)).toBeVisible()
}
