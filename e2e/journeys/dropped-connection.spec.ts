import {
  answers,
  ask,
  coachAnswer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'
import { SLOW_PAGE } from '../playwright.config.ts'

scriptedTest(
  'an answer goes on after the line broke, with no word lost or doubled',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'Count for me.')
    await held.say('one ', 'two ')
    await expect(answers(page)).toContainText('one two')

    hub.line.cut()
    await held.say('three ', 'four ')
    await expect(conversation(page)).toContainText('Reconnecting')
    await expect(answers(page)).toContainText('one two')
    hub.line.mend()
    await expect(answers(page)).toContainText('one two three four')
    await held.say('five.')
    await held.finish()

    const answer = await coachAnswer(page)
    await expect(answer.getByText('one two three four five.', { exact: true })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(questions(page)).toHaveCount(1)
  },
)

scriptedTest(
  'an answer that ended while the line was broken is whole afterwards',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'Count for me.')
    await held.say('one ')
    await expect(answers(page)).toContainText('one')

    hub.line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    await held.say('two ', 'three.')
    await held.finish()
    hub.line.mend()

    const answer = await coachAnswer(page)
    await expect(answer.getByText('one two three.', { exact: true })).toBeVisible()
  },
)

scriptedTest(
  'a line that stays broken is said so, and trying again brings the answer',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script, 'one two three.')
    await page.clock.install()
    await open(page)
    await ask(page, 'Count for me.')
    await held.say('one ')
    await expect(answers(page)).toContainText('one')

    hub.line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    const alert = page.getByRole('main').getByRole('alert')
    await expect(async () => {
      await page.clock.fastForward(10_000)
      await expect(alert).toContainText('cannot be reached', { timeout: 100 })
    }).toPass()
    await expect(answers(page)).toContainText('one')
    hub.line.mend()
    await held.finish()
    await alert.getByRole('button', { name: 'Try again' }).click()

    await expect(answers(page)).toContainText('one two three.')
  },
)

test.describe('with the library coach', () => {
  test.use({ baseURL: SLOW_PAGE })

  test('an answer survives a moment without network', async ({ page, context, expectConsole }) => {
    expectConsole(/net::ERR_/)
    await open(page)
    await ask(page, 'How do I avoid burnout?')
    await expect(answers(page)).toContainText('Burnout usually looks like dread')

    await context.setOffline(true)
    await expect(conversation(page)).toContainText('Reconnecting')
    await context.setOffline(false)

    const answer = answers(page)
    await expect(answer).toContainText('from the next seven days.', { timeout: 20_000 })
    await coachAnswer(page)
    expect((await answer.textContent())?.match(/Signs in your work/g)).toHaveLength(1)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
})
