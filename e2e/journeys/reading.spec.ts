/** Answers in other scripts and with more than Markdown, as a reader sees them. */
import type { Locator, Page } from '@playwright/test'
import {
  answers,
  ask,
  askAndWait,
  chats,
  coachAnswer,
  composer,
  conversation,
  expect,
  newChat,
  open,
  questions,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

const styleOf = (element: Locator, property: 'direction' | 'textAlign') =>
  element.evaluate((node, name) => getComputedStyle(node)[name], property)

scriptedTest.describe('for a reader in Arabic', () => {
  scriptedTest.use({ locale: 'ar-EG' })

  scriptedTest(
    'a chat runs from right to left, and titles are cut at their end',
    async ({ page, hub }) => {
      const title = 'خطة طويلة لبدء قناة عن صناعة الخزف في البيت وللمبتدئين'
      hub.upstream
        .answers(
          'ابدأ بفكرة واحدة.\n\n- اكتب ثلاثين خطافا\n\n| اليوم | Hook |\n|---|---|\n| 1 | b |',
          'Begin.',
        )
        .titles(title)
      const question = 'كيف أبدأ قناة؟'
      await open(page)
      await composer(page).fill(question)
      expect(await styleOf(composer(page), 'direction')).toBe('rtl')
      await askAndWait(page, question)

      const shown = answers(page).last()
      for (const element of [
        conversation(page).getByText(question).first(),
        shown.getByRole('paragraph').first(),
        shown.getByRole('listitem'),
        shown.getByRole('table'),
      ]) {
        await expect(element).toHaveCSS('direction', 'rtl')
      }
      expect(await styleOf(page.locator('html'), 'direction')).toBe('ltr')
      const row = chats(page).getByRole('link', { name: title })
      await expect(row).toBeVisible()
      expect(await isWordShown(row, 'خطة')).toBe(true)

      await test.step('of two directions', async () => {
        const mixed = 'Reels: כותרת ארוכה מאוד שלא נכנסת בשורה אחת של הרשימה'
        hub.upstream.titles(mixed)
        await newChat(page)
        await askAndWait(page, 'Hello')
        const other = chats(page).getByRole('link', { name: mixed })
        await expect(other).toBeVisible()
        expect(await isWordShown(other, 'כותרת')).toBe(true)
      })
    },
  )
})

/** A word of a title is there to be read: where the title is cut at the wrong end, it lies outside. */
const isWordShown = (row: Locator, text: string) =>
  row.evaluate((link, searched) => {
    const words = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()
    if (!words) return undefined
    const at = words.textContent?.indexOf(searched) ?? -1
    const range = document.createRange()
    range.setStart(words, at)
    range.setEnd(words, at + searched.length)
    const [word, box] = [range.getBoundingClientRect(), link.getBoundingClientRect()]
    return word.left >= box.left && word.right <= box.right && word.bottom <= box.bottom
  }, text)

scriptedTest(
  'thoughts in the text are shown as thoughts, while they come and after',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'How do I begin?')

    await held.say('<thi')
    await held.say('nk>Weighing a first step')
    await expect(page.getByRole('button', { name: 'Answer now' })).toBeVisible()
    await expect(answers(page)).toHaveCount(0)
    await held.say('</think>\n\nStart **small**.')
    await expect(answers(page).last()).toContainText('Start small.')
    await expect(answers(page).last()).not.toContainText('think')
    await held.finish()

    await conversation(page).locator('summary').first().click()
    await expect(conversation(page)).toContainText('Weighing a first step')
  },
)

scriptedTest(
  'what folds can be opened, other tags are text, and Japanese words and addresses end where they do',
  async ({ page, hub }) => {
    hub.upstream.answers(
      'H<sub>2</sub>O <marquee>x</marquee>\n\n<details>\n<summary>More</summary>\n\n- One\n\n</details>',
      '**リール（Reels）**を https://example.com/aで見て、**「重点」**内容。',
    )
    await open(page)
    const folded = await askAndWait(page, 'What is it?')

    await expect(folded.locator('sub')).toHaveText('2')
    await expect(folded).toContainText('<marquee>x</marquee>')
    await expect(folded.getByText('One')).toBeHidden()
    await folded.getByText('More').click()
    await expect(folded.getByText('One')).toBeVisible()

    const japanese = await askAndWait(page, 'リールとは？')
    await expect(japanese.locator('strong')).toHaveText(['リール（Reels）', '「重点」'])
    await expect(japanese.getByRole('link')).toHaveAttribute('href', 'https://example.com/a')
  },
)

