import type { Page } from '@playwright/test'
import { ChatKitClient } from '../../backend/test/api/chatkit-client.ts'
import { chats, composer, conversation, expect, open, scriptedTest } from '../fixtures.ts'
import type { ScriptedHub } from '../hub/scripted-hub.ts'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1440, height: 720 },
  { width: 1024, height: 600 },
  { width: 640, height: 400 }, // a desktop at 200 %
  { width: 390, height: 844 },
  { width: 320, height: 568 },
]

scriptedTest.use({ hasTouch: true })

scriptedTest(
  'fifty chats scroll in the sidebar, and the composer stays in view',
  async ({ page, hub }) => {
    await open(page)
    const client = await clientOf(page, hub)
    hub.upstream.answers('An answer.')
    for (let n = 1; n <= 50; n++) await client.chat(`Question ${n} about my next video`)

    await open(page)

    await expect(chats(page).getByRole('link')).toHaveCount(50)
    await expectEverySizeToFit(page, async () => {
      await expect(composer(page)).toBeInViewport({ ratio: 1 })
      await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 })
    })

    const oldest = chats(page).getByRole('link', { name: /^Question 1 / })
    if (!(await oldest.isVisible())) await page.getByRole('button', { name: 'Open menu' }).click()
    await oldest.scrollIntoViewIfNeeded()
    await expect(oldest).toBeInViewport()
    await expect(page.getByRole('link', { name: 'Library' })).toBeInViewport({ ratio: 1 })

    // As on a phone: the last rows open, and their menus fit on the screen.
    await page.setViewportSize({ width: 390, height: 844 })
    await oldest.tap()
    await expect(conversation(page).getByRole('article').first()).toHaveText(/Question 1 /)
    await expect(page.getByRole('link', { name: 'Library' })).not.toBeInViewport()
    await page.getByRole('button', { name: 'Open menu' }).tap()
    await expect(oldest).toBeInViewport({ ratio: 1 })
    const row = chats(page).getByRole('listitem').last()
    await row.getByRole('button', { name: 'Chat options' }).tap()
    await expect(page.getByRole('menu')).toBeInViewport({ ratio: 1 })
    await page.getByRole('menuitem', { name: 'Delete' }).tap()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).tap()
    await expect(chats(page).getByRole('listitem')).toHaveCount(49)
  },
)

scriptedTest(
  'a conversation of two hundred messages scrolls above the composer',
  async ({ page, hub }) => {
    await open(page)
    const client = await clientOf(page, hub)
    hub.upstream.answers(`A long answer. ${'Film it again, shorter. '.repeat(20)}`)
    const threadId = await client.chat('The first question')
    for (let n = 2; n <= 100; n++) {
      const reply = await client.say(threadId, `Question ${n}`)
      await reply.untilEnd()
    }

    await open(page)
    await chats(page).getByRole('link').click()

    await expectEverySizeToFit(page, async () => {
      await expect(composer(page)).toBeInViewport({ ratio: 1 })
      await expect(conversation(page).getByRole('article').last()).toBeInViewport()
    })
  },
)

scriptedTest(
  'twenty files scroll on the library page, below the sidebar’s own links',
  async ({ page, hub }) => {
    await open(page)
    const client = await clientOf(page, hub)
    for (let n = 1; n <= 20; n++) {
      const body = new FormData()
      body.set('file', new File([`Notes number ${n}.`], `notes-number-${n}.txt`))
      const { status } = await client.fetch('/library/files', { method: 'POST', body })
      expect(status).toBe(201)
    }

    await open(page, '/library')

    const files = page.getByRole('main').getByRole('listitem')
    await expect(files.filter({ hasText: 'notes-number-20.txt' })).toBeAttached()
    await expectEverySizeToFit(page, async () => {
      const last = files.filter({ hasText: 'notes-number-' }).last()
      await last.scrollIntoViewIfNeeded()
      await expect(last).toBeInViewport()
    })
  },
)

/** The document itself never scrolls: each list has a scroll container of its own. */
async function expectEverySizeToFit(page: Page, check: () => Promise<void>) {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await check()
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
      return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight }
    })
    expect(overflow, `${size.width} × ${size.height}`).toEqual({ x: 0, y: 0 })
  }
}

async function clientOf(page: Page, hub: ScriptedHub): Promise<ChatKitClient> {
  const session = await page.evaluate(() => sessionStorage.getItem('hub-session'))
  if (!session) throw new Error('The tab has no session.')
  return new ChatKitClient(hub.api, session)
}
