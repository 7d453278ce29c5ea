/** What happens to a file between its choice and its arrival. */
import type { Page } from '@playwright/test'
import {
  askAndWait,
  attached,
  attachedFiles,
  composer,
  expect,
  open,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import {
  answeredPdf,
  grainyPicture,
  japanesePdf,
  kilnPdf,
  lockedPdf,
  notes,
  picture,
  renamedProgram,
  scannedPdf,
} from '../hub/sample-files.ts'

const heicPicture = {
  name: 'beach.heic',
  mimeType: 'image/heic',
  buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
}
const CHECKS = '**/check-file.worker-*.js'

test.describe('held back before the upload, with what to do', () => {
  test('scans, locked PDFs, programs, empty files and HEIC pictures in a message', async ({
    page,
  }) => {
    const uploads = watchUploads(page)
    await open(page)
    for (const { file, words } of [
      { file: scannedPdf, words: /no text in it.*Run text recognition/ },
      { file: lockedPdf, words: /locked with a password/ },
      { file: renamedProgram, words: /cannot be read/ },
      { file: notes('', 'empty.md'), words: /empty/ },
      { file: heicPicture, words: /Save it as JPEG/ },
    ]) {
      await attach(page, file)

      await expect(attached(page, file.name).getByRole('alert')).toHaveText(words)
      await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
    }
    expect(uploads).toEqual([])
  })

  test('a scanned PDF and a picture in the library', async ({ page }) => {
    const uploads = watchUploads(page)
    await open(page, '/library')

    await page.getByLabel('Add files').setInputFiles([scannedPdf, picture])

    const alerts = page.getByRole('alert')
    await expect(alerts).toHaveText([/scan\.pdf: .*no text in it/, /vase\.png: .*takes documents/])
    expect(uploads).toEqual([])
    await page.getByRole('button', { name: 'Dismiss scan.pdf' }).click()
    await expect(alerts).toHaveText([/vase\.png/])
  })
})

for (const [what, file] of [
  ['words', kilnPdf],
  ['an answer in its form alone', answeredPdf],
  ['Japanese in a font that is not in the file', japanesePdf],
] as const) {
  test(`a PDF with ${what} goes up and is taken`, async ({ page }) => {
    await open(page)

    await attach(page, file)

    await expect(attached(page, file.name)).toContainText(/bytes|KB/)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
}

test('without the checks the API decides', async ({ page, expectConsole }) => {
  expectConsole(/status of 415/)
  await page.route(CHECKS, (route) => route.abort())
  await open(page)

  await attach(page, notes('Words.', 'fine.md'), renamedProgram)

  await expect(attached(page, 'readme.txt').getByRole('alert')).toHaveText(/cannot be read/)
  await expect(attached(page, 'fine.md')).toContainText('6 bytes')
})

test('a huge picture is made smaller before it is sent', async ({ page, request }) => {
  test.slow() // drawing so much grain again takes a while, on a busy machine above all
  const huge = grainyPicture('grain.png', 2_400, 840)
  await open(page)

  await attach(page, huge)
  await expect(attached(page, 'grain.webp')).toContainText('KB', { timeout: 20_000 })
  await expect(attached(page, 'grain.webp').locator('img')).toHaveJSProperty('naturalWidth', 2_048)
  await askAndWait(page, 'Look at this.')

  const shown = questions(page).getByRole('img', { name: 'grain.webp' })
  await expect(shown).toHaveAttribute('src', /^http/)
  await expect(shown).toHaveJSProperty('naturalWidth', 2_048)
  await expect(shown).toHaveJSProperty('naturalHeight', 717)
  const stored = await request.get((await shown.getAttribute('src')) ?? '')
  expect(stored.headers()['content-type']).toBe('image/webp')
  expect((await stored.body()).length).toBeLessThan(huge.buffer.length / 2)
})

test('a picture of a usual size is sent as it is', async ({ page, request }) => {
  await open(page)

  await attach(page, picture)
  await askAndWait(page, 'Look at this vase.')

  const shown = questions(page).getByRole('img', { name: 'vase.png' })
  await expect(shown).toHaveAttribute('src', /^http/)
  const stored = await request.get((await shown.getAttribute('src')) ?? '')
  expect(await stored.body()).toEqual(picture.buffer)
})

test('several files can be dropped at once, and each is judged by itself', async ({ page }) => {
  await open(page)
  const dropped = await page.evaluateHandle(
    (program) => {
      const data = new DataTransfer()
      data.items.add(new File(['First words.'], 'one.md', { type: 'text/markdown' }))
      data.items.add(new File([new Uint8Array(program)], 'two.txt', { type: 'text/plain' }))
      data.items.add(new File(['Third.'], 'three.md', { type: 'text/markdown' }))
      return data
    },
    [...renamedProgram.buffer],
  )

  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: dropped })

  await expect(attachedFiles(page)).toHaveText([
    /one\.md.*12 bytes/,
    /two\.txt.*cannot be read/,
    /three\.md.*6 bytes/,
  ])
})

for (const [where, path, label] of [
  ['the list of chats', '/', 'Drop files to attach them to your message'],
  ['the page of the library', '/library', 'Drop files to add them to your library'],
] as const) {
  test(`a file may be dropped anywhere: on ${where}`, async ({ page }) => {
    await open(page, path)
    const dataTransfer = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['First words of it.'], 'one.md', { type: 'text/markdown' }))
      return data
    })
    const chats = page.getByRole('navigation').first()

    await chats.dispatchEvent('dragover', { dataTransfer })
    await expect(page.getByText(label)).toBeVisible()
    await chats.dispatchEvent('drop', { dataTransfer })

    await expect(page.getByText(label)).toHaveCount(0)
    await expect(page.getByRole('main')).toContainText('one.md')
  })
}

