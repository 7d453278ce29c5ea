/** What journeys with OpenAI's panel start from. A stand-in plays the panel: see `stand-in/chatkit-element.ts`. */
import type { Page } from '@playwright/test'
import { expect, open, scriptedTest } from '../fixtures.ts'
import { startScriptedHub } from './scripted-hub.ts'
import { servePanel } from './serve-panel.ts'
import { HUB_TIMEOUT_MS } from './start-hub.ts'

export const DOMAIN_KEY = 'domain_pk_journeys'

/** How long the page itself would wait for the panel: to be idle, to load it, and for a refusal. */
const PANEL_TIMEOUT = 10_000

/** On a hub whose owner has a domain key. */
export const panelTest = scriptedTest.extend({
  startedHub: [
    async ({ browserName: _ }, use) => {
      const hub = await startScriptedHub({ panelKey: DOMAIN_KEY })
      await use(hub)
      await hub.stop()
    },
    { scope: 'worker', timeout: HUB_TIMEOUT_MS },
  ],
})

export const panel = (page: Page) => page.getByRole('region', { name: 'Chat with your coach' })
export const panelComposer = (page: Page) => page.getByRole('textbox', { name: 'Ask the panel' })
export const panelQuestions = (page: Page) => messages(page, 'user_message')
export const panelAnswers = (page: Page) => messages(page, 'assistant_message')

const messages = (page: Page, type: string) =>
  panel(page)
    .getByRole('listitem')
    .and(page.locator(`[data-type=${type}]`))

/** Goes to the start page, and waits until the panel has taken over. */
export async function openPanel(page: Page) {
  await servePanel(page)
  await open(page)
  await expect(panelComposer(page)).toBeVisible({ timeout: PANEL_TIMEOUT })
}

export async function askPanel(page: Page, text: string) {
  await panelComposer(page).fill(text)
  await panel(page).getByRole('button', { name: 'Send to the panel' }).click()
}

/** What the panel's own script says of itself, from inside its frame. */
export async function complain(page: Page, name: string, message: string) {
  await page.locator('openai-chatkit').evaluate(
    (element, [errorName, text]) => {
      const error = Object.assign(new Error(text), { name: errorName })
      element.dispatchEvent(new CustomEvent('chatkit.error', { detail: { error } }))
    },
    [name, message],
  )
}
