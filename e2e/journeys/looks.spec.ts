import type { Locator, Page } from '@playwright/test'
import { expectNoBarriers } from '../barriers.ts'
import {
  ask,
  askAndWait,
  chats,
  composer,
  conversation,
  expect,
  greeting,
  open,
  pickChatOption,
  scriptedTest,
  sources,
  test,
} from '../fixtures.ts'
import { notes } from '../hub/sample-files.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

const WIDE_ANSWER = `## A plan

| Day | Format | Topic | Hook | Where it is shown | Who films it | What it costs |
|---|---|---|---|---|---|---|
| 1 | Talking head | Who you help | “If you are stuck, stay here.” | Everywhere at once | You and a friend | Nothing at all |

Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft${'o'.repeat(80)}

\`\`\`ts
const aLineOfCodeThatIsFarTooLongForTheScreenOfAPhone = ['one', 'two', 'three', 'four', 'five']
\`\`\`

- [ ] https://example.com/a/very/long/address/that/nobody/would/ever/type/by/hand/but/somebody/may/paste
- **bold** and \`${'code'.repeat(30)}\`
`

// Each of them looks at the page many times.
test.describe.configure({ timeout: 60_000 })

test('the start screen and the library can be used by everybody', async ({ page }) => {
  await open(page)
  await expectNoBarriers(page)

  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.getByLabel('Add files').setInputFiles([notes('Blue.'), notes('', 'empty.md')])
  await expect(page.getByRole('alert')).toContainText('empty.md')
  await expect(page.getByRole('button', { name: 'Remove studio-notes.md' })).toBeVisible()
  await expectNoBarriers(page)
})

test('a chat can be used by everybody, its dialogs and menus too', async ({ page }) => {
  await open(page)
  await askAndWait(page, 'What are the content pillars in the 30 day plan?')
  await page.getByRole('button', { name: 'Good answer' }).click()
  await page.mouse.move(0, 0)
  await expectNoBarriers(page)

  await sources(page).getByRole('link').first().click()
  const source = page.getByRole('dialog')
  await expect(source.getByRole('link')).toBeVisible()
  await expectNoBarriers(page)
  await test.step('a source on a phone stands at its lower edge', async () => {
    const desk = page.viewportSize() ?? { width: 1280, height: 720 }
    await page.setViewportSize({ width: 390, height: 844 })
    const box = await source.boundingBox()
    expect(box).toMatchObject({ x: 0, width: 390 })
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(844, 0)
    await expectNoBarriers(page)
    await page.setViewportSize(desk)
  })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Chat options' }).click()
  await expectNoBarriers(page)
  await page.keyboard.press('Escape')
  await pickChatOption(page, 'pillars', 'Delete')
  await expectNoBarriers(page)
  await page.keyboard.press('Escape')
  await pickChatOption(page, 'pillars', 'Rename')
  await expectNoBarriers(page)
})

test('the coach’s questions show that more of them follow, and can be used by everybody, as can a plan', async ({
  page,
}) => {
  await open(page)
  await ask(page, 'Make me a 30-day content plan')
  const form = page.getByRole('form', { name: 'The coach has some questions' })
  await expect(form).toBeVisible()
  await expectNoBarriers(page)
  const desk = page.viewportSize() ?? { width: 1280, height: 800 }
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
    { width: 390, height: 460 }, // a keyboard covers the rest
    { width: 640, height: 400 }, // a desktop at 200 %
  ]) {
    await page.setViewportSize(size)
    await form.getByText('1 of 4').evaluate((it) => it.closest('form > div')?.scrollTo(0, 0))

    await expect(form.getByText('1 of 4')).toBeInViewport({ ratio: 1 })
    await expect(form.getByRole('textbox').first()).toBeInViewport({ ratio: 1 })
    await expect(form.getByRole('button', { name: 'Continue' })).toBeInViewport({ ratio: 1 })
    await expect(form.getByText('4 of 4')).not.toBeInViewport()
    expect(await fadeOf(form)).toBe('at the cut')

    await form.getByText('4 of 4').evaluate((it) => it.closest('form > div')?.scrollTo(0, 1e4))
    expect(await fadeOf(form)).toBe('after the last question')
    await expectNoSidewaysScroll(page)
  }

  await page.setViewportSize(desk)
  await form.getByRole('textbox').first().fill('vegan baking')
  await form.getByRole('button', { name: 'Continue' }).click()
  await conversation(page).getByRole('button', { name: 'Mark done' }).first().click()
  await expect(conversation(page)).toContainText('1 of 30 done')
  await expectNoBarriers(page)
})

/** Where the end of the questions fades: over what is cut off, or below all of them. */
function fadeOf(form: Locator) {
  return form.evaluate((it) => {
    const last = [...it.querySelectorAll('input, textarea')].at(-1)
    const area = last?.closest('form > div')
    if (!last || !area) return 'nowhere'
    const fade = getComputedStyle(area, '::after')
    const room = area.getBoundingClientRect().bottom - last.getBoundingClientRect().bottom
    if (fade.position !== 'sticky' || !fade.backgroundImage.includes('gradient')) return 'nowhere'
    return room < 0 ? 'at the cut' : 'after the last question'
  })
}

