/** What a visitor gets from the coach that quotes the library, without a model. */
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { fileQuestions, isMet } from '../../backend/test/evaluation/load.ts'
import {
  answers,
  askAndWait,
  attached,
  coachAnswer,
  conversation,
  expect,
  newChat,
  open,
  questions,
  sources,
  test,
} from '../fixtures.ts'

const documents = join(import.meta.dirname, '../../backend/test/evaluation/files/open')
/** One of each kind of file. */
const fileIds = ['f-open-033', 'f-open-039', 'f-open-049', 'f-open-024', 'f-open-008']
const SEVERAL = 'what should i sell first? course, coaching, ebook, membership, idk'

/** Headings of the answer's own text; the list of sources has one too. */
const headings = (answer: Locator) =>
  answer.getByRole('heading', { level: 2 }).filter({ hasNotText: 'Sources' })
const heading = (answer: Locator) => headings(answer).first()
const suggestions = (page: Page) => page.getByRole('group', { name: 'Suggestions' })

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('each starter prompt is answered with a section of the library', async ({ page }) => {
    await open(page)
    for (const [starter, section] of [
      ['Hook templates', /^Hook templates/],
      ['Content strategy', /pillars/],
      ['Ideal client profile', /ideal client/],
      ['Script templates', /[Ss]cript template/],
    ] as const) {
      await test.step(starter, async () => {
        await page.getByRole('button', { name: starter }).click()

        const answer = await coachAnswer(page)
        await expect(questions(page)).toHaveCount(1)
        await expect(heading(answer)).toHaveText(section)
        await expect(answer.getByRole('link', { name: 'Source 1' }).first()).toBeVisible()
        await expect(sources(answer).getByRole('link').first()).toBeVisible()
        await expectNoSidewaysScroll(page)
        await takePicture(page, starter)
        await newChatOnPhone(page)
      })
    }
  })

  test('a choice of sections is offered, and the one that is pressed is quoted', async ({
    page,
  }) => {
    await open(page)
    const offer = await askAndWait(page, SEVERAL)
    await expect(offer).toContainText('Which one helps?')
    await expect(headings(offer)).toHaveCount(0)
    const choices = suggestions(page).getByRole('button')
    await expect(choices).toHaveCount(3)
    const chosen = (await choices.nth(1).textContent()) ?? ''
    await expect(offer.getByText(chosen, { exact: true })).toHaveCount(0)
    await expect(sources(offer).getByRole('link').first()).toBeVisible()
    await takePicture(page, 'choice')

    await choices.nth(1).click()

    await expect(questions(page)).toHaveCount(2)
    await expect(answers(page)).toHaveCount(2)
    await expect(heading(await coachAnswer(page))).toHaveText(chosen)
    await takePicture(page, 'chosen')
  })

  test('a question on a file of each kind is answered from it', async ({ page }) => {
    await open(page)
    for (const { id, file, question, expected } of fileQuestions('open')) {
      if (!fileIds.includes(id)) continue
      await test.step(file, async () => {
        await page.getByLabel('Attach files').setInputFiles(join(documents, file))
        await expect(attached(page, file)).toContainText('KB')

        const answer = await askAndWait(page, question)

        await expect(questions(page)).toContainText(file)
        expect(isMet(expected, (await answer.textContent()) ?? '')).toBe(true)
        await expect(sources(answer).getByRole('link', { name: file })).toBeVisible()
        await expectNoSidewaysScroll(page)
        await takePicture(page, file)
        await newChatOnPhone(page)
      })
    }
  })
})

test('the same question again, and “three more”, bring something that was not there yet', async ({
  page,
}) => {
  await open(page)
  const question = 'Give me hook templates I can use for short videos.'
  const first = await askAndWait(page, question)
  const text = await first.getByRole('paragraph').allTextContents()
  const known = await headings(first).allTextContents()

  const second = await askAndWait(page, 'three more')
  await expect(heading(second)).toContainText(/hook/i)
  expect(known).not.toContain(await heading(second).textContent())
  await expect(sources(second).getByRole('link').first()).toBeVisible()

  const third = await askAndWait(page, question)
  await expect(answers(page)).toHaveCount(3)
  expect(await third.getByRole('paragraph').allTextContents()).not.toEqual(text)
  await expect(third).toContainText(/I have (shown you|nothing else)/)
  await takePicture(page, 'twice')
})

test('what the library does not hold, and what takes a model, is declined in a sentence', async ({
  page,
}) => {
  await open(page)

  await test.step('nothing close is quoted', async () => {
    const answer = await askAndWait(page, 'how do I set up google tag manager for my webinar page')

    await expect(answer.getByRole('paragraph').first()).toHaveText(
      /^I did not find this in the library\./,
    )
    await expect(answer.getByRole('paragraph')).toHaveCount(1)
    await expect(headings(answer)).toHaveCount(0)
    await expect(sources(answer)).toHaveCount(0)
    await takePicture(page, 'weak')
  })

  await test.step('what is closest can be pressed', async () => {
    const closest = suggestions(page).getByRole('button').first()
    const chosen = (await closest.textContent()) ?? ''

    await closest.click()

    await expect(answers(page)).toHaveCount(2)
    await expect(heading(await coachAnswer(page))).toHaveText(chosen)
  })

  await newChat(page)
  await test.step('a task is declined with how to switch a model on', async () => {
    const answer = await askAndWait(page, 'Translate this to French: good bread takes time')

    await expect(answer.getByRole('paragraph').first()).toHaveText(
      /^I cannot translate.*OPENAI_API_KEY/,
    )
    await takePicture(page, 'task')
  })
})

test('an introduction and a thanks get one line, and what was said is remembered', async ({
  page,
}) => {
  await open(page)

  for (const words of ['hi, I’m Lena, I run a bakery in Ghent', 'thanks a lot!']) {
    const answer = await askAndWait(page, words)
    await expect(answer.getByRole('paragraph')).toHaveCount(1)
    await expect(sources(answer)).toHaveCount(0)
  }

  const remembered = await askAndWait(page, 'What did I tell you about my bakery?')
  await expect(remembered).toContainText('You said: “hi, I’m Lena, I run a bakery in Ghent”')
  await takePicture(page, 'said')
})

async function newChatOnPhone(page: Page) {
  await page.getByRole('button', { name: 'Open menu' }).click()
  await newChat(page)
}

async function expectNoSidewaysScroll(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  const log = conversation(page)
  expect(await log.evaluate((it) => it.scrollWidth - it.clientWidth)).toBeLessThanOrEqual(0)
}

async function takePicture(page: Page, name: string) {
  const folder = process.env.PICTURES
  if (!folder) return
  const width = page.viewportSize()?.width
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: width ?? 0, height: 1700 })
    await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) })
  }
}
