import type { Page } from '@playwright/test'
import {
  answers,
  ask,
  test as base,
  chats,
  coachAnswer,
  conversation,
  expect,
  open,
  questions,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'
import { type Replicas, startReplicas } from '../hub/start-replicas.ts'

type Fixtures = {
  replicas: Replicas
  /** Every alert that the page has shown, also for a moment. */
  alerts: string[]
}

const test = base.extend<Fixtures>({
  replicas: async ({ browserName: _ }, use) => {
    const replicas = await startReplicas()
    await use(replicas)
    await replicas.stop()
  },
  alerts: async ({ page }, use) => {
    const shown: string[] = []
    await page.exposeFunction('alertShown', (text: string) => shown.push(text))
    await page.addInitScript(noteAlerts)
    await use(shown)
  },
})

// Each of them starts five processes, and waits for what becomes of them.
test.slow()

/** Only `npm run test:faults` plays them. */
const LONG = { tag: '@faults' }

const MARK = 'This answer was interrupted by a restart.'

test('an answer whose process is shut down is finished by another one, and the reader sees no error', async ({
  page,
  replicas,
  alerts,
  expectConsole,
}) => {
  expectConsole(/net::ERR_/)
  const held = await beginAnswer(page, replicas)

  replicas.leadToTwo()
  const gone = replicas.one.stop()
  await expect(conversation(page)).toContainText('Reconnecting')
  await expect(answers(page)).toContainText('one two')
  await held.say('three ')
  await expect(answers(page)).toContainText('one two three', { timeout: 15_000 })
  await gone
  await held.say('four.')
  await held.finish()

  await expectWholeAnswer(page, 'one two three four.')
  await leaveAndComeBack(page)
  await expectWholeAnswer(page, 'one two three four.')
  expect(replicas.upstream.turns).toHaveLength(1)
  expect(alerts).toEqual([])
})

test(
  'an answer that has no word yet as its process is shut down comes from another one',
  LONG,
  async ({ page, replicas, alerts, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    replicas.upstream.answers(held.script)
    await open(page, replicas.page)
    await ask(page, 'Count for me.')
    await replicas.upstream.receivedTurn()
    await expect(page).toHaveURL(/\/chat\//)

    replicas.leadToTwo()
    const gone = replicas.one.stop()
    await expect(conversation(page)).toContainText('Reconnecting')
    await gone
    await held.say('one ', 'two.')
    await held.finish()

    await expectWholeAnswer(page, 'one two.')
    expect(alerts).toEqual([])
  },
)

test(
  'an answer whose process is killed is marked by another one, and can be had after all',
  LONG,
  async ({ page, replicas, alerts, expectConsole }) => {
    expectConsole(/net::ERR_/)
    await beginAnswer(page, replicas, 'one two three.')
    const again = page.getByRole('button', { name: 'Try again' })

    replicas.leadToTwo()
    await replicas.one.kill()

    await expect(conversation(page)).toContainText(MARK, { timeout: 25_000 })
    await expect(answers(page)).toContainText('one two')
    await expect(again).toHaveCount(1)
    await again.click()
    await expectWholeAnswer(page, 'one two three.')
    await leaveAndComeBack(page)
    await expectWholeAnswer(page, 'one two three.')
    await expect(conversation(page)).not.toContainText(MARK)
    expect(alerts).toEqual([])
  },
)

test(
  'an answer goes on after its memory was away, also where the line broke meanwhile',
  LONG,
  async ({ page, replicas, alerts, expectConsole }) => {
    expectConsole(/net::ERR_/)
    expectConsole(/status of 503/)
    const held = await beginAnswer(page, replicas)

    await replicas.stopRedis()
    await held.say('three ')
    const refused = page.waitForResponse((response) => response.status() === 503)
    replicas.breakConnections()
    await expect(conversation(page)).toContainText('Reconnecting')
    await refused
    await replicas.startRedisAgain()
    await expect(answers(page)).toContainText('one two three', { timeout: 25_000 })
    await held.say('four.')
    await held.finish()

    await expectWholeAnswer(page, 'one two three four.')
    await leaveAndComeBack(page)
    await expectWholeAnswer(page, 'one two three four.')
    expect(alerts).toEqual([])
  },
)

/** Up to the second word of an answer. */
async function beginAnswer(page: Page, { page: address, upstream }: Replicas, next = '') {
  const held = new HeldAnswer()
  upstream.answers(held.script, next)
  await open(page, address)
  await ask(page, 'Count for me.')
  await held.say('one ', 'two ')
  await expect(answers(page)).toContainText('one two')
  return held
}

async function expectWholeAnswer(page: Page, text: string) {
  const answer = await coachAnswer(page)
  await expect(answer.getByText(text, { exact: true })).toBeVisible()
  await expect(answers(page)).toHaveCount(1)
  await expect(questions(page)).toHaveText('Count for me.')
}

/** The chat is then read again, from the process that the line leads to. */
async function leaveAndComeBack(page: Page) {
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  const read = page.waitForResponse((response) => response.url().endsWith('/chatkit'))
  await chats(page).getByRole('link').first().click()
  await read
}

function noteAlerts() {
  const seen = new Set<Element>()
  const look = () => {
    for (const alert of document.querySelectorAll('main [role="alert"]')) {
      if (seen.has(alert)) continue
      seen.add(alert)
      Reflect.get(window, 'alertShown')(alert.textContent)
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}
