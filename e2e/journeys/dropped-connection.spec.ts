import type { Page } from '@playwright/test'
import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  coachAnswer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

scriptedTest(
  'an answer goes on after the line broke, with no word lost or doubled, also where it ended meanwhile',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const [held, ended] = [new HeldAnswer('msg_held'), new HeldAnswer('msg_ended')]
    hub.upstream.answers(held.script, ended.script)
    await open(page)

    await test.step('it goes on', async () => {
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
    })

    await test.step('it has ended meanwhile', async () => {
      await ask(page, 'And once more.')
      await ended.say('one ')
      await expect(answers(page)).toHaveCount(2)
      await expect(answers(page).last()).toContainText('one')

      hub.line.cut()
      await expect(conversation(page)).toContainText('Reconnecting')
      await ended.say('two ', 'three.')
      await ended.finish()
      hub.line.mend()

      const answer = await coachAnswer(page)
      await expect(answer.getByText('one two three.', { exact: true })).toBeVisible()
    })
  },
)

scriptedTest(
  'a line that stays broken is said so, and trying again goes on with the same answer',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script, 'Another answer.')
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
    }).toPass({ intervals: [50] })
    await expect(answers(page)).toContainText('one')
    await held.say('two ')
    hub.line.mend()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await expect(answers(page)).toContainText('one two')
    await held.say('three.')
    await held.finish()

    const answer = await coachAnswer(page)
    await expect(answer.getByText('one two three.', { exact: true })).toBeVisible()
    await expect(questions(page)).toHaveCount(1)
    await expect(alert).toHaveCount(0)
  },
)

scriptedTest(
  'without a network the page waits quietly, however long, and goes on as it comes back',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await page.clock.install()
    await open(page)
    await ask(page, 'Count for me.')
    await held.say('one ')
    await expect(answers(page)).toContainText('one')

    await page.context().setOffline(true)
    hub.line.cut() // Chromium lets a stream live on that began before
    await expect(conversation(page)).toContainText('Reconnecting')
    const tries = countFollowing(page)
    for (let minute = 0; minute < 10; minute++) await page.clock.fastForward(60_000)
    await expect(conversation(page)).toContainText('Reconnecting')
    await expect(page.getByRole('alert')).toHaveCount(0)
    expect(tries()).toBe(0)
    await held.say('two ', 'three.')
    await held.finish()
    hub.line.mend()
    await page.context().setOffline(false)

    const answer = await coachAnswer(page)
    await expect(answer.getByText('one two three.', { exact: true })).toBeVisible()
    await expect(questions(page)).toHaveCount(1)
  },
)

scriptedTest(
  'a chat that begins as the network goes has its address, and all that was written',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    const pageOfChats = page.waitForResponse(/_hub\.chat\._threadId-.*\.js$/)
    await open(page)
    await (await pageOfChats).finished()
    await page.route(/\/assets\//, (route) => route.abort('internetdisconnected'))
    await ask(page, 'Count for me.')
    await held.say('one ')

    await expect(answers(page)).toContainText('one')
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    await page.unroute(/\/assets\//)
    await held.say('two.')
    await held.finish()
    await expect(await coachAnswer(page)).toContainText('one two.')
  },
)

scriptedTest(
  'a reader without a network who looks elsewhere finds their chat on the way back',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    hub.upstream.answers('A first answer.')
    const codeOfLibrary = page.waitForResponse(/_hub\.library-.*\.js$/)
    await open(page)
    await (await codeOfLibrary).finished()
    await askAndWait(page, 'Hello.')
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)

    await page.context().setOffline(true)
    hub.line.cut()
    await page.getByRole('link', { name: 'Library' }).click()
    await expect(page.getByRole('main')).toContainText('cannot be reached')
    await page.goBack()

    await expect(answers(page)).toContainText('A first answer.')
    hub.line.mend()
    await page.context().setOffline(false)
    await expect(await askAndWait(page, 'And then?')).toContainText('A first answer.')
  },
)

scriptedTest(
  'the reader can look at another chat and come back while the line is broken',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers('A first answer.', held.script).titles('Greetings')
    await open(page)
    await askAndWait(page, 'Hello.')
    await expect(chatNamed(page, 'Greetings')).toBeVisible()
    hub.upstream.titles('Counting')
    await page.getByRole('link', { name: 'New chat' }).click()
    await ask(page, 'Count for me.')
    await held.say('one ')
    await expect(answers(page)).toContainText('one')
    await expect(chatNamed(page, 'Counting')).toBeVisible()

    hub.line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    await chatNamed(page, 'Greetings').click()
    await expect(answers(page)).toHaveText(/A first answer\./)
    await expect(conversation(page)).not.toContainText('Reconnecting')
    await chatNamed(page, 'Counting').click()
    await expect(answers(page)).toContainText('one')
    await expect(conversation(page)).toContainText('Reconnecting')
    await chatNamed(page, 'Greetings').click()
    hub.line.mend()
    await held.say('two ')
    await chatNamed(page, 'Counting').click()
    await expect(answers(page)).toContainText('one two', { timeout: 15_000 })
    await held.say('three.')
    await held.finish()

    const answer = await coachAnswer(page)
    await expect(answer.getByText('one two three.', { exact: true })).toBeVisible()
    await expect(questions(page)).toHaveText('Count for me.')
    await expect(page.getByRole('alert')).toHaveCount(0)
  },
)

scriptedTest(
  'an answer stopped while the line is broken is stopped for the coach too, once it hears of it',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script, 'Next.')
    await open(page)
    await ask(page, 'Count for me.')
    await held.say('one ')
    await expect(answers(page)).toContainText('one')

    hub.line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(conversation(page)).toContainText('You stopped this answer.')
    await held.say('two ')
    const stopped = page.waitForResponse((response) => response.url().endsWith('/cancel'))
    hub.line.mend()
    await stopped

    await expect(answers(page)).toContainText('one two')
    await expect(conversation(page)).not.toHaveAttribute('aria-busy', 'true')
    await expect(await askAndWait(page, 'And now?')).toContainText('Next.')
  },
)

/** How often the page has asked for an answer it knows, since then. */
function countFollowing(page: Page) {
  let count = 0
  page.on('request', (request) => {
    if (request.url().includes('/chatkit/runs/')) count += 1
  })
  return () => count
}
