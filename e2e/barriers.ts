import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Nothing keeps anybody from using the page as it is now, in light as in dark. */
export async function expectNoBarriers(page: Page): Promise<void> {
  await showIn('light', page)
  expect(await barriersOn(axe(page)), 'barriers in light').toEqual([])
  await showIn('dark', page)
  // The themes differ in their colours only.
  expect(await barriersOn(axe(page).withRules('color-contrast')), 'barriers in dark').toEqual([])
}

async function showIn(colorScheme: 'light' | 'dark', page: Page) {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((it) => it instanceof CSSTransition)
    await Promise.allSettled(transitions.map(({ finished }) => finished))
  })
}

/** For pages without frames of other sites, axe need not put its findings together in a tab of their own. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode()

/** What axe has found, in words. */
async function barriersOn(look: AxeBuilder) {
  const { violations } = await look.analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
  )
}
