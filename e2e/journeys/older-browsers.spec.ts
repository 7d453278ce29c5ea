import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askAndWait, attachedFiles, expect, open, sources, test } from '../fixtures.ts'
import { kilnPdf } from '../hub/sample-files.ts'

const assets = join(import.meta.dirname, '../../frontend/build/client/assets')

test('the page answers and takes files in a browser without the newest platform features', async ({
  page,
}) => {
  // Safari before 17.4, Firefox 115 and Chrome 111 have none of these.
  await page.addInitScript(() => {
    for (const [owner, name] of [
      [AbortSignal, 'any'],
      [Promise, 'withResolvers'],
      [Promise, 'try'],
      [URL, 'canParse'],
      [URL, 'parse'],
      [Map, 'groupBy'],
      [Object, 'groupBy'],
      [Array, 'fromAsync'],
      [Uint8Array, 'fromBase64'],
      [window, 'requestIdleCallback'],
    ] as const) {
      Reflect.deleteProperty(owner, name)
    }
  })
  await open(page)

  await page.getByLabel('Attach files').setInputFiles(kilnPdf)
  await expect(attachedFiles(page)).toContainText('bytes')
  await askAndWait(page, 'How hot does the kiln fire?')

  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  const answer = await askAndWait(page, 'What makes a good hook?')
  await expect(sources(answer).getByRole('link').first()).toBeVisible()
})

test('the style sheets are compiled for browsers without light-dark()', () => {
  const styles = readdirSync(assets)
    .filter((name) => name.endsWith('.css'))
    .map((name) => readFileSync(join(assets, name), 'utf8'))

  expect(styles.length).toBeGreaterThan(0)
  expect(styles.join('')).toContain('--paper:')
  expect(styles.filter((css) => css.includes('light-dark('))).toEqual([])
})
