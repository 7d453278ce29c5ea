import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askAndWait, attached, attachedFiles, expect, open, sources, test } from '../fixtures.ts'
import { kilnPdf, scannedPdf } from '../hub/sample-files.ts'

const assets = join(import.meta.dirname, '../../frontend/build/client/assets')

test('the page answers and takes files in a browser without the newest platform features', async ({
  page,
}) => {
  await page.addInitScript(removeNewFeatures)
  // Workers have features of their own.
  await page.route('**/*.worker-*.js', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `(${removeNewFeatures})();${await response.text()}` })
  })
  await open(page)

  await page.getByLabel('Attach files').setInputFiles(kilnPdf)
  await expect(attachedFiles(page)).toContainText('bytes')
  await page.getByLabel('Attach files').setInputFiles(scannedPdf)
  await expect(attached(page, scannedPdf.name).getByRole('alert')).toHaveText(/no text in it/)
  await page.getByRole('button', { name: `Remove ${scannedPdf.name}` }).click()
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

/** What the page and pdf.js use and Safari before 17.4, Firefox 115 or Chrome 111 lack. Runs there, by itself. */
function removeNewFeatures() {
  for (const [owner, ...names] of [
    [AbortSignal, 'any'],
    [Promise, 'withResolvers', 'try'],
    [URL, 'canParse', 'parse'],
    [Response, 'json'],
    [Response.prototype, 'bytes'],
    [Blob.prototype, 'bytes'],
    [Map, 'groupBy'],
    [Object, 'groupBy'],
    [Array, 'fromAsync'],
    [Uint8Array, 'fromBase64'],
    [ArrayBuffer.prototype, 'transferToFixedLength'],
    [Reflect.get(globalThis, 'Iterator').prototype, 'some', 'find'],
    [globalThis, 'requestIdleCallback', 'cancelIdleCallback', 'ImageDecoder', 'Float16Array'],
  ] as const) {
    for (const name of names) Reflect.deleteProperty(owner, name)
  }
}
