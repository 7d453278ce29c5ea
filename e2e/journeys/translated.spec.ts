/** A reader whose browser translates the page: it goes on working, and what it shows is up to date. */
import type { Page } from '@playwright/test'
import {
  failed,
  message,
  reasoning,
  response,
} from '../../backend/test/upstream/response-events.ts'
import { plays } from '../../backend/test/upstream/scripted-upstream.ts'
import {
  answers,
  ask,
  askAndWait,
  chats,
  coachAnswer,
  comesAlive,
  composer,
  conversation,
  expect,
  greeting,
  NOT_FOUND,
  open,
  pickChatOption,
  questions,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { isMessage, isOfType, REFUSED, refuse, storageFull, tooMany } from '../hub/refusals.ts'
import { notes } from '../hub/sample-files.ts'
import { calls, HeldAnswer } from '../hub/scripted-hub.ts'
import { translate, untranslated } from '../translator.ts'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const alert = (page: Page) => page.getByRole('main').getByRole('alert')

scriptedTest(
  'an answer grows, and messages wait, are edited and withdrawn',
  async ({ page, hub }) => {
    await translate(page)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script, 'Second answer.').titles('Clay')
    await open(page)
    await ask(page, 'First?')
    await held.say('Begin')
    await expect(answers(page)).toContainText('Begin')
    for (const words of GROWING) await held.say(words)
    await expect(answers(page)).toContainText('The end')
    await expect(conversation(page)).toContainText('2 s')

    await composer(page).fill('Second?')
    await button(page, 'Send when ready').click()
    await composer(page).fill('Third?')
    await button(page, 'Send when ready').click()
    await button(page, 'Withdraw').last().click()
    await button(page, 'Edit').click()
    await button(page, 'Send when ready').click()
    await expect(conversation(page)).toContainText('Sends when the coach is ready')
    await held.finish()

    await expect(answers(page)).toHaveCount(2)
    await expect(answers(page).last()).toContainText('Second answer.')
    await coachAnswer(page)
    await expect(answers(page).first()).toHaveText(/Begin now with bold and a link/)
    await expect(answers(page).first().getByRole('cell')).toHaveText(['Glaze', 'Marabou'])
    await answers(page).last().getByRole('button', { name: 'Good answer' }).click()
    await expect(chats(page).getByRole('link')).toHaveText('Clay')
    await expect.poll(() => untranslated(page)).toEqual([])
  },
)

/** Each piece changes what the last words are: plain, bold, a link, a list, a table, code, HTML. */
const GROWING = [
  ' now',
  ' with **bo',
  'ld** and',
  ' a [li',
  'nk](https://example.com) an',
  'd `co',
  'de`, H<su',
  'b>2</sub>O',
  '.\nA line of *em',
  'phasis* and ~~no',
  'thing~~ \\* &amp',
  '; more\n\n- One',
  ' thing\n- Two **th',
  'ings**\n\n| A |',
  '\n|---|\n| Gla',
  'ze |\n| Mara',
  'bou |\n\n> Quo',
  'ted\n\n```ts\nconst a',
  ' = 1\n```\n\n## Hea',
  'ding\n\nThe',
  ' end',
]

scriptedTest(
  'failures, waits, steps and a stopped answer come and go',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    expectConsole(REFUSED)
    await translate(page)
    const held = new HeldAnswer()
    hub.upstream.answers(
      plays(...failed('server_error')),
      plays(...response(reasoning('rs_1', '**Trust**\n\nIt comes first.'), message('m_1', 'Yes.'))),
      held.script,
      'At last.',
    )
    await open(page)
    await ask(page, 'Are you there?')
    await alert(page).getByRole('button', { name: 'Try again' }).click()
    await expect(answers(page)).toContainText('Yes.')
    await conversation(page).locator('summary').click()
    await expect(conversation(page)).toContainText('It comes first.')

    await ask(page, 'Go on.')
    await held.say('So far')
    await expect(answers(page).last()).toContainText('So far')
    hub.line.cut()
    await expect(conversation(page)).toContainText('Reconnecting')
    hub.line.mend()
    await expect(conversation(page)).not.toContainText('Reconnecting')
    await button(page, 'Stop').click()
    await expect(conversation(page)).toContainText('You stopped this answer.')

    await refuse(page, isMessage, tooMany(2), 1)
    await composer(page).fill('One more')
    await button(page, 'Send').click()
    await expect(alert(page)).toContainText(/in [12] seconds?/)
    await expect(answers(page).last()).toContainText('At last.')
    await expect(alert(page)).toHaveCount(0)
  },
)

