/** The main things that people do here, in browsers other than Chromium. */

import { writeFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { ENTER } from './driver.ts'
import { test } from './fixtures.ts'
import { OFTEN, type Place, type Visitor } from './visitor.ts'

const HOOK = 'What makes a good hook?'

const message: Place = { role: 'textbox', name: 'Message' }
const conversation: Place = { role: 'log', name: 'Conversation' }
const question: Place = { role: 'article', name: 'You' }
const answer: Place = { role: 'article', name: 'Coach' }
const sources: Place = { role: 'list', name: 'Sources', within: answer }
const chats: Place = { role: 'navigation', name: 'Chats' }
const chatList: Place = { role: 'list', within: chats }
const dialog: Place = { role: 'dialog' }
const greeting: Place = { role: 'heading', name: 'What are we making today?' }

test('an answer appears as it is written', async ({ visitor }) => {
  await visitor.open()
  await ask(visitor, HOOK)

  const early: string[] = []
  while (await isBusy(visitor)) early.push((await visitor.textAt(answer)) ?? '')

  const whole = (await visitor.textAt(answer)) ?? ''
  expect(whole).toContain('A good hook')
  const parts = early.filter((text) => text !== '' && text.length < whole.length / 2)
  expect(parts.length, 'looks at the first half of the answer').toBeGreaterThan(0)
  expect(await visitor.textAt(question)).toContain(HOOK)
  expect(await visitor.path()).toMatch(/^\/chat\/thr_/)
  expect(await visitor.textAt(message)).toBe('')
})

test('the transcript and the composer stand in one line, scrollbar or not', async ({ visitor }) => {
  await visitor.open()
  await askAndWait(visitor, HOOK)

  const { isScrolling, transcript, composer } = await visitor.look(() => {
    const middleOf = (selector: string) => {
      const { left = 0, right = 0 } =
        document.querySelector(selector)?.getBoundingClientRect() ?? {}
      return (left + right) / 2
    }
    const { scrollHeight = 0, clientHeight = 0 } = document.querySelector('[role=log]') ?? {}
    return {
      isScrolling: scrollHeight > clientHeight,
      transcript: middleOf('[role=log] > *'),
      composer: middleOf('main form'),
    }
  })
  expect(isScrolling).toBe(true)
  expect(transcript).toBe(composer)
})

test('a source opens the passage that was cited', async ({ visitor }) => {
  await visitor.open()
  await askAndWait(visitor, HOOK)

  await visitor.press({ role: 'link', within: sources })
  await visitor.sees({ role: 'figure', within: dialog }, /./)
  await visitor.press({ role: 'button', name: 'Close', within: dialog })

  await visitor.seesNothing(dialog)
})

test('a chat is renamed and deleted', async ({ visitor }) => {
  await visitor.open()
  await askAndWait(visitor, HOOK)

  await visitor.press({ role: 'button', name: 'Chat options' })
  await visitor.press({ role: 'menuitem', name: 'Rename' })
  await visitor.press({ role: 'textbox', name: 'Title', within: dialog })
  await visitor.type('First lines: ')
  await visitor.press({ role: 'button', name: 'Rename', within: dialog })
  await visitor.seesNothing(dialog)
  await visitor.sees(chatList, /First lines/)

  await visitor.press({ role: 'button', name: 'Chat options' })
  await visitor.press({ role: 'menuitem', name: 'Delete' })
  await visitor.press({ role: 'button', name: 'Delete', within: dialog })
  await visitor.seesNothing({ role: 'link', within: chats })
  await visitor.sees(greeting)
})

test('an attached file is read and cited', async ({ visitor }, testInfo) => {
  const file = testInfo.outputPath('glaze-notes.md')
  writeFileSync(file, '# Glazes\n\nThe glaze Marabou needs three coats and dries for nine hours.\n')
  await visitor.open()

  await visitor.attach({ label: 'Attach files' }, file)
  await visitor.sees({ role: 'list', name: 'Attached files' }, /glaze-notes\.md.*bytes/s)
  await askAndWait(visitor, 'How many coats does the glaze Marabou need?')

  await visitor.sees(question, /glaze-notes\.md/)
  await visitor.sees(answer, /three coats/)
  await visitor.sees(sources, /glaze-notes\.md/)
})

test('a plan is made from a form, and a day of it is ticked', async ({ visitor }) => {
  const form: Place = { role: 'form', name: 'The coach has some questions' }
  await visitor.open()
  await ask(visitor, 'Make me a 30-day content plan')

  await visitor.sees(form)
  expect(await spaceUnderLegend(visitor)).toBeGreaterThanOrEqual(2)
  await visitor.press({ role: 'textbox', name: 'What do you create about?', within: form })
  await visitor.type('vegan baking')
  await visitor.press({ role: 'checkbox', name: 'TikTok', within: form })
  await visitor.press({ role: 'button', name: 'Continue', within: form })
  await visitor.sees(conversation, /0 of 30 done/)
  await isAnswered(visitor)
  await visitor.press({ role: 'button', name: 'Mark done', within: conversation })

  await visitor.sees(conversation, /1 of 30 done/)
  await visitor.sees({ role: 'button', name: 'Done', within: conversation })
})

test('a refresh begins a new session, and everything can be erased', async ({ visitor }) => {
  await visitor.open()
  await askAndWait(visitor, HOOK)
  await visitor.press({ role: 'link', name: 'New chat' })
  await visitor.sees(greeting)

  await visitor.refresh()
  await visitor.sees(greeting)
  await visitor.seesNothing({ role: 'link', within: chats })

  await askAndWait(visitor, HOOK)
  await visitor.press({ role: 'link', name: 'Your data' })
  await visitor.press({ role: 'button', name: 'Erase everything now' })
  await visitor.press({ role: 'button', name: 'Erase everything', within: dialog })
  await visitor.sees({ role: 'heading', name: 'Erased' })
  await visitor.sees({ role: 'list', name: 'What was erased' }, /1 chat.*Erased/s)
  await visitor.seesNothing({ role: 'link', within: chats })
})

/** WebKit places legends by rules of its own. */
const spaceUnderLegend = (visitor: Visitor) =>
  visitor.look(() => {
    const legend = document.querySelector('legend')
    const { bottom = 0 } = legend?.getBoundingClientRect() ?? {}
    return (legend?.nextElementSibling?.getBoundingClientRect().top ?? 0) - bottom
  })

async function ask(visitor: Visitor, text: string) {
  await visitor.press(message)
  await visitor.type(text + ENTER)
  await visitor.sees(question, text)
}

async function askAndWait(visitor: Visitor, text: string) {
  await ask(visitor, text)
  await visitor.sees(answer)
  await isAnswered(visitor)
  // A chat that gets its address is drawn by another route, without what was open in it.
  await expect.poll(visitor.path, OFTEN).toMatch(/^\/chat\//)
}

const isBusy = async (visitor: Visitor) =>
  (await visitor.attributeOf(conversation, 'aria-busy')) === 'true'

const isAnswered = (visitor: Visitor) => expect.poll(() => isBusy(visitor), OFTEN).toBe(false)
