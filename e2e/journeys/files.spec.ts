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
  NOT_FOUND,
  open,
  questions,
  sources,
  test,
} from '../fixtures.ts'
import { kilnPdf, notes, picture, wordFile } from '../hub/sample-files.ts'

const GLAZE = '# Glaze notes\n\nThe glaze Marabou needs three coats and dries for nine hours.\n'

test.describe('in a message', () => {
  const documents = [
    {
      file: notes(GLAZE, 'glaze-notes.md'),
      question: 'How many coats does the glaze Marabou need?',
      fact: 'three coats',
    },
    {
      file: kilnPdf,
      question: 'At how many degrees does the kiln Zephyrine fire?',
      fact: '1240',
    },
    {
      file: wordFile(
        'wheel.docx',
        'About the wheel',
        'The wheel Ottoline turns at 85 rounds a minute.',
      ),
      question: 'How fast does the wheel Ottoline turn?',
      fact: '85 rounds',
    },
  ]
  for (const { file, question, fact } of documents) {
    test(`${file.name} is read, and the answer names it as its source`, async ({ page }) => {
      await open(page)

      await attach(page, file)
      await expect(attached(page, file.name)).toBeVisible()
      const answer = await askAndWait(page, question)

      await expect(questions(page)).toContainText(file.name)
      await expect(answer).toContainText(fact)
      await expect(sources(answer).getByRole('link', { name: file.name })).toBeVisible()
      await expect(attachedFiles(page)).toHaveCount(0)
    })
  }

  test('files alone are a message, and later questions still know them', async ({ page }) => {
    await open(page)
    await attach(page, notes(GLAZE, 'glaze-notes.md'))
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(questions(page)).toContainText('glaze-notes.md')
    await coachAnswer(page)

    const answer = await askAndWait(page, 'How many coats does the glaze Marabou need?')

    await expect(answer).toContainText('three coats')
    await expect(sources(answer).getByRole('link', { name: 'glaze-notes.md' })).toBeVisible()
  })

  test('a picture is shown small before it is sent, and in the chat after', async ({ page }) => {
    await open(page)

    await attach(page, picture)
    await expect(attached(page, 'vase.png').locator('img')).toHaveJSProperty('complete', true)
    await askAndWait(page, 'Look at this vase.')

    const shown = questions(page).getByRole('img', { name: 'vase.png' })
    await expect(shown).toBeVisible()
    await expect(shown).not.toHaveJSProperty('naturalWidth', 0)
  })

  test('a file can be taken back before it is sent', async ({ page }) => {
    await open(page)
    await attach(page, notes(GLAZE, 'keep.md'), notes('Not this one.', 'drop.md'))
    await expect(attachedFiles(page)).toHaveCount(2)

    await page.getByRole('button', { name: 'Remove drop.md' }).click()

    await expect(attachedFiles(page)).toHaveCount(1)
    await expect(composer(page)).toBeFocused()
    await askAndWait(page, 'What do my notes say?')
    await expect(questions(page)).toContainText('keep.md')
    await expect(questions(page)).not.toContainText('drop.md')
  })

  test('a file that is too large says so, and the text stays', async ({ page }, testInfo) => {
    const huge = testInfo.outputPath('huge.txt')
    writeFileSync(huge, Buffer.alloc(21 * 2 ** 20, 'a'))
    await open(page)
    await composer(page).fill('Please read this.')

    await page.getByLabel('Attach files', { exact: true }).setInputFiles(huge)

    await expect(attached(page, 'huge.txt').getByRole('alert')).toHaveText(/Larger than 20 MB/)
    await expect(composer(page)).toHaveValue('Please read this.')
    await page.getByRole('button', { name: 'Remove huge.txt' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
  })

  test('a file of a kind that cannot be read says so, and the text stays', async ({ page }) => {
    await open(page)
    await composer(page).fill('Please listen.')

    await attach(page, { name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('ID3') })

    await expect(attached(page, 'song.mp3').getByRole('alert')).toHaveText(/PDF/)
    await expect(composer(page)).toHaveValue('Please listen.')
    const answer = await send(page)
    await expect(answer).not.toBeEmpty()
    await expect(questions(page)).not.toContainText('song.mp3')
  })

  test('a file that lies about its kind says so', async ({ page }) => {
    await open(page)

    await attach(page, { ...kilnPdf, name: 'photo.jpg', mimeType: 'image/jpeg' })

    await expect(attached(page, 'photo.jpg').getByRole('alert')).toHaveText(/not a picture/)
  })

  test('more than five files are too many, and the first five stay', async ({ page }) => {
    await open(page)

    await attach(page, ...[1, 2, 3, 4, 5, 6].map((n) => notes(`Note ${n}`, `note-${n}.md`)))

    await expect(attachedFiles(page)).toHaveCount(5)
    await expect(composer(page)).toHaveAccessibleDescription(/up to 5 files/)
  })

  test('files can be dropped on the composer', async ({ page }) => {
    await open(page)
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['Dropped words.'], 'dropped.md', { type: 'text/markdown' }))
      return data
    })

    await composer(page).dispatchEvent('drop', { dataTransfer: dropped })

    await expect(attached(page, 'dropped.md')).toBeVisible()
  })
})

