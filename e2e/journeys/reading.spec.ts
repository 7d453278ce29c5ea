/** Answers in other scripts and with more than Markdown, as a reader sees them. */
import type { Locator } from '@playwright/test'
import {
  answers,
  ask,
  askAndWait,
  chats,
  composer,
  conversation,
  expect,
  open,
  scriptedTest,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

const styleOf = (element: Locator, property: 'direction' | 'textAlign') =>
  element.evaluate((node, name) => getComputedStyle(node)[name], property)

for (const { language, locale, question, title, answer, word } of [
  {
    language: 'Arabic',
    locale: 'ar-EG',
    question: 'كيف أبدأ قناة؟',
    title: 'خطة طويلة لبدء قناة عن صناعة الخزف في البيت وللمبتدئين',
    answer: 'ابدأ بفكرة واحدة.\n\n- اكتب ثلاثين خطافا\n\n| اليوم | Hook |\n|---|---|\n| 1 | b |',
    word: 'خطة',
  },
  {
    language: 'Hebrew',
    locale: 'he-IL',
    question: 'איך מתחילים?',
    title: 'תוכנית ארוכה לפתיחת ערוץ על קרמיקה בבית למתחילים ולמתקדמים',
    answer: 'מתחילים ברעיון אחד.\n\n- לכתוב\n\n| יום | Hook |\n|---|---|\n| 1 | b |',
    word: 'תוכנית',
  },
]) {
  scriptedTest.describe(`a chat in ${language}`, () => {
    scriptedTest.use({ locale })

    scriptedTest(
      'runs from right to left, and its title is cut at its end',
      async ({ page, hub }) => {
        hub.upstream.answers(answer).titles(title)
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
        // The first word is there to be read: cut at the other end, it would lie outside.
        const first = await row.evaluate((link, text) => {
          const words = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()
          if (!words) return undefined
          const range = document.createRange()
          range.setStart(words, 0)
          range.setEnd(words, text.length)
          const [word, box] = [range.getBoundingClientRect(), link.getBoundingClientRect()]
          return word.left >= box.left && word.right <= box.right && word.bottom <= box.bottom
        }, word)
        expect(first).toBe(true)
      },
    )
  })
}

scriptedTest('a title of two directions shows its first words', async ({ page, hub }) => {
  const title = 'Reels: כותרת ארוכה מאוד שלא נכנסת בשורה אחת של הרשימה'
  hub.upstream.answers('Begin.').titles(title)
  await open(page)
  await askAndWait(page, 'Hello')

  const row = chats(page).getByRole('link', { name: title })
  await expect(row).toBeVisible()
  const shown = await row.evaluate((link) => {
    const words = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()
    if (!words) return undefined
    const range = document.createRange()
    range.setStart(words, 'Reels: '.length)
    range.setEnd(words, 'Reels: כותרת'.length)
    const [word, box] = [range.getBoundingClientRect(), link.getBoundingClientRect()]
    return word.left >= box.left && word.right <= box.right && word.bottom <= box.bottom
  })
  expect(shown).toBe(true)
})

scriptedTest.describe('a chat in Japanese', () => {
  scriptedTest.use({ locale: 'ja-JP' })

  scriptedTest('has its bold words and its addresses end where they do', async ({ page, hub }) => {
    hub.upstream.answers('**リール（Reels）**を https://example.com/aで見て、**「重点」**内容。')
    await open(page)
    await askAndWait(page, 'リールとは？')

    const shown = answers(page).last()
    await expect(shown.locator('strong')).toHaveText(['リール（Reels）', '「重点」'])
    await expect(shown.getByRole('link')).toHaveAttribute('href', 'https://example.com/a')
  })
})

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

scriptedTest('what folds can be opened, and other tags are text', async ({ page, hub }) => {
  hub.upstream.answers(
    'H<sub>2</sub>O <marquee>x</marquee>\n\n<details>\n<summary>More</summary>\n\n- One\n\n</details>',
  )
  await open(page)
  await askAndWait(page, 'What is it?')

  const shown = answers(page).last()
  await expect(shown.locator('sub')).toHaveText('2')
  await expect(shown).toContainText('<marquee>x</marquee>')
  await expect(shown.getByText('One')).toBeHidden()
  await shown.getByText('More').click()
  await expect(shown.getByText('One')).toBeVisible()
})
