/** Questions that the coach offers under an answer, to be asked by a press. */
import type { Page } from '@playwright/test'
import { functionCall, message, response } from '../../backend/test/upstream/response-events.ts'
import { plays, type Script } from '../../backend/test/upstream/scripted-upstream.ts'
import {
  answers,
  ask,
  coachAnswer,
  composer,
  expect,
  open,
  questions,
  scriptedTest,
} from '../fixtures.ts'
import {
  askPanel,
  openPanel,
  panel,
  panelAnswers,
  panelQuestions,
  panelTest,
} from '../hub/panel-journeys.ts'
import { calls, HeldAnswer } from '../hub/scripted-hub.ts'

const ARABIC =
  'كيف أحدد سعر برنامج التدريب الجماعي الذي يمتد ثمانية أسابيع ويضم لقاءات مباشرة وتسجيلات وتمارين يومية ومتابعة شخصية لكل مشارك؟'
const ENGLISH =
  'How do I price a group programme of eight weeks with live calls, recordings, worksheets and personal feedback when most of my audience has never bought anything from me?'
const SHORT = 'How do I price a course?'
const CHOICES = [SHORT, ENGLISH, ARABIC]

const offers = (choices = CHOICES, words = 'It turns on what you sell.'): Script =>
  plays(
    ...response(
      message('msg_offer', words),
      functionCall('fc_offer', 'offer_choices', { choices }),
    ),
  )

const suggestions = (page: Page) => page.getByRole('group', { name: 'Suggestions' })
const choice = (page: Page, name: string) => suggestions(page).getByRole('button', { name })
const queued = (page: Page) => page.getByRole('article', { name: 'You, not sent yet' })

/** Asks what the coach answers with choices, and waits until the new chat stands at its address. */
async function askForChoices(page: Page) {
  await ask(page, 'Prices?')
  await expect(page).toHaveURL(/\/chat\//)
  await expect(suggestions(page).getByRole('button')).toHaveText(CHOICES)
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible()
}

// The page may still be asking for something as a test ends.
scriptedTest.afterEach(({ page }) => page.unrouteAll({ behavior: 'wait' }))

for (const width of [390, 1280]) {
  scriptedTest.describe(`at ${width} px`, () => {
    scriptedTest.use({ viewport: { width, height: 844 }, hasTouch: width === 390 })

    scriptedTest('a choice is asked and answered, and the others stay', async ({ page, hub }) => {
      hub.upstream.answers(offers(), 'By what it is worth.', 'من قيمة النتيجة.')
      await open(page)
      await askForChoices(page)
      await expect(answers(page).getByRole('button', { name: 'Try again' })).toBeVisible()

      await choice(page, SHORT).click()

      await expect(await coachAnswer(page)).toContainText('By what it is worth.')
      await expect(questions(page)).toHaveText(['Prices?', SHORT])
      await choice(page, ARABIC).click()
      await expect(await coachAnswer(page)).toContainText('من قيمة النتيجة.')
      await expect(questions(page)).toHaveText(['Prices?', SHORT, ARABIC])
    })

    scriptedTest('long choices break into lines, each in its direction', async ({ page, hub }) => {
      hub.upstream.answers(offers())
      await open(page)
      await askForChoices(page)

      for (const button of await suggestions(page).getByRole('button').all()) {
        const box = await button.boundingBox()
        expect(box?.height).toBeGreaterThanOrEqual(44)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
        expect(await button.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true)
      }
      await expect(choice(page, ARABIC)).toHaveCSS('direction', 'rtl')
      await expect(choice(page, ENGLISH)).toHaveCSS('direction', 'ltr')
    })
  })
}

scriptedTest('a choice is asked by the keyboard, and one can write on', async ({ page, hub }) => {
  hub.upstream.answers(offers(), 'By what it is worth.')
  await open(page)
  await ask(page, 'Prices?')
  const announced = page.getByRole('status').filter({ hasText: '3 suggestions of what to ask' })
  await expect(announced).toHaveText(/^Coach: It turns on what you sell\. 3 sugg/)
  await expect(page).toHaveURL(/\/chat\//)
  await choice(page, SHORT).focus()
  await page.keyboard.press('Tab')
  await expect(choice(page, ENGLISH)).toBeFocused()

  await page.keyboard.press('Enter')

  await expect(questions(page)).toHaveText(['Prices?', ENGLISH])
  await expect(composer(page)).toBeFocused()
  await expect(await coachAnswer(page)).toContainText('By what it is worth.')
})

scriptedTest(
  'while an answer is written a choice waits, once, and what is typed stays',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(offers(), held.script, 'By what it is worth.')
    await open(page)
    await askForChoices(page)
    await ask(page, 'And hooks?')
    await held.say('Begin ')
    await composer(page).fill('Half a thou')

    await choice(page, SHORT).click()
    await expect(queued(page)).toHaveText([SHORT])
    await choice(page, SHORT).dblclick()

    await expect(queued(page)).toHaveText([SHORT])
    await held.say('small.')
    await held.finish()
    await expect(await coachAnswer(page)).toContainText('By what it is worth.')
    await expect(questions(page)).toHaveText(['Prices?', 'And hooks?', SHORT])
    await expect(composer(page)).toHaveValue('Half a thou')
  },
)

scriptedTest('a double click asks once', async ({ page, hub }) => {
  hub.upstream.answers(offers(), 'By what it is worth.', 'Again?')
  await open(page)
  await askForChoices(page)

  await choice(page, SHORT).dblclick()

  await expect(await coachAnswer(page)).toContainText('By what it is worth.')
  await expect(questions(page)).toHaveText(['Prices?', SHORT])
  await expect(queued(page)).toHaveCount(0)
})

scriptedTest(
  'a choice that does not get through comes back as a written message would',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    hub.upstream.answers(offers(), 'By what it is worth.')
    await open(page)
    await askForChoices(page)

    hub.line.cut()
    await choice(page, SHORT).click()
    await expect(page.getByRole('alert')).toContainText('cannot be reached')
    await expect(composer(page)).toHaveValue(SHORT)
    hub.line.mend()
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()

    await expect(await coachAnswer(page)).toContainText('By what it is worth.')
    await expect(questions(page)).toHaveText(['Prices?', SHORT])
  },
)

