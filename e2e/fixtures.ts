/** What every journey starts from: a page whose console must stay silent, and words for talking to it. */
import { test as base, expect, type Locator, type Page } from '@playwright/test'

type Fixtures = {
  /** Allows console lines and page errors that match; each must occur at least once. */
  expectConsole: (pattern: RegExp) => void
}

export const test = base.extend<Fixtures>({
  expectConsole: [
    async ({ context }, use) => {
      const expected: RegExp[] = []
      const said: string[] = []
      context.on('console', (message) => {
        if (!['error', 'warning'].includes(message.type())) return
        said.push(`${message.type()}: ${message.text()} (${message.location().url})`)
      })
      context.on('weberror', ({ error }) => said.push(`page error: ${error().stack}`))

      await use((pattern) => expected.push(pattern))

      const surprises = said.filter((line) => !expected.some((pattern) => pattern.test(line)))
      expect(surprises, 'console lines that no test expects').toEqual([])
      const missing = expected.filter((pattern) => !said.some((line) => pattern.test(line)))
      expect(missing, 'expected console lines that never came').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Writes a message and sends it; the answer may still be running. */
export async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  const mine = page.getByRole('article', { name: 'You' }).last()
  await expect(mine).toContainText(text)
}

/** The newest answer of the coach, once it is complete. */
export async function coachAnswer(page: Page): Promise<Locator> {
  const conversation = page.getByRole('log', { name: 'Conversation' })
  const newest = conversation.getByRole('article').last()
  await expect(newest).toHaveAccessibleName('Coach')
  await expect(conversation).not.toHaveAttribute('aria-busy', 'true')
  await expect(newest).not.toBeEmpty()
  return newest
}
