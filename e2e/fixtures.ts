/** What every journey starts from: a page whose console must stay silent, and words for talking to it. */
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test'
import { noteVisitor } from './hub/note-visitor.ts'
import { type ScriptedHub, startScriptedHub } from './hub/scripted-hub.ts'
import { HUB_TIMEOUT_MS } from './hub/start-hub.ts'

type ConsoleWatch = { watch(context: BrowserContext): void; expected: RegExp[] }

type Fixtures = {
  consoleWatch: ConsoleWatch
  /** Allows console lines and page errors that match; each must occur at least once. */
  expectConsole: (pattern: RegExp) => void
  /** Somebody else, in a browser of their own, whose console must be as silent. */
  anotherVisitor: (options?: BrowserContextOptions) => Promise<Page>
}

type WorkerFixtures = { startedHub: ScriptedHub }

export const test = base.extend<Fixtures, WorkerFixtures>({
  /**
   * Starts with the first test of a worker that wants it. All tests know it, since Playwright ends a worker,
   * its browser and its hub before each test whose worker fixtures are others.
   */
  startedHub: [
    async ({ browserName: _ }, use) => {
      const hub = await startScriptedHub()
      await use(hub)
      await hub.stop()
    },
    { scope: 'worker', timeout: HUB_TIMEOUT_MS },
  ],

  consoleWatch: [
    async ({ context }, use) => {
      const expected: RegExp[] = []
      const said: string[] = []
      const watch = (watched: BrowserContext) => {
        noteVisitor(watched)
        watched.on('console', (message) => {
          if (!['error', 'warning'].includes(message.type())) return
          said.push(`${message.type()}: ${message.text()} (${message.location().url})`)
        })
        watched.on('weberror', (failure) => said.push(`page error: ${failure.error().stack}`))
      }
      watch(context)

      await use({ watch, expected })

      const surprises = said.filter((line) => !expected.some((pattern) => pattern.test(line)))
      expect(surprises, 'console lines that no test expects').toEqual([])
      const missing = expected.filter((pattern) => !said.some((line) => pattern.test(line)))
      expect(missing, 'expected console lines that never came').toEqual([])
    },
    { auto: true },
  ],

  expectConsole: async ({ consoleWatch }, use) => {
    await use((pattern) => consoleWatch.expected.push(pattern))
  },

  anotherVisitor: async ({ browser, consoleWatch }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (options) => {
      const context = await browser.newContext(options)
      contexts.push(context)
      consoleWatch.watch(context)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
})

/** Journeys on a hub whose model says what the test wants; see `HeldAnswer` for saying it word by word. */
export const scriptedTest = test.extend<{ hub: ScriptedHub }>({
  /** One for all tests of a worker, so each of them begins with a model that has nothing to say. */
  hub: async ({ startedHub }, use) => {
    startedHub.upstream.answers().titles('')
    startedHub.line.mend()
    await use(startedHub)
  },
  baseURL: async ({ startedHub }, use) => use(startedHub.page),
})

export { expect }

/** As long as expectations wait. */
const EXPECTED_MS = 5_000

export const NOT_FOUND = /Failed to load resource: .* 404/

/** Goes to a page and waits until its scripts have taken over. */
export async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(path)
  await comesAlive(page)
}

export async function comesAlive(page: Page): Promise<void> {
  // Looks again sooner than an expectation, which pauses up to a second: every journey waits here.
  await page.locator('aside[data-hydrated]').waitFor({ state: 'attached', timeout: EXPECTED_MS })
}

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
export const conversation = (page: Page) => page.getByRole('log', { name: 'Conversation' })
export const questions = (page: Page) => page.getByRole('article', { name: 'You', exact: true })
export const answers = (page: Page) => page.getByRole('article', { name: 'Coach', exact: true })
/** Only without scripts; Playwright's text search leaves out what a noscript element holds. */
export const noAnswer = (page: Page) =>
  page.locator('noscript p').filter({ hasText: 'This message has no answer' })
export const chats = (page: Page) => page.getByRole('navigation', { name: 'Chats' })
export const chatNamed = (page: Page, title: string | RegExp) =>
  chats(page).getByRole('link', { name: title })
export const sources = (within: Page | Locator) => within.getByRole('list', { name: 'Sources' })
export const attachedFiles = (page: Page) =>
  page.getByRole('list', { name: 'Attached files' }).getByRole('listitem')
export const attached = (page: Page, name: string) => attachedFiles(page).filter({ hasText: name })
export const greeting = (page: Page) =>
  page.getByRole('heading', { level: 1, name: 'What are we making today?' })

/** Writes a message and sends it; the answer may still be running. */
export async function ask(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  const mine = questions(page).last()
  await expect(mine).toContainText(text)
}

/** The newest answer of the coach, once it is complete. */
export async function coachAnswer(page: Page): Promise<Locator> {
  const newest = conversation(page).getByRole('article').last()
  // As above: an expectation would notice the end up to a second late.
  await newest.and(answers(page)).waitFor({ timeout: EXPECTED_MS })
  await page.locator('[role=log]:not([aria-busy=true])').waitFor({ timeout: EXPECTED_MS })
  await expect(newest).toHaveAccessibleName('Coach')
  await expect(newest).not.toBeEmpty()
  return newest
}

/** Asks and waits for the whole answer. */
export async function askAndWait(page: Page, text: string): Promise<Locator> {
  await ask(page, text)
  return coachAnswer(page)
}

/** Leaves the open chat for a new one. */
export async function newChat(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await expect(greeting(page)).toBeVisible()
}

/** Opens the menu of one chat in the list and picks an entry. */
export async function pickChatOption(page: Page, title: string, option: 'Rename' | 'Delete') {
  const row = chats(page).getByRole('listitem').filter({ hasText: title })
  await row.getByRole('button', { name: 'Chat options' }).click()
  await page.getByRole('menuitem', { name: option }).click()
}
