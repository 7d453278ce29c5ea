/** The limits and budgets of a real API, as a visitor meets them. */

import type { Page } from '@playwright/test'
import { askAndWait, composer, expect, open, test } from '../fixtures.ts'
import { REFUSED } from '../hub/refusals.ts'
import { startScriptedHub } from '../hub/scripted-hub.ts'
import { HUB_TIMEOUT_MS } from '../hub/start-hub.ts'

const alert = (page: Page) => page.getByRole('main').getByRole('alert')

async function send(page: Page, text: string) {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** In tokens. */
async function spentBy(api: string): Promise<number> {
  const { budget } = await (await fetch(`${api}/health`)).json()
  return budget.used
}

test('messages beyond the limit wait in the composer, with scripts and without', async ({
  anotherVisitor,
  expectConsole,
}) => {
  test.setTimeout(HUB_TIMEOUT_MS)
  expectConsole(REFUSED)
  const hub = await startScriptedHub({
    settings: { RATE_LIMITS: '', LIMIT_ANSWERS_PER_MINUTE: '2' },
  })
  try {
    hub.upstream.answers('One.', 'Two.')
    const page = await anotherVisitor({ baseURL: hub.page })
    await open(page)
    await askAndWait(page, 'First?')
    await askAndWait(page, 'Second?')

    await send(page, 'Third?')

    await expect(alert(page)).toContainText(/Try(ing)? again in \d+ seconds?\./)
    await expect(composer(page)).toHaveValue('Third?')
    const plain = await anotherVisitor({ baseURL: hub.page, javaScriptEnabled: false })
    await plain.goto('/')
    await send(plain, 'Fourth?')
    // Counted with the others: the page's server names the visitor's own address.
    await expect(alert(plain).first()).toContainText(/Try again in \d+ seconds?\./)
    await expect(composer(plain)).toHaveValue('Fourth?')
  } finally {
    await hub.stop()
  }
})

test('a day’s budget is announced when it is nearly spent, and refused kindly once it is', async ({
  anotherVisitor,
  expectConsole,
}) => {
  test.setTimeout(HUB_TIMEOUT_MS)
  expectConsole(REFUSED)
  const hub = await startScriptedHub({ settings: { DAILY_TOKEN_BUDGET: '100' } })
  try {
    const page = await anotherVisitor({ baseURL: hub.page })
    hub.upstream.answers(...Array.from({ length: 30 }, (_, at) => `Answer ${at}.`))
    await open(page)
    let asked = 0
    const askUntilSpent = async (tokens: number) => {
      while ((await spentBy(hub.api)) < tokens) await askAndWait(page, `Question ${asked++}?`)
    }

    await askUntilSpent(80)
    await askAndWait(page, 'Is there a notice?')
    await expect(page.getByRole('main')).toContainText('Nearly used up for today')
    await askUntilSpent(100)
    await send(page, 'Too much?')

    await expect(alert(page)).toContainText('The coach has answered as much as it may today.')
    await expect(alert(page)).toContainText(/Try again (tomorrow )?at \d/)
    await expect(composer(page)).toHaveValue('Too much?')
  } finally {
    await hub.stop()
  }
})
