import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { missingFocusRings } from './focus-rings.ts'

/** Nothing keeps anybody from using the page as it is now, in light, in dark and in the colours of their own device. */
export async function expectNoBarriers(page: Page): Promise<void> {
  await showIn('light', page)
  expect(await barriersOn(axe(page)), 'barriers in light').toEqual([])
  expect(await missingFocusRings(page), 'focus rings in light').toEqual([])
  await showIn('dark', page)
  // The themes differ in their colours only.
  expect(await barriersOn(axe(page).withRules('color-contrast')), 'barriers in dark').toEqual([])
  expect(await missingFocusRings(page), 'focus rings in dark').toEqual([])
  await page.emulateMedia({ forcedColors: 'active' })
  expect(await missingFocusRings(page), 'focus rings in forced colours').toEqual([])
  await page.emulateMedia({ forcedColors: 'none' })
}

async function showIn(colorScheme: 'light' | 'dark', page: Page) {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((it) => it instanceof CSSTransition)
    await Promise.allSettled(transitions.map(({ finished }) => finished))
  })
}

/** For pages without frames of other sites, axe need not put its findings together in a tab of their own. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode().options(TARGET_SIZE)

/** Off unless it is asked for: 24 by 24 pixels, or as much room around. */
const TARGET_SIZE = { rules: { 'target-size': { enabled: true } } }

/** What axe has found, in words. */
async function barriersOn(look: AxeBuilder) {
  const { violations } = await look.analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
  )
}
