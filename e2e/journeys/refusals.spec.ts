/** The API takes nothing for a while: the page says when to try again, and nothing that was written is lost. */
import type { Page } from '@playwright/test'
import { freePort } from '../../backend/test/process/free-port.ts'
import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  chats,
  composer,
  conversation,
  expect,
  newChat,
  open,
  pickChatOption,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import {
  budgetSpent,
  busy,
  isMessage,
  isOfType,
  openGate,
  REFUSED,
  type Refusal,
  refuse,
  storageFull,
  tooMany,
} from '../hub/refusals.ts'
import { notes } from '../hub/sample-files.ts'
import { calls, HeldAnswer } from '../hub/scripted-hub.ts'
import { type Running, startPage, urlOf } from '../hub/start-hub.ts'

const alert = (page: Page) => page.getByRole('main').getByRole('alert')
const tryAgain = (page: Page) => alert(page).getByRole('button', { name: 'Try again' })
const GLAZE = notes('# Glaze notes\n\nThe glaze Marabou needs three coats.\n', 'glaze-notes.md')

scriptedTest.afterEach(({ page }) => page.unrouteAll({ behavior: 'wait' }))

async function send(page: Page, text: string) {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

scriptedTest(
  'a message that is refused for a moment stays, and goes when it may',
  async ({ page, hub, expectConsole }) => {
    expectConsole(REFUSED)
    hub.upstream.answers('Got it.')
    await refuse(page, isMessage, tooMany(3), 1)
    await open(page)

    await send(page, 'Do you hear me?')
    await expect(alert(page)).toContainText(/Trying again in [1-3] seconds?\./)
    await expect(composer(page)).toHaveValue('Do you hear me?')
    await expect(tryAgain(page)).toHaveAttribute('aria-disabled', 'true')
    await expect(tryAgain(page)).toHaveAccessibleDescription('Available in less than a minute')
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()

    await expect(answers(page)).toContainText('Got it.')
    await expect(questions(page)).toHaveText('Do you hear me?')
    await expect(alert(page)).toHaveCount(0)
    await expect(composer(page)).toHaveValue('')
  },
)

scriptedTest(
  'what is changed while it waits is not sent by itself',
  async ({ page, hub, expectConsole }) => {
    expectConsole(REFUSED)
    hub.upstream.answers('Got it.')
    await refuse(page, isMessage, tooMany(2), 1)
    await open(page)
    await send(page, 'Do you hear me?')

    await composer(page).fill('Do you hear me now?')
    await expect(alert(page)).toContainText(/Try again in [12] seconds?\./)
    await expect(tryAgain(page)).not.toHaveAttribute('aria-disabled')
    await expect(questions(page)).toHaveCount(0)
    await tryAgain(page).click()

    await expect(answers(page)).toContainText('Got it.')
    await expect(questions(page)).toHaveText('Do you hear me now?')
    await expect(composer(page)).toBeFocused()
  },
)

scriptedTest(
  'a longer wait counts down, says its end once, and then the reader tries again',
  async ({ page, hub, expectConsole }) => {
    expectConsole(REFUSED)
    hub.upstream.answers('Got it.')
    await page.clock.install()
    await refuse(page, isMessage, tooMany(80), 1)
    await open(page)
    await send(page, 'Do you hear me?')
    await expect(alert(page)).toContainText('Try again in 80 seconds.')

    await page.clock.runFor(50_000)
    await expect(alert(page)).toContainText(/Try again in (30|29|28) seconds\./)
    // The seconds are not for those who listen: what they hear does not change.
    await expect(alert(page).locator('.visually-hidden')).toHaveText('Try again in 80 seconds.')
    await page.clock.runFor(31_000)
    await expect(page.locator('output').first()).toHaveText('You can try again now.')
    await expect(alert(page)).not.toContainText('Try again in')
    await tryAgain(page).click()

    await expect(answers(page)).toContainText('Got it.')
  },
)

scriptedTest(
  'a spent budget is told with the hour of its reset, a full storage too, and the message stays',
  async ({ page, expectConsole }) => {
    expectConsole(REFUSED)
    await open(page)

    await test.step('the budget', async () => {
      await refuse(page, isMessage, budgetSpent())
      await send(page, 'Do you hear me?')

      await expect(alert(page)).toContainText('The coach has answered as much as it may today.')
      await expect(alert(page)).toContainText(/Try again (tomorrow )?at \d/)
      await expect(alert(page)).not.toContainText('UTC')
      await expect(tryAgain(page)).toHaveAttribute('aria-disabled', 'true')
      await expect(composer(page)).toHaveValue('Do you hear me?')
      // The owner may have changed their mind by then.
      await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
    })

    await test.step('the storage', async () => {
      await page.unrouteAll({ behavior: 'wait' })
      await refuse(page, isMessage, storageFull)
      await send(page, 'Do you hear me now?')

      await expect(alert(page)).toContainText('The storage of this hub is full')
      await expect(composer(page)).toHaveValue('Do you hear me now?')
      await expect(tryAgain(page)).not.toHaveAttribute('aria-disabled')
    })

    await test.step('the storage, for the bytes of a file', async () => {
      await page.unrouteAll({ behavior: 'wait' })
      await refuse(page, (asked) => asked.method() === 'PUT', storageFull)
      await page.getByLabel('Attach files', { exact: true }).setInputFiles(GLAZE)

      const file = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem')
      await expect(file.getByRole('alert')).toContainText('The storage of this hub is full')
    })
  },
)

scriptedTest(
  'answers to the coach’s questions stay in their form while it is refused',
  async ({ page, hub, expectConsole }) => {
    expectConsole(REFUSED)
    hub.upstream.answers(calls('ask_creator', { facts: ['niche'] }), 'Then begin with clay.')
    await open(page)
    await ask(page, 'Plan my content.')
    const form = page.getByRole('form', { name: /The coach has/ })
    await form.getByRole('textbox').first().fill('Pottery')
    await refuse(page, isOfType('threads.add_structured_input'), busy(4), 1)

    await form.getByRole('button', { name: 'Continue' }).click()
    await expect(form.getByRole('alert')).toContainText(/Try again in [1-4] seconds?\./)
    await expect(form.getByRole('textbox').first()).toHaveValue('Pottery')
    const again = form.getByRole('button', { name: 'Continue' })
    await expect(again).not.toHaveAttribute('aria-disabled')
    await again.click()

    await expect(answers(page)).toContainText('Then begin with clay.')
  },
)

scriptedTest(
  'an answer goes on although nobody lets it be followed for a while',
  async ({ page, hub, expectConsole }) => {
    expectConsole(REFUSED)
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'Take your time.')
    await held.say('First half, ')
    await expect(answers(page)).toContainText('First half,')
    const isFollowed = (url: string) => /\/chatkit\/runs\/\w+$/.test(url)
    await refuse(page, (asked) => isFollowed(asked.url()), tooMany(2), 2)

    hub.line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    hub.line.mend()
    await held.say('second half.')
    await held.finish()

    await expect(answers(page)).toContainText('First half, second half.', { timeout: 15_000 })
    await expect(alert(page)).toHaveCount(0)
  },
)