test.describe('in the library', () => {
  test('one’s own files begin empty, beside playbooks that cannot be changed', async ({ page }) => {
    await open(page, '/library')

    await expect(page.getByRole('heading', { name: 'Your files' })).toBeVisible()
    await expect(page.getByText('Nothing yet.')).toBeVisible()
    const playbooks = page.getByRole('list', { name: /playbooks/ }).getByRole('listitem')
    await expect(playbooks.filter({ hasText: 'hooks.md' })).toContainText('Ready')
    expect(await playbooks.count()).toBeGreaterThan(10)
    await expect(playbooks.getByRole('button')).toHaveCount(0)
  })

  test('a file is taken in, answers questions, and can be removed', async ({ page }) => {
    await open(page, '/library')
    await addToLibrary(page, notes(GLAZE, 'glaze-notes.md'))
    const own = page.getByRole('list', { name: 'Your files' }).getByRole('listitem')
    await expect(own).toHaveText(/glaze-notes\.md.*Ready/, { useInnerText: false })

    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    const answer = await askAndWait(page, 'How many coats does the glaze Marabou need?')
    await expect(answer).toContainText('three coats')
    await expect(sources(answer).getByRole('link', { name: 'glaze-notes.md' })).toBeVisible()

    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('button', { name: 'Remove glaze-notes.md' }).click()
    await expect(own).toHaveCount(0)
    await expect(page.getByText('Nothing yet.')).toBeVisible()

    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    await expect(
      await askAndWait(page, 'How many coats does the glaze Marabou need?'),
    ).not.toContainText('three coats')
  })

  test('a file that is ready shows the sentence it was found by: on hover, focus and touch', async ({
    page,
  }) => {
    await open(page, '/library')
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

  test('a file that cannot be read says so', async ({ page }) => {
    await open(page, '/library')

    await addToLibrary(page, {
      name: 'song.mp3',
      mimeType: 'audio/mpeg',
      buffer: Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00'),
    })

    await expect(page.getByRole('alert')).toHaveText(/song\.mp3/)
    await expect(page.getByText('Nothing yet.')).toBeVisible()
  })

  test('nobody else sees the files of a session', async ({ page, anotherVisitor }) => {
    await open(page, '/library')
    await addToLibrary(page, notes(GLAZE, 'glaze-notes.md'))
    await expect(page.getByRole('button', { name: 'Remove glaze-notes.md' })).toBeVisible()
    await expect(page.getByText('Reading…')).toHaveCount(0)

    const other = await anotherVisitor()
    await open(other, '/library')
    await expect(other.getByText('Nothing yet.')).toBeVisible()
    await other.getByRole('link', { name: 'New chat', exact: true }).click()
    await askAndWait(other, 'How many coats does the glaze Marabou need?')

    await expect(answers(other)).not.toContainText('three coats')
  })
})

test('an attached picture is gone with its session', async ({ page, request, expectConsole }) => {
  expectConsole(NOT_FOUND)
  await open(page)
  await attach(page, picture)
  await askAndWait(page, 'Look at this vase.')
  const shown = questions(page).getByRole('img', { name: 'vase.png' })
  const address = (await shown.getAttribute('src')) ?? ''
  expect((await request.get(address)).status()).toBe(200)

  await page.reload()

  await expect.poll(async () => (await request.get(address)).status()).toBe(404)
})

type FilePayload = { name: string; mimeType: string; buffer: Buffer }

async function attach(page: Page, ...files: FilePayload[]) {
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(files)
}

async function addToLibrary(page: Page, file: FilePayload) {
  await page.getByLabel('Add files').setInputFiles(file)
}

async function send(page: Page) {
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(questions(page)).toHaveCount(1)
  return coachAnswer(page)
}
