/** A hub without a key, a browser that is installed here, and somebody who uses both. */
import { writeFileSync } from 'node:fs'
import { test as base } from '@playwright/test'
import { findFirefox, findWebKit } from '../../.scripts/test-tools.mjs'
import { freePort } from '../../backend/test/process/free-port.ts'
import { HUB_TIMEOUT_MS, startApi, startPage, urlOf } from '../hub/start-hub.ts'
import { type Browser, START_MS } from './driver.ts'
import { startFirefox } from './firefox.ts'
import { Visitor } from './visitor.ts'
import { startWebKit } from './webkit.ts'

export type Options = { browserKind: 'firefox' | 'webkit' }

type Fixtures = { visitor: Visitor }
type WorkerFixtures = Options & { hub: string; installed: Browser }

export const test = base.extend<Fixtures, WorkerFixtures>({
  browserKind: ['firefox', { option: true, scope: 'worker' }],

  hub: [
    async ({ browserName: _ }, use) => {
      const [apiPort, pagePort] = [await freePort(), await freePort()]
      const page = urlOf(pagePort)
      const services = await Promise.all([
        // Slowly enough to look at a part of an answer.
        startApi(apiPort, page, { OFFLINE_WORDS_PER_SECOND: '150' }),
        startPage(pagePort, { api: urlOf(apiPort) }),
      ])
      await use(page)
      await Promise.all(services.map((service) => service.stop()))
    },
    { scope: 'worker', timeout: HUB_TIMEOUT_MS },
  ],

  installed: [
    async ({ browserKind }, use) => {
      const browser = await start(browserKind)
      await use(browser)
      await browser.close()
    },
    { scope: 'worker', timeout: 3 * START_MS },
  ],

  visitor: async ({ hub, installed }, use, testInfo) => {
    const window = await installed.openWindow()
    try {
      await window.resize(1280, 800)
      const visitor = new Visitor(window, hub)
      await use(visitor)
      if (testInfo.status !== testInfo.expectedStatus) {
        const path = testInfo.outputPath('at-the-end.png')
        writeFileSync(path, await window.screenshot())
        await testInfo.attach('screenshot', { path, contentType: 'image/png' })
      }
    } finally {
      await window.close()
    }
  },
})

function start(kind: Options['browserKind']): Promise<Browser> {
  if (kind === 'firefox') {
    const path = findFirefox()
    if (path) return startFirefox(path)
  } else {
    const paths = findWebKit()
    if (paths) return startWebKit(paths)
  }
  throw new Error(`${kind} is not installed here: see README.md, Testing.`)
}