scriptedTest(
  'a file that is refused stays in the message, and is sent again when it may be',
  async ({ page, expectConsole }) => {
    expectConsole(REFUSED)
    await refuse(page, isOfType('attachments.create'), tooMany(2), 1)
    await open(page)
    await page.getByLabel('Attach files', { exact: true }).setInputFiles(GLAZE)

    const file = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem')
    await expect(file.getByRole('alert')).toContainText(/Try again in [12] seconds?\./)
    const again = file.getByRole('button', { name: 'Try again: glaze-notes.md' })
    await expect(again).toHaveAttribute('aria-disabled', 'true')
    await expect(again).not.toHaveAttribute('aria-disabled')
    await again.click()

    await expect(file.getByRole('alert')).toHaveCount(0)
    await expect(file).toContainText('bytes')
  },
)

test('the library and one’s data say when they can be tried again', async ({
  page,
  expectConsole,
}) => {
  expectConsole(REFUSED)
  await open(page, '/library')
  const isUpload = (method: string, url: string) => method === 'POST' && /library\/files$/.test(url)
  await refuse(page, (asked) => isUpload(asked.method(), asked.url()), tooMany(2), 1)

  await page.getByLabel('Add files').setInputFiles(GLAZE)
  await expect(alert(page)).toContainText(/glaze-notes\.md: .*Try again in [12] seconds?\./)
  await expect(tryAgain(page)).not.toHaveAttribute('aria-disabled')
  await tryAgain(page).click()

  const own = page.getByRole('list', { name: 'Your files' }).getByRole('listitem')
  await expect(own).toContainText('glaze-notes.md')
  await page.unrouteAll({ behavior: 'wait' })
  await refuse(page, (asked) => isLibrary(asked.method(), asked.url()), busy(30))
  await own.getByRole('button', { name: 'Remove glaze-notes.md' }).click()

  await expect(own.getByRole('alert')).toContainText('Try again in 30 seconds.')
  await expect(own).toContainText('glaze-notes.md')
  await page.unrouteAll({ behavior: 'wait' })

  await test.step('one’s data is read again', async () => {
    await newChat(page)
    await refuse(page, (asked) => /\/session\/data$/.test(asked.url()), tooMany(2), 1)
    await page.getByRole('link', { name: 'Your data' }).click()
    await expect(alert(page)).toContainText(/Try again in [12] seconds?\./)
    await expect(tryAgain(page)).not.toHaveAttribute('aria-disabled')
    await tryAgain(page).click()

    await expect(page.getByRole('heading', { name: 'Your data' })).toBeVisible()
    await expect(alert(page)).toHaveCount(0)
  })
  await page.unrouteAll({ behavior: 'wait' })
})