test('in the colours of one’s own device, lines tell what is open and what can be pressed', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await open(page)
  await askAndWait(page, 'What makes a good hook?')
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await askAndWait(page, 'How do I avoid burnout?')

  const rows = chats(page).getByRole('listitem')
  const hasLine = (it: Locator) =>
    it.evaluate((shown) => getComputedStyle(shown).borderTopWidth !== '0px')
  expect(await hasLine(rows.filter({ hasText: 'burnout' }))).toBe(true)
  expect(await hasLine(rows.filter({ hasText: 'hook' }))).toBe(false)
  expect(await hasLine(page.getByRole('button', { name: 'Send' }))).toBe(true)
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  expect(await hasLine(page.getByRole('link', { name: 'Library' }))).toBe(true)
  expect(await hasLine(page.getByRole('link', { name: 'Your data' }))).toBe(false)
})

scriptedTest(
  'a running answer and a failure can be used by everybody',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_/)
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await open(page)
    await ask(page, 'Talk to me.')
    await held.say('So far, ')
    await expect(conversation(page)).toContainText('So far,')
    await page.getByLabel('Attach files', { exact: true }).setInputFiles(notes('Blue.'))
    await composer(page).fill('And then?')
    await page.getByRole('button', { name: 'Send when ready' }).click()
    await composer(page).fill('And after that?')
    await expectNoBarriers(page)
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await composer(page).fill('')
    await held.finish()
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()

    hub.line.cut()
    await ask(page, 'Are you there?').catch(() => {}) // the message comes back at once
    await expect(page.getByRole('alert')).toBeVisible()
    await expectNoBarriers(page)
    hub.line.mend()
  },
)

test.describe('on a phone of 360 pixels', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true })

  test('start screen, library and an unknown address fit, and are easy to use', async ({
    page,
    expectConsole,
  }) => {
    expectConsole(/status of 404/)
    for (const path of ['/', '/library', '/no/such/page']) {
      await test.step(path, async () => {
        await open(page, path)

        await expectNoSidewaysScroll(page)
        await expectNoBarriers(page)
      })
    }
  })

  test('the drawer shows the chats, and closes as one moves on', async ({ page }) => {
    await open(page)
    await askAndWait(page, 'What makes a good hook?')

    await page.getByRole('button', { name: 'Open menu' }).click()
    await expect(page.getByRole('button', { name: 'Close menu' })).toBeFocused()
    await expectNoSidewaysScroll(page)
    await expectNoBarriers(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Open menu' })).toBeFocused()
    await page.getByRole('button', { name: 'Open menu' }).click()
    await page.getByRole('link', { name: 'New chat', exact: true }).click()

    await expect(greeting(page)).toBeVisible()
    await expect(page.getByRole('link', { name: 'Library' })).not.toBeInViewport()
  })
})

scriptedTest.describe('on a phone of 360 pixels', () => {
  scriptedTest.use({ viewport: { width: 360, height: 740 }, hasTouch: true })

  scriptedTest('a wide table, code and long words stay inside the page', async ({ page, hub }) => {
    hub.upstream.answers(WIDE_ANSWER)
    await open(page)

    const answer = await askAndWait(
      page,
      `Explain ${'Rindfleischetikettierung'.repeat(8)}, please.`,
    )

    await expect(answer.getByRole('table')).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectNoBarriers(page)
    await test.step('the table shows that there is more, and the keyboard reaches it', async () => {
      const area = answer.locator('div:has(> table)')
      const { scrollWidth, clientWidth, background } = await area.evaluate((box) => ({
        scrollWidth: box.scrollWidth,
        clientWidth: box.clientWidth,
        background: getComputedStyle(box).backgroundAttachment,
      }))
      expect(scrollWidth).toBeGreaterThan(clientWidth)
      expect(background).toBe('local, local, scroll, scroll')
      await area.focus()
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => area.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0)
    })
  })
})

test('the theme button goes round, and a new page keeps the choice', async ({ page, context }) => {
  const background = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await open(page)
  const asOnTheDevice = await background()
  const button = page.getByRole('button', { name: 'Theme' })

  await button.click()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'light')
  expect(await background()).toBe(asOnTheDevice)
  await button.click()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  expect(await background()).not.toBe(asOnTheDevice)

  const later = await context.newPage()
  await later.goto('/library', { waitUntil: 'commit' })
  await expect(later.locator('html')).toHaveCSS('color-scheme', 'dark')
  await later.close()
  await button.click()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'light dark')
  expect(await background()).toBe(asOnTheDevice)
})

async function expectNoSidewaysScroll(page: Page) {
  const wide = await page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll('main, main [role=log]')]
    return boxes
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}`)
  })
  expect(wide).toEqual([])
}
