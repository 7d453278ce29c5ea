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
import { HeldAnswer } from '../hub/scripted-hub.ts'

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

scriptedTest.describe('on a phone', () => {
  scriptedTest.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  scriptedTest(
    'a choice is asked once and answered, the others stay, and long ones break into lines',
    async ({ page, hub }) => {
      hub.upstream.answers(offers(), 'By what it is worth.', 'من قيمة النتيجة.')
      await open(page)
      await askForChoices(page)
      await expect(answers(page).getByRole('button', { name: 'Try again' })).toBeVisible()

      for (const button of await suggestions(page).getByRole('button').all()) {
        const box = await button.boundingBox()
        expect(box?.height).toBeGreaterThanOrEqual(44)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
        expect(await button.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true)
      }
      await expect(choice(page, ARABIC)).toHaveCSS('direction', 'rtl')
      await expect(choice(page, ENGLISH)).toHaveCSS('direction', 'ltr')

      await choice(page, SHORT).dblclick()
      await expect(await coachAnswer(page)).toContainText('By what it is worth.')
      await expect(questions(page)).toHaveText(['Prices?', SHORT])
      await expect(queued(page)).toHaveCount(0)

      await choice(page, ARABIC).click()
      await expect(await coachAnswer(page)).toContainText('من قيمة النتيجة.')
      await expect(questions(page)).toHaveText(['Prices?', SHORT, ARABIC])
    },
  )
})

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

panelTest(
  'in OpenAI’s panel a choice is asked too, or can be put into its composer',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(offers(), 'By what it is worth.', held.script)
    await openPanel(page)
    await askPanel(page, 'Prices?')

    await panel(page).getByRole('button', { name: SHORT }).click()

    await expect(panelAnswers(page).last()).toContainText('By what it is worth.')
    await expect(panelQuestions(page)).toHaveText(['Prices?', SHORT])

    await askPanel(page, 'And hooks?')
    await held.say('Begin ')
    await expect(panelAnswers(page).last()).toContainText('Begin')
    await panel(page).getByRole('button', { name: ENGLISH }).click()

    await expect(page.getByRole('alert')).toContainText('Wait for the answer to end')
    await page.getByRole('alert').getByRole('button', { name: 'Put message back' }).click()
    await expect(page.getByRole('textbox', { name: 'Ask the panel' })).toHaveValue(ENGLISH)
    await held.finish()
  },
)