const isLibrary = (method: string, url: string) =>
  method !== 'OPTIONS' && /library\/files/.test(url)

scriptedTest(
  'what is refused of a chat changes nothing there, and says why',
  async ({ page, hub, expectConsole }) => {
    expectConsole(REFUSED)
    hub.upstream.answers('First try.').titles('Hooks')
    await open(page)
    await askAndWait(page, 'What makes a good hook?')
    await expect(chatNamed(page, 'Hooks')).toBeVisible()
    await refuse(
      page,
      isOfType(
        'items.feedback',
        'threads.update',
        'threads.delete',
        'threads.list',
        'threads.retry_after_item',
        'items.list',
      ),
      tooMany(40),
    )

    await test.step('a rating is not shown as given, and the answer says so', async () => {
      const good = answers(page).getByRole('button', { name: 'Good answer' })
      await good.click()
      await expect(conversation(page).getByRole('alert')).toContainText(
        'Your rating was not saved.',
      )
      await expect(good).not.toHaveAttribute('aria-pressed', 'true')
    })

    await test.step('what was typed for a title stays typed', async () => {
      await pickChatOption(page, 'Hooks', 'Rename')
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Title' }).fill('First lines')
      await dialog.getByRole('button', { name: 'Rename' }).click()
      await expect(dialog.getByRole('alert')).toContainText('Try again in 40 seconds.')
      await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('First lines')
      await expect(dialog.getByRole('button', { name: 'Rename' })).toHaveAttribute(
        'aria-disabled',
        'true',
      )
      await dialog.getByRole('button', { name: 'Cancel' }).click()
    })

    await test.step('a chat that cannot be deleted or listed again stays listed', async () => {
      const dialog = page.getByRole('dialog')
      await pickChatOption(page, 'Hooks', 'Delete')
      await dialog.getByRole('button', { name: 'Delete' }).click()
      await expect(dialog.getByRole('alert')).toContainText('Try again in 40 seconds.')
      await dialog.getByRole('button', { name: 'Cancel' }).click()

      await expect(chatNamed(page, 'Hooks')).toBeVisible()
      await expect(chats(page)).toContainText('This list may be out of date.')
    })

    await test.step('an answer that is asked for again is still there', async () => {
      await answers(page).getByRole('button', { name: 'Try again' }).first().click()

      await expect(alert(page).last()).toContainText('Try again in 40 seconds.')
      await expect(answers(page)).toContainText('First try.')
    })
  },
)

scriptedTest.describe('without scripts', () => {
  const services: Running[] = []
  scriptedTest.use({ javaScriptEnabled: false })
  scriptedTest.afterEach(async () => {
    for (const service of services.splice(0).toReversed()) await service.stop()
  })

  scriptedTest(
    'a refused message comes back with the reason and the time',
    async ({ page, hub, expectConsole }) => {
      expectConsole(REFUSED)
      hub.upstream.answers('Got it.')
      const gate = await openGate(hub.api)
      services.push({ stop: gate.close })
      const port = await freePort()
      services.push(await startPage(port, { api: gate.url, publicApi: hub.api }))
      await page.goto(urlOf(port))

      for (const [refusal, words] of REFUSALS_IN_WORDS) {
        gate.refuse(refusal)
        await send(page, 'Do you hear me?')
        await expect(alert(page).first()).toContainText(words)
        await expect(composer(page)).toHaveValue('Do you hear me?')
      }
      gate.refuse(undefined)
      await page.getByRole('button', { name: 'Send' }).click()

      await expect(answers(page)).toContainText('Got it.')
    },
  )
})

const REFUSALS_IN_WORDS: [Refusal, RegExp][] = [
  [tooMany(12), /Too many messages in a short time\. Try again in 12 seconds\./],
  [budgetSpent(), /as much as it may today\. .*Try again at 00:00 UTC\./],
  [storageFull, /The storage of this hub is full/],
]
