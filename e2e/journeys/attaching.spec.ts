/** What happens to a file between its choice and its arrival. */
import type { Page } from '@playwright/test'
import {
  askAndWait,
  attached,
  attachedFiles,
  composer,
  expect,
  NOT_FOUND,
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

test('scans, locked PDFs, programs, empty files and HEIC pictures are held back, with what to do', async ({
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

test('PDFs with words, with an answer in their form alone and in Japanese are taken, and a picture is sent as it is', async ({
  page,
  request,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  await open(page)

  for (const file of [kilnPdf, answeredPdf, japanesePdf]) {
    await attach(page, file)
    await expect(attached(page, file.name)).toContainText(/bytes|KB/)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.getByRole('button', { name: `Remove ${file.name}` }).click()
  }
  await expect(attachedFiles(page)).toHaveCount(0)

  await attach(page, picture)
  await expect(attached(page, 'vase.png').locator('img')).toHaveJSProperty('complete', true)
  await askAndWait(page, 'Look at this vase.')

  const shown = questions(page).getByRole('img', { name: 'vase.png' })
  await expect(shown).toHaveAttribute('src', /^http/)
  await expect(shown).toBeVisible()
  await expect(shown).not.toHaveJSProperty('naturalWidth', 0)
  const address = (await shown.getAttribute('src')) ?? ''
  const stored = await request.get(address)
  expect(await stored.body()).toEqual(picture.buffer)

  await test.step('it is gone with its session', async () => {
    await page.reload()
    await expect.poll(async () => (await request.get(address)).status()).toBe(404)
  })
})

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

test('files can be dropped anywhere, and where nothing takes them that is told', async ({
  page,
}) => {
  await open(page)
  const sidebar = page.getByRole('navigation').first()
  const oneFile = () =>
    page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['First words of it.'], 'dropped.md', { type: 'text/markdown' }))
      return data
    })

  await test.step('words that are dragged are none of its business', async () => {
    const isPrevented = await page.evaluate(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.setData('text/plain', 'Some words')
      const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
      return !document.body.dispatchEvent(event)
    })
    expect(isPrevented).toBe(false)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  await test.step('several at once, each judged by itself', async () => {
    const several = await page.evaluateHandle(
      (program) => {
        const data = new DataTransfer()
        data.items.add(new File(['First words.'], 'one.md', { type: 'text/markdown' }))
        data.items.add(new File([new Uint8Array(program)], 'two.txt', { type: 'text/plain' }))
        data.items.add(new File(['Third.'], 'three.md', { type: 'text/markdown' }))
        return data
      },
      [...renamedProgram.buffer],
    )
    await page.getByRole('main').dispatchEvent('drop', { dataTransfer: several })
    await expect(attachedFiles(page)).toHaveText([
      /one\.md.*12 bytes/,
      /two\.txt.*cannot be read/,
      /three\.md.*6 bytes/,
    ])
    await page.getByRole('button', { name: 'Remove two.txt' }).click()
  })

  for (const [link, heading, label] of [
    ['New chat', 'What are we making today?', 'Drop files to attach them to your message'],
    ['Library', 'Library', 'Drop files to add them to your library'],
  ] as const) {
    await test.step(`on the list of chats beside “${link}”`, async () => {
      await page.getByRole('link', { name: link, exact: true }).click()
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
      const dataTransfer = await oneFile()
      await sidebar.dispatchEvent('dragover', { dataTransfer })
      await expect(page.getByText(label)).toBeVisible()
      await sidebar.dispatchEvent('drop', { dataTransfer })

      await expect(page.getByText(label)).toHaveCount(0)
      await expect(page.getByRole('main')).toContainText('dropped.md')
    })
  }

  await test.step('where nothing takes it, it is refused in words, and not opened', async () => {
    await page.getByRole('link', { name: 'Your data' }).click()
    await expect(page.getByRole('heading', { name: 'Your data', exact: true })).toBeVisible()
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
})

test('a spreadsheet’s cells are pasted as text, not as the picture beside it, and pictures alone as files', async ({
  page,
}) => {
  await open(page)

  const isPastedAsText = await composer(page).evaluate(
    (box, bytes) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'Week\tTopic\n1\tHooks')
      clipboardData.setData('text/html', '<table><tr><td>Week</td><td>Topic</td></tr></table>')
      clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }))
      const options = { clipboardData, bubbles: true, cancelable: true }
      // The browser inserts the text unless a listener prevents it.
      return box.dispatchEvent(new ClipboardEvent('paste', options))
    },
    [...picture.buffer],
  )
  expect(isPastedAsText).toBe(true)
  await expect(attachedFiles(page)).toHaveCount(0)

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
    await route.continue().catch(() => {}) // the page is gone
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

test('the library holds scans and pictures back, and a file on its way into it can be cancelled', async ({
  page,
}) => {
  const uploads = watchUploads(page)
  await open(page, '/library')
  await page.getByLabel('Add files').setInputFiles([scannedPdf, picture])
  const alerts = page.getByRole('alert')
  await expect(alerts).toHaveText([/scan\.pdf: .*no text in it/, /vase\.png: .*takes documents/])
  expect(uploads).toEqual([])
  await page.getByRole('button', { name: 'Dismiss scan.pdf' }).click()
  await expect(alerts).toHaveText([/vase\.png/])
  await page.getByRole('button', { name: 'Dismiss vase.png' }).click()

  await slowUploads(page)
  await page
    .getByLabel('Add files')
    .setInputFiles([notes('Many words. '.repeat(200_000), 'long.md'), notes('Few.', 'short.md')])
  await expect(page.getByRole('progressbar', { name: 'Uploading long.md' })).toBeVisible()
  await expect(page.getByText('Waiting…')).toBeVisible()

  await page.getByRole('button', { name: 'Cancel long.md' }).click()

  const own = page.getByRole('list', { name: 'Your files' }).getByRole('listitem')
  await expect(own).toHaveText([/short\.md/])
  await expect(alerts).toHaveCount(0)
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