scriptedTest('the coach’s own questions come before a choice', async ({ page, hub }) => {
  const asks = calls('ask_creator', { facts: ['niche'] })
  hub.upstream.answers(offers(), asks, 'Then begin with clay.', 'By what it is worth.')
  await open(page)
  await askForChoices(page)
  await ask(page, 'Plan my content.')
  const form = page.getByRole('form', { name: 'The coach has a question' })
  await expect(form).toBeVisible()

  await choice(page, SHORT).click()
  await expect(queued(page)).toHaveText([SHORT])
  await form.getByRole('textbox').first().fill('Pottery')
  await form.getByRole('button', { name: 'Continue' }).click()

  await expect(answers(page)).toHaveText([/It turns/, /begin with clay/, /By what it is worth/])
  await expect(questions(page)).toHaveText(['Prices?', 'Plan my content.', SHORT])
})

scriptedTest('a chat that is closed shows what was offered', async ({ page, hub }) => {
  hub.upstream.answers(offers())
  await page.route(/\/chatkit$/, async (route) => {
    const response = await route.fetch()
    const closed = JSON.stringify({ type: 'closed', reason: 'This plan is finished.' })
    const body = (await response.text()).replaceAll('{"type":"active"}', closed)
    await route.fulfill({ response, body })
  })
  await open(page)

  await ask(page, 'Prices?')

  await expect(suggestions(page).getByRole('button')).toHaveText(CHOICES)
  await expect(choice(page, SHORT)).toBeDisabled()
})

scriptedTest.describe('without scripts', () => {
  scriptedTest.use({ javaScriptEnabled: false })

  scriptedTest('choices are forms of the page', async ({ page, hub }) => {
    hub.upstream.answers(offers(), 'By what it is worth.')
    await page.goto('/')
    await composer(page).fill('Prices?')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(suggestions(page).getByRole('button')).toHaveText(CHOICES)

    await choice(page, SHORT).click()

    await expect(answers(page).last()).toContainText('By what it is worth.')
    await expect(questions(page)).toHaveText(['Prices?', SHORT])
    await expect(choice(page, ENGLISH)).toBeVisible()
  })
})

panelTest('in OpenAI’s panel a choice is asked too', async ({ page, hub }) => {
  hub.upstream.answers(offers(), 'By what it is worth.')
  await openPanel(page)
  await askPanel(page, 'Prices?')

  await panel(page).getByRole('button', { name: SHORT }).click()

  await expect(panelAnswers(page).last()).toContainText('By what it is worth.')
  await expect(panelQuestions(page)).toHaveText(['Prices?', SHORT])
})

panelTest('a choice that the panel refuses can be put into its composer', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(offers(), held.script)
  await openPanel(page)
  await askPanel(page, 'Prices?')
  await expect(panel(page).getByRole('button', { name: SHORT })).toBeVisible()
  await askPanel(page, 'And hooks?')
  await held.say('Begin ')
  await expect(panelAnswers(page).last()).toContainText('Begin')

  await panel(page).getByRole('button', { name: SHORT }).click()

  await expect(page.getByRole('alert')).toContainText('Wait for the answer to end')
  await page.getByRole('alert').getByRole('button', { name: 'Put message back' }).click()
  await expect(page.getByRole('textbox', { name: 'Ask the panel' })).toHaveValue(SHORT)
  await held.finish()
})
