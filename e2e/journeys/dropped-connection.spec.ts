import {
  answers,
  ask,
  coachAnswer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { type BreakableLine, openLine } from '../hub/breakable-line.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'
import { freePort, type Running, startApi, startPage, urlOf } from '../hub/start-hub.ts'

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
  const parts: (Running | BreakableLine)[] = []
  test.afterEach(async () => {
    for (const part of parts.splice(0)) await ('stop' in part ? part.stop() : part.close())
  })

  test('a long answer survives a tunnel', async ({ page, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const [apiPort, pagePort] = [await freePort(), await freePort()]
    const line = await openLine(apiPort)
    parts.push(
      line,
      await startApi(apiPort, urlOf(pagePort), { OFFLINE_WORDS_PER_SECOND: '40' }),
      await startPage(pagePort, { api: urlOf(apiPort), publicApi: line.url }),
    )
    await open(page, urlOf(pagePort))
    await ask(page, 'How do I avoid burnout?')
    await expect(answers(page)).toContainText('Burnout usually looks like dread')

    line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    line.mend()

    await expect(answers(page)).toContainText('from the next seven days.', { timeout: 15_000 })
    const answer = await coachAnswer(page)
    expect((await answer.textContent())?.match(/Signs in your work/g)).toHaveLength(1)
    await expect(
      sources(answer).getByRole('link', { name: 'mindset-and-burnout.md' }),
    ).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
})