test.describe('the place in a conversation', () => {
  const LONG = `${'A line of the answer, long enough to be read.\n\n'.repeat(60)}The end of it.`

  /** How far below the top of the view, in pixels. */
  const depth = async (page: Page, what: Locator) => {
    const [view, box] = [await conversation(page).boundingBox(), await what.boundingBox()]
    return (box?.y ?? Number.NaN) - (view?.y ?? Number.NaN)
  }
  const scrolled = (page: Page) => conversation(page).evaluate((log) => Math.round(log.scrollTop))

  scriptedTest(
    'a question goes to the top, and the answer grows below it without moving',
    async ({ page, hub }) => {
      const answer = new HeldAnswer()
      hub.upstream.answers(LONG, answer.script)
      await page.setViewportSize({ width: 390, height: 844 })
      await open(page)
      await askAndWait(page, 'First question')
      await ask(page, 'Second question')
      await answer.say('A beginning. ')
      await expect(answers(page).last()).toContainText('A beginning.')
      await expect.poll(() => depth(page, questions(page).last())).toBeLessThan(40)
      const place = await scrolled(page)

      await answer.say(LONG)
      await expect(answers(page).last()).toContainText('The end of it.')

      expect(await depth(page, questions(page).last())).toBeGreaterThan(0)
      expect(await scrolled(page)).toBe(place)

      await page.getByRole('button', { name: 'Jump to latest' }).click()
      await expect(page.getByText('The end of it.').last()).toBeInViewport()
      await answer.say('\n\nStill more.')
      await expect(page.getByText('Still more.')).toBeInViewport()
      await answer.finish()
      await coachAnswer(page)
    },
  )

  scriptedTest('a view that grows keeps the question at its top', async ({ page, hub }) => {
    const answer = new HeldAnswer()
    hub.upstream.answers(LONG, answer.script)
    await page.setViewportSize({ width: 390, height: 450 })
    await open(page)
    await askAndWait(page, 'First question')
    await composer(page).fill('one\ntwo\nthree')
    await page.getByRole('button', { name: 'Send' }).click()
    await answer.say('A beginning. ')
    await expect(answers(page).last()).toContainText('A beginning.')

    // As when a phone's keyboard closes.
    await page.setViewportSize({ width: 390, height: 844 })

    await expect.poll(() => depth(page, questions(page).last())).toBeLessThan(40)
    await answer.finish()
    await coachAnswer(page)
  })

  scriptedTest(
    'a message that cannot be sent leaves the view where it was, and a chat that is opened again shows its end',
    async ({ page, hub, expectConsole }) => {
      expectConsole(/net::ERR_FAILED/)
      hub.upstream.answers(LONG, LONG, 'Short.')
      await open(page)
      await askAndWait(page, 'First question')
      await askAndWait(page, 'Second question')
      await page.getByRole('button', { name: 'Jump to latest' }).click()
      const place = await scrolled(page)
      await page.route('**/chatkit', (route) => route.abort())

      await composer(page).fill('Third question')
      await page.getByRole('button', { name: 'Send' }).click()

      await expect(page.getByRole('alert')).toContainText('cannot be reached', { timeout: 25_000 })
      await expect(composer(page)).toHaveValue('Third question')
      await expect.poll(async () => (await scrolled(page)) - place).toBeGreaterThanOrEqual(0)
      await page.unroute('**/chatkit')

      await test.step('a question longer than the view leaves room for its answer', async () => {
        await newChat(page)
        await askAndWait(page, 'A long question. '.repeat(400).trim())
        await expect(answers(page)).toBeInViewport({ ratio: 1 })
        await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0)
      })

      await chats(page).getByRole('link').last().click()
      await expect(questions(page)).toContainText(['First question', 'Second question'])
      await expect(page.getByText('The end of it.').last()).toBeInViewport()
    },
  )

  scriptedTest(
    'a reader who has scrolled away is left there, also when a queued message goes by itself',
    async ({ page, hub }) => {
      const answer = new HeldAnswer()
      hub.upstream.answers(LONG, answer.script, LONG)
      await open(page)
      await askAndWait(page, 'First question')
      await ask(page, 'Second question')
      await answer.say('A beginning. ')
      await expect(answers(page).last()).toContainText('A beginning.')
      await composer(page).fill('Third question')
      await composer(page).press('Enter')
      await conversation(page).hover()
      await page.mouse.wheel(0, -900)
      await expect.poll(() => scrolled(page)).toBeLessThan(2_400)
      const place = await scrolled(page)

      await answer.say(LONG)
      await expect(answers(page).last()).toContainText('The end of it.')
      expect(await scrolled(page)).toBe(place)
      await answer.finish()
      await expect(questions(page)).toHaveCount(3)
      await coachAnswer(page)

      expect(await scrolled(page)).toBe(place)
    },
  )

  scriptedTest(
    'a reader who turns the phone goes on reading the same words',
    async ({ page, hub }) => {
      const paragraphs = Array.from(
        { length: 80 },
        (_, i) => `Paragraph ${i}. ${'Words of it. '.repeat(12)}`,
      )
      hub.upstream.answers(paragraphs.join('\n\n'))
      await page.setViewportSize({ width: 390, height: 844 })
      await open(page)
      await askAndWait(page, 'First question')
      await conversation(page).hover()
      await page.mouse.wheel(0, 5_000)
      const top = () =>
        conversation(page).evaluate((log) => {
          const { top: edge } = log.getBoundingClientRect()
          const seen = [...log.querySelectorAll('p')].find(
            (each) =>
              each.getBoundingClientRect().top >= edge && each.textContent?.startsWith('Para'),
          )
          return Number(/\d+/.exec(seen?.textContent ?? '')?.[0])
        })
      await expect.poll(top).toBeGreaterThan(10)
      const before = await top()

      await page.setViewportSize({ width: 844, height: 390 })

      await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
    },
  )

  test('a plan opens at its first day, and on paper its chat is whole: title, all days, sources, and nothing to press', async ({
    page,
  }) => {
    const desk = page.viewportSize() ?? { width: 1280, height: 720 }
    await page.setViewportSize({ width: 390, height: 844 })
    await open(page)
    await ask(page, 'Make me a 30-day content plan')
    const form = page.getByRole('form', { name: /coach has/ })
    await form.getByRole('button', { name: 'Skip all' }).click()
    const days = page.getByRole('button', { name: 'Mark done' })
    await expect(days.nth(29)).toBeAttached()
    const answer = await coachAnswer(page)

    // The answer is read from its beginning, and the plan comes with the next screen.
    await expect(page.getByText('You skipped the questions.')).toBeInViewport()
    await expect(days.last()).not.toBeInViewport()
    await page.getByRole('button', { name: 'Jump to latest' }).click()
    await expect(days.last()).toBeInViewport()

    await page.setViewportSize(desk)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })

    await expect(page.getByRole('heading', { level: 1, name: '30-day content plan' })).toBeVisible()
    await expect(sources(answer)).toContainText('30-day-content-plan.md')
    await expect(page.getByText(/^Wed 30 Dec|Day 30|30 Dec/).last()).toBeVisible()
    await expect(page.locator('button:visible, textarea:visible, nav:visible')).toHaveCount(0)
    const { clipped, background } = await conversation(page).evaluate((log) => ({
      clipped: [log, ...log.querySelectorAll(':not(.visually-hidden)')].filter(
        (box) =>
          getComputedStyle(box).overflowY !== 'visible' && box.scrollHeight > box.clientHeight + 1,
      ).length,
      background: getComputedStyle(document.documentElement).backgroundColor,
    }))
    expect(clipped).toBe(0)
    expect(background).toBe('rgb(255, 255, 255)')
  })
})
