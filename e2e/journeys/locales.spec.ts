/** Readers whose language, script or calendar is another one than the page's. */
import type { Page } from '@playwright/test'
import {
  answers,
  askAndWait,
  chats,
  composer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
} from '../fixtures.ts'
import { budgetSpent, isMessage, REFUSED, refuse } from '../hub/refusals.ts'
import { notes } from '../hub/sample-files.ts'
import { calls } from '../hub/scripted-hub.ts'

const READERS = [
  {
    locale: 'ar-EG',
    timezoneId: 'Africa/Cairo',
    question: 'خطط لي محتوى عن الخزف',
    answer: 'ابدأ **بفكرة واحدة** واضحة.',
    title: 'شهر من الخزف',
    hook: 'لماذا لا يبرد الفرن؟',
    file: 'ملاحظات.md',
    direction: 'rtl',
    day: /[٠-٩]{2}.*[٠-٩]{4}.*[٠-٩]{1,2}:[٠-٩]{2}/,
    time: /at .*[٠-٩]{1,2}:[٠-٩]{2}/,
  },
  {
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    question: 'Plane mir Beiträge über Töpfern',
    answer: 'Beginne mit **einer** Idee.',
    title: 'Ein Monat Ton',
    hook: 'Warum der Ofen nie abkühlt',
    file: 'Glasur-Notizen für Müller & Söhne.md',
    direction: 'ltr',
    day: /\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}/,
    time: /at 0[12]:00/,
  },
]

for (const reader of READERS) {
  const { locale, timezoneId, question, answer, title, hook, file, direction, day, time } = reader
  scriptedTest.describe(locale, () => {
    scriptedTest.use({ locale, timezoneId })

    scriptedTest(
      'words keep their direction, and times are written as the reader writes them',
      async ({ page, hub, expectConsole }) => {
        expectConsole(REFUSED)
        const days = [{ day: 1, format: 'Reel', hook }]
        hub.upstream
          .answers(
            calls('ask_creator', { facts: ['niche', 'platforms'] }),
            calls('make_plan', { title, start_date: '2026-11-30', days }),
            answer,
          )
          .titles(title)
        await open(page)
        await composer(page).fill(question)
        await page.getByRole('button', { name: 'Send' }).click()
        const form = page.getByRole('form', { name: 'The coach has some questions' })
        await form.getByRole('textbox').first().fill(question)
        await form.getByRole('button', { name: 'Continue' }).click()

        await expect(conversation(page).getByRole('heading', { name: title })).toBeVisible()
        await expect(questions(page).getByText(question)).toHaveCSS('direction', direction)
        await expect(conversation(page).getByText(hook)).toHaveCSS('direction', direction)
        await expect(chats(page).getByRole('link').getByText(title)).toHaveCSS(
          'direction',
          direction,
        )
        await conversation(page).getByRole('button', { name: 'Mark done' }).click()
        await expect(conversation(page)).toContainText('1 of 1 done')

        await refuse(page, isMessage, budgetSpent(), 1)
        await composer(page).fill(question)
        await page.getByRole('button', { name: 'Send' }).click()
        await expect(page.getByRole('main').getByRole('alert')).toContainText(time)
        await askAndWait(page, question)
        await expect(answers(page).last()).toContainText(answer.replaceAll('**', ''))
        await expect(answers(page).last().getByRole('paragraph').last()).toHaveCSS(
          'direction',
          direction,
        )

        await page.getByRole('link', { name: 'Library' }).click()
        await page.getByLabel('Add files').setInputFiles(notes(answer, file))
        await expect(page.getByRole('button', { name: `Remove ${file}` })).toBeVisible()
        await expect(nameOfFile(page, file)).toHaveCSS('direction', direction)
        await page.getByRole('link', { name: 'Your data' }).click()
        await expect(page.getByRole('main').getByRole('time')).toHaveText(day)
        await expect(page.getByRole('main')).toContainText(file)
      },
    )
  })
}

const nameOfFile = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Your files' }).getByText(name)
