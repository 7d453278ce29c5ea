import { writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import {
  answers,
  askAndWait,
  attached,
  attachedFiles,
  coachAnswer,
  composer,
  expect,
  newChat,
  open,
  questions,
  sources,
  test,
} from '../fixtures.ts'
import { kilnPdf, notes } from '../hub/sample-files.ts'

const GLAZE = '# Glaze notes\n\nThe glaze Marabou needs three coats and dries for nine hours.\n'

test('files alone are a message, and later questions still know them', async ({ page }) => {
  await open(page)
  await attach(page, notes(GLAZE, 'glaze-notes.md'))
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(questions(page)).toContainText('glaze-notes.md')
  await coachAnswer(page)
  await expect(attachedFiles(page)).toHaveCount(0)

  const answer = await askAndWait(page, 'How many coats does the glaze Marabou need?')

  await expect(answer).toContainText('three coats')
  await expect(sources(answer).getByRole('link', { name: 'glaze-notes.md' })).toBeVisible()
})

test('files that cannot go with a message say so, the text stays, and the others go', async ({
  page,
}, testInfo) => {
  const huge = testInfo.outputPath('huge.txt')
  writeFileSync(huge, Buffer.alloc(21 * 2 ** 20, 'a'))
  await open(page)
  await composer(page).fill('Please read this.')
  const problem = (name: string) => attached(page, name).getByRole('alert')

  await test.step('too large', async () => {
    await page.getByLabel('Attach files', { exact: true }).setInputFiles(huge)
    await expect(problem('huge.txt')).toHaveText(/Larger than 20 MB/)
    await expect(composer(page)).toHaveValue('Please read this.')
    await page.getByRole('button', { name: 'Remove huge.txt' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
  })
  await test.step('another kind than its name says', async () => {
    await attach(page, { ...kilnPdf, name: 'photo.jpg', mimeType: 'image/jpeg' })
    await expect(problem('photo.jpg')).toHaveText(/not a picture/)
    await page.getByRole('button', { name: 'Remove photo.jpg' }).click()
  })
  await test.step('more than five', async () => {
    await attach(page, ...[1, 2, 3, 4, 5, 6].map((n) => notes(`Note ${n}`, `note-${n}.md`)))
    await expect(attachedFiles(page)).toHaveCount(5)
    await expect(composer(page)).toHaveAccessibleDescription(/up to 5 files/)
  })
  await test.step('taken back before it is sent', async () => {
    await page.getByRole('button', { name: 'Remove note-1.md' }).click()
    await expect(attachedFiles(page)).toHaveCount(4)
    await expect(composer(page)).toBeFocused()
  })
  await test.step('of a kind that cannot be read', async () => {
    await attach(page, { name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('ID3') })
    await expect(problem('song.mp3')).toHaveText(/PDF/)
    await expect(composer(page)).toHaveValue('Please read this.')
  })

  const answer = await askAndWait(page, 'What do my notes say?')
  await expect(answer).not.toBeEmpty()
  await expect(questions(page)).toContainText('note-2.md')
  await expect(questions(page)).not.toContainText('note-1.md')
  await expect(questions(page)).not.toContainText('song.mp3')
})

test.describe('in the library', () => {
  const own = (page: Page) => page.getByRole('list', { name: 'Your files' }).getByRole('listitem')

  test('one’s own files begin empty, and one that is ready shows the sentence it was found by: on hover, focus and touch', async ({
    page,
  }) => {
    await open(page, '/library')
    await expect(page.getByRole('heading', { name: 'Your files' })).toBeVisible()
    await expect(page.getByText('Nothing yet.')).toBeVisible()
    const playbooks = page.getByRole('list', { name: /playbooks/ }).getByRole('listitem')
    await expect(playbooks.filter({ hasText: 'hooks.md' })).toContainText('Ready')
    expect(await playbooks.count()).toBeGreaterThan(10)
    await expect(playbooks.getByRole('button')).toHaveCount(0)

    await test.step('a file that cannot be read says so', async () => {
      await addToLibrary(page, {
        name: 'song.mp3',
        mimeType: 'audio/mpeg',
        buffer: Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00'),
      })
      await expect(page.getByRole('alert')).toHaveText(/song\.mp3/)
      await expect(page.getByText('Nothing yet.')).toBeVisible()
    })

    await addToLibrary(page, notes(GLAZE, 'glaze-notes.md'))
    const ready = page.getByRole('button', { name: 'Ready' })
    const proof = page.getByRole('tooltip')
    const sentence = 'The glaze Marabou needs three coats and dries for nine hours.'
    await expect(ready).toHaveAccessibleDescription(`Found by: “${sentence}”`)
    await expect(proof).toBeHidden()

    await ready.hover()
    await expect(proof).toContainText(sentence)
    await expect(proof).toBeVisible()
    await proof.hover()
    await expect(proof).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(proof).toBeHidden()

    await page.mouse.move(0, 0)
    await ready.focus()
    await expect(proof).toBeInViewport({ ratio: 1 })
    await ready.blur()
    await expect(proof).toBeHidden()

    await ready.click()
    await expect(proof).toBeVisible()
  })

  test('a file is taken in, answers questions of this session alone, and can be removed', async ({
    page,
    anotherVisitor,
  }) => {
    const question = 'How many coats does the glaze Marabou need?'
    await open(page, '/library')
    await addToLibrary(page, notes(GLAZE, 'glaze-notes.md'))
    await expect(own(page)).toHaveText(/glaze-notes\.md.*Ready/, { useInnerText: false })

    await newChat(page)
    const answer = await askAndWait(page, question)
    await expect(answer).toContainText('three coats')
    await expect(sources(answer).getByRole('link', { name: 'glaze-notes.md' })).toBeVisible()

    await test.step('nobody else sees it', async () => {
      const other = await anotherVisitor()
      await open(other, '/library')
      await expect(other.getByText('Nothing yet.')).toBeVisible()
      await newChat(other)
      await askAndWait(other, question)
      await expect(answers(other)).not.toContainText('three coats')
    })

    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('button', { name: 'Remove glaze-notes.md' }).click()
    await expect(own(page)).toHaveCount(0)
    await expect(page.getByText('Nothing yet.')).toBeVisible()

    await newChat(page)
    await expect(await askAndWait(page, question)).not.toContainText('three coats')
  })
})

type FilePayload = { name: string; mimeType: string; buffer: Buffer }

async function attach(page: Page, ...files: FilePayload[]) {
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(files)
}

async function addToLibrary(page: Page, file: FilePayload) {
  await page.getByLabel('Add files').setInputFiles(file)
}