test('a file dropped where nothing takes it is refused in words, and not opened', async ({
  page,
}) => {
  await open(page, '/data')
  const isPrevented = await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['First words.'], 'one.md', { type: 'text/markdown' }))
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
    return !document.body.dispatchEvent(event)
  })

  expect(isPrevented).toBe(true)
  await expect(page.getByRole('alert')).toContainText('Files cannot be added here.')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('words that are dragged are none of its business', async ({ page }) => {
  await open(page)
  const isPrevented = await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.setData('text/plain', 'Some words')
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
    return !document.body.dispatchEvent(event)
  })

  expect(isPrevented).toBe(false)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('several pictures can be pasted at once', async ({ page }) => {
  await open(page)

  await composer(page).evaluate(
    (box, bytes) => {
      const clipboardData = new DataTransfer()
      for (const name of ['left.png', 'right.png']) {
        clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }))
      }
      const options = { clipboardData, bubbles: true, cancelable: true }
      box.dispatchEvent(new ClipboardEvent('paste', options))
    },
    [...picture.buffer],
  )

  await expect(attachedFiles(page)).toHaveText([/left\.png.*bytes/, /right\.png.*bytes/])
  await expect(attachedFiles(page).locator('img')).toHaveCount(2)
})

test('a file can be taken back while it is looked at', async ({ page }) => {
  const uploads = watchUploads(page)
  const checks = Promise.withResolvers<void>()
  await page.route(CHECKS, async (route) => {
    await checks.promise
    await route.continue().catch(() => {}) // whoever asked is gone
  })
  await open(page)
  await attach(page, notes('Words.', 'slow.md'))
  await expect(attached(page, 'slow.md')).toContainText('Checking…')
  await expect(composer(page)).toHaveAccessibleDescription('Waiting for slow.md')

  await page.getByRole('button', { name: 'Remove slow.md' }).click()
  checks.resolve()

  await expect(attachedFiles(page)).toHaveCount(0)
  await attach(page, notes('Others.', 'next.md'))
  await expect(attached(page, 'next.md')).toContainText('7 bytes')
  expect(uploads).toHaveLength(1)
})

test('an upload over a slow line shows how far it is, and can be cancelled', async ({ page }) => {
  await open(page)
  await slowUploads(page)
  const cancelled = page.waitForEvent('requestfailed', (request) => request.method() === 'PUT')
  const takenBack = page.waitForRequest((request) =>
    Boolean(request.postData()?.includes('attachments.delete')),
  )
  await attach(page, notes('Many words. '.repeat(200_000), 'long.md'))
  const bar = attached(page, 'long.md').getByRole('progressbar', { name: 'Uploading long.md' })
  await expect
    .poll(() => bar.evaluate((element: HTMLProgressElement) => element.value))
    .toBeGreaterThan(0)
  await expect(attached(page, 'long.md')).toHaveText(/\d+%/)

  await page.getByRole('button', { name: 'Remove long.md' }).click()

  await expect(attachedFiles(page)).toHaveCount(0)
  await Promise.all([cancelled, takenBack])
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(composer(page)).toBeFocused()
})

test('a file on its way into the library can be cancelled', async ({ page }) => {
  await open(page, '/library')
  await slowUploads(page)
  await page
    .getByLabel('Add files')
    .setInputFiles([notes('Many words. '.repeat(200_000), 'long.md'), notes('Few.', 'short.md')])
  await expect(page.getByRole('progressbar', { name: 'Uploading long.md' })).toBeVisible()
  await expect(page.getByText('Waiting…')).toBeVisible()

  await page.getByRole('button', { name: 'Cancel long.md' }).click()

  const own = page.getByRole('list', { name: 'Your files' }).getByRole('listitem')
  await expect(own).toHaveText([/short\.md/])
  await expect(page.getByRole('alert')).toHaveCount(0)
})

scriptedTest('an upload that broke can be tried again', async ({ page, hub, expectConsole }) => {
  expectConsole(/net::ERR_/)
  await open(page)
  hub.line.cut()
  await attach(page, picture)
  await expect(attached(page, 'vase.png').getByRole('alert')).toHaveText('The connection broke.')
  hub.line.mend()

  await page.getByRole('button', { name: 'Try again: vase.png' }).click()

  await expect(attached(page, 'vase.png')).toContainText('bytes')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(composer(page)).toBeFocused()
})

type FilePayload = { name: string; mimeType: string; buffer: Buffer }

async function attach(page: Page, ...files: FilePayload[]) {
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(files)
}

/** The addresses to which files are sent from now on. */
function watchUploads(page: Page) {
  const uploads: string[] = []
  page.on('request', (request) => {
    const isUpload = request.method() === 'PUT' || /library\/files$/.test(request.url())
    if (isUpload && request.method() !== 'GET') uploads.push(request.url())
  })
  return uploads
}

async function slowUploads(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 200_000,
  })
}
