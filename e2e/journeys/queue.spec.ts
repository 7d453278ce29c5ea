/** Messages that are written before they can be sent: while an answer comes, and while a file is uploaded. */
import type { Page } from '@playwright/test'
import {
  answers,
  ask,
  composer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
} from '../fixtures.ts'
import { notes } from '../hub/sample-files.ts'
import { calls, HeldAnswer } from '../hub/scripted-hub.ts'

const queued = (page: Page) => page.getByRole('article', { name: 'You, not sent yet' })
const button = (page: Page, name: string) => page.getByRole('button', { name })

async function write(page: Page, text: string) {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** The bytes of a file, until they are let through. */
async function holdUploads(page: Page) {
  const held = Promise.withResolvers<void>()
  await page.route('**/attachments/**', async (route, asked) => {
    if (asked.method() === 'PUT') await held.promise
    await route.continue().catch(() => {}) // the page may be gone
  })
  return held
}

scriptedTest(
  'what is sent during an answer waits for its end, in order, and can be edited and withdrawn',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script, 'Second.', 'Third.')
    await open(page)
    await ask(page, 'First?')
    await held.say('Well, ')

    await write(page, 'Never mind.')
    await write(page, 'Second?')
    await write(page, 'Third?')

    await expect(queued(page)).toHaveText(['Never mind.', 'Second?', 'Third?'])
    await expect(conversation(page).getByText('Sends when the coach is ready')).toHaveCount(3)
    await expect(composer(page)).toHaveValue('')
    await expect(composer(page)).toBeFocused()

    await button(page, 'Withdraw').first().click()
    await expect(queued(page)).toHaveText(['Second?', 'Third?'])
    await button(page, 'Edit').last().click()
    await expect(queued(page)).toHaveText(['Second?'])
    await expect(composer(page)).toHaveValue('Third?')
    await expect(composer(page)).toBeFocused()
    await button(page, 'Send when ready').click()
    await expect(queued(page)).toHaveText(['Second?', 'Third?'])

    await held.say('that is all.')
    await held.finish()
    await expect(answers(page)).toHaveText([/that is all/, /Second\./, /Third\./])
    await expect(questions(page)).toHaveText(['First?', 'Second?', 'Third?'])
    await expect(queued(page)).toHaveCount(0)
  },
)

scriptedTest(
  'a message that is sent before its file is uploaded goes with it',
  async ({ page, hub }) => {
    hub.upstream.answers('I have read it.')
    await open(page)
    const uploads = await holdUploads(page)
    await page
      .getByLabel('Attach files', { exact: true })
      .setInputFiles(notes('# Glaze', 'glaze.md'))

    await write(page, 'What is in it?')

    await expect(queued(page)).toContainText('What is in it?')
    await expect(queued(page)).toContainText('glaze.md')
    await expect(conversation(page)).toContainText('Sends when glaze.md is uploaded')
    uploads.resolve()
    await expect(answers(page)).toContainText('I have read it.')
    await expect(questions(page)).toContainText(['What is in it?'])
    await expect(questions(page)).toContainText(['glaze.md'])
    await expect(queued(page)).toHaveCount(0)
  },
)

scriptedTest('it is sent while the reader looks at something else', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script, 'Second.')
  await open(page)
  await ask(page, 'First?')
  await held.say('Well.')
  await write(page, 'Second?')
  await expect(page).toHaveURL(/\/chat\//)

  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page).toHaveURL(/\/library/)
  await held.finish()
  await page.goBack()

  await expect(answers(page)).toHaveText([/Well/, /Second/])
})

scriptedTest('the coach’s own questions come first', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(
    held.script,
    calls('ask_creator', { facts: ['niche'] }),
    'Then begin with clay.',
    'Yes.',
  )
  await open(page)
  await ask(page, 'First?')
  await held.say('Well.')
  await write(page, 'Plan my content.')
  await write(page, 'Is that all?')
  await held.finish()

  const form = page.getByRole('form', { name: /The coach has/ })
  await form.getByRole('textbox').first().fill('Pottery')
  await expect(conversation(page)).toContainText('Sends when the coach’s questions are answered')
  await form.getByRole('button', { name: 'Continue' }).click()

  await expect(answers(page).last()).toContainText('Yes.')
  await expect(questions(page)).toHaveText(['First?', 'Plan my content.', 'Is that all?'])
})
