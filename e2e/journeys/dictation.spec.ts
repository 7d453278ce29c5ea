/** Speaking instead of typing, into a microphone that Chromium plays itself. */
import type { Page } from '@playwright/test'
import { composer, expect, open, scriptedTest, test } from '../fixtures.ts'
import { hears, TRANSCRIPTIONS } from '../hub/scripted-hub.ts'

scriptedTest.use({ permissions: ['microphone'] })

const dictate = (page: Page) => page.getByRole('button', { name: 'Dictate', exact: true })
const stop = (page: Page) => page.getByRole('button', { name: 'Stop dictating' })

scriptedTest.beforeEach(({ page }) =>
  page.addInitScript(() => {
    const given: MediaStreamTrack[] = []
    Object.assign(globalThis, { given })
    const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints)
      given.push(...stream.getTracks())
      return stream
    }
  }),
)

scriptedTest(
  'what is spoken is put where the cursor is, silence is told, and Escape throws it away',
  async ({ page, hub }) => {
    await open(page)

    await test.step('silence is told, and the draft stays as it is', async () => {
      hears(hub, '')
      await composer(page).fill('Tell me')
      await speak(page)
      await expect(page.getByRole('alert')).toContainText('Nothing was heard')
      await expect(composer(page)).toHaveValue('Tell me')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('alert')).toHaveCount(0)
    })

    await test.step('Escape throws the recording away', async () => {
      const sent = hub.upstream.matching(TRANSCRIPTIONS).length
      await dictate(page).click()
      await expect(stop(page)).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(dictate(page)).toBeVisible()
      expect(await openMicrophones(page)).toBe(0)
      expect(hub.upstream.matching(TRANSCRIPTIONS)).toHaveLength(sent)
    })

    await test.step('where the cursor is', async () => {
      hears(hub, 'about pottery')
      await composer(page).fill('Tell me something.')
      await composer(page).press('End')
      await composer(page).press('ArrowLeft')
      await dictate(page).click()
      await expect(stop(page)).toHaveAttribute('aria-pressed', 'true')
      await expect(stop(page)).toContainText('0:01')
      await stop(page).click()

      await expect(composer(page)).toHaveValue('Tell me something about pottery.')
      await expect(composer(page)).toBeFocused()
      await page.keyboard.type(' and clay')
      await expect(composer(page)).toHaveValue('Tell me something about pottery and clay.')
      const recording = hub.upstream.matching(TRANSCRIPTIONS).at(-1)?.form?.get('file')
      expect(recording).toMatchObject({ name: 'recording.webm', type: 'audio/webm' })
      expect(recording instanceof File && recording.size).toBeGreaterThan(500)
      expect(await openMicrophones(page)).toBe(0)
    })
  },
)

scriptedTest(
  'a recording that could not be sent is kept, and leaving the chat lets the microphone go',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    await open(page)

    await test.step('it is sent when the line is back', async () => {
      hears(hub, 'Hello, coach.')
      await dictate(page).click()
      // Until then nothing may have been recorded.
      await expect(stop(page)).toContainText('0:01')
      hub.line.cut()
      await stop(page).click()
      await expect(page.getByRole('alert')).toContainText('Your recording is kept.')
      hub.line.mend()
      await page.getByRole('button', { name: 'Try again' }).click()
      await expect(composer(page)).toHaveValue('Hello, coach.')
      await expect(page.getByRole('alert')).toHaveCount(0)
    })

    await test.step('leaving the chat lets the microphone go', async () => {
      await dictate(page).click()
      await expect(stop(page)).toBeVisible()
      await page.getByRole('link', { name: 'Library' }).click()
      await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
      await expect.poll(() => openMicrophones(page)).toBe(0)
    })
  },
)

scriptedTest('a microphone that is not allowed is told in words', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
  })
  await open(page)

  await dictate(page).click()

  await expect(page.getByRole('alert')).toContainText('The microphone is not allowed here.')
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})

scriptedTest('a recording ends by itself after two minutes', async ({ page, hub }) => {
  hears(hub, 'And so on.')
  await page.addInitScript(() => {
    // The page's clock is the test's, the recorder's is not: some sound has to have come in.
    const Recorder = MediaRecorder
    globalThis.MediaRecorder = class extends Recorder {
      constructor(stream: MediaStream, options?: MediaRecorderOptions) {
        super(stream, options)
        this.addEventListener('dataavailable', () => Object.assign(globalThis, { heard: true }))
      }
    }
  })
  await page.clock.install()
  await open(page)
  await dictate(page).click()
  await expect(stop(page)).toBeVisible()
  await page.waitForFunction(() => 'heard' in globalThis)

  await page.clock.fastForward('02:00')

  await expect(composer(page)).toHaveValue('And so on.')
})

async function speak(page: Page) {
  await dictate(page).click()
  await expect(stop(page)).toContainText('0:01')
  await stop(page).click()
}

/** How many microphones the page was given and has not let go of. */
const openMicrophones = (page: Page) =>
  page.evaluate(() => {
    const given = (globalThis as { given?: MediaStreamTrack[] }).given ?? []
    return given.filter((track) => track.readyState === 'live').length
  })