scriptedTest(
  'the coach’s questions are answered, and a day of its plan is ticked',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    await translate(page)
    hub.upstream.answers(
      calls('ask_creator', { facts: ['niche', 'platforms'] }),
      calls('make_plan', {
        title: 'A month of clay',
        start_date: '2026-11-30',
        days: [
          { day: 1, format: 'Reel', hook: 'The kiln that never cools' },
          { day: 2, format: 'Post', hook: 'Three glazes for beginners' },
        ],
      }),
    )
    await open(page)
    await ask(page, 'Plan my content.')
    const form = page.getByRole('form', { name: 'The coach has some questions' })
    await form.getByRole('textbox').first().fill('Pottery')
    await form.getByRole('checkbox', { name: 'TikTok' }).check()
    hub.line.cut()
    await form.getByRole('button', { name: 'Continue' }).click()
    await expect(form.getByRole('alert')).toContainText('cannot be reached')
    hub.line.mend()
    await form.getByRole('button', { name: 'Continue' }).click()

    await expect(conversation(page)).toContainText('0 of 2 done')
    await expect(page.getByRole('region', { name: 'Your answers' })).toContainText('Pottery')
    const days = conversation(page).getByRole('button', { name: 'Mark done' })
    await expect(button(page, 'Send')).toBeVisible()
    hub.line.cut()
    await days.first().click()
    await expect(conversation(page).getByRole('alert')).toContainText('cannot be reached')
    hub.line.mend()
    await days.first().click()
    await expect(conversation(page)).toContainText('1 of 2 done')
    await expect(
      conversation(page).getByRole('button', { name: 'Done', exact: true }),
    ).toBeVisible()
    await expect(days).toHaveCount(1)
    await expect.poll(() => untranslated(page)).toEqual([])
  },
)

test('sources, chats, the library and one’s data are as they would be', async ({
  page,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  expectConsole(REFUSED)
  await translate(page)
  await open(page)
  await expect(greeting(page)).toBeVisible()
  await askAndWait(page, 'What makes a good hook?')
  await sources(page).getByRole('link').first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await refuse(page, isOfType('threads.update'), storageFull, 1)
  await pickChatOption(page, 'hook', 'Rename')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Title' }).fill('First lines')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(dialog.getByRole('alert')).toContainText('storage of this hub is full')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(chats(page).getByRole('link')).toHaveText('First lines')
  await refuse(page, isOfType('attachments.create'), storageFull, 1)
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(notes('Red.'))
  await expect(alert(page)).toContainText('storage of this hub is full')
  await button(page, /^Remove/).click()
  await button(page, 'Theme').click()

  await page.getByRole('link', { name: 'Library' }).click()
  await page.getByLabel('Add files').setInputFiles([notes('', 'empty.md'), notes('Blue.')])
  await expect(alert(page)).toContainText('empty.md')
  await button(page, 'Dismiss empty.md').click()
  await expect(button(page, 'Ready').first()).toBeVisible()
  await expect(page.getByText('Reading…')).toHaveCount(0)
  await expect.poll(() => untranslated(page)).toEqual([])
  await button(page, 'Remove studio-notes.md').click()
  await expect(page.getByText('Nothing yet.')).toBeVisible()

  await page.getByRole('link', { name: 'Your data' }).click()
  await expect(page.getByRole('main')).toContainText(/1 chat with \d entries/)
  const download = page.waitForEvent('download')
  await button(page, 'Download my chats').click()
  await download
  await expect(button(page, 'Download my chats')).toBeVisible()
  await expect.poll(() => untranslated(page)).toEqual([])

  await button(page, 'Erase everything now').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Erase everything' }).click()
  await expect(page.getByRole('heading', { name: 'Erased' })).toBeVisible()
  await expect(page.getByText('Everything is gone').first()).toBeVisible()

  await open(page, '/no/such/page')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Start a new chat' }).click()
  await expect(greeting(page)).toBeVisible()
  await open(page, '/chat/thr_gone')
  await expect(page.getByText('This chat is no longer here')).toBeVisible()
  await expect(await askAndWait(page, 'What makes a good hook?')).toContainText('hook')
  await pickChatOption(page, 'hook', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(chats(page)).toContainText('No chats yet')
})

scriptedTest(
  'pages without an API say so, and are mended by one press',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    await translate(page)
    await open(page)
    hub.line.cut()
    for (const name of ['Library', 'Your data']) {
      await page.getByRole('link', { name }).click()
      await expect(page.getByRole('main')).toContainText('cannot be reached')
    }
    hub.line.mend()
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: 'Your data' })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
  },
)

test('a page that is translated before its scripts run works', async ({ page, expectConsole }) => {
  // React replaces the page, its head too: a browser may ask for the icon in between.
  expectConsole(/Minified React error #(418|423|425)|favicon\.ico/)
  await translate(page, 'document')

  await open(page)
  await expect(await askAndWait(page, 'What makes a good hook?')).toContainText('hook')
  await expect(questions(page)).toHaveCount(1)
  await page.evaluate(() => location.assign('/library'))
  await comesAlive(page)
  await page.getByLabel('Add files').setInputFiles(notes('Blue.'))
  await expect(button(page, 'Remove studio-notes.md')).toBeVisible()
})
