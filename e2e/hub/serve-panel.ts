import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Page } from '@playwright/test'
import ts from 'typescript'
import type { StandInSettings } from './stand-in/chatkit-element.ts'

const FOLDER = 'https://cdn.platform.openai.com/deployments/chatkit'
export const CDN = 'https://cdn.platform.openai.com/**'
export const SCRIPT = `${FOLDER}/chatkit.js`
const MODULES = `${FOLDER}/*.ts`
const FRAME = '<!doctype html><title>Panel</title>'

type ServeOptions = StandInSettings & {
  /** The script stays on its way until then. */
  until?: Promise<void>
}

/** Answers for OpenAI's CDN: the stand-in in place of its script, and an empty page as its frame. */
export async function servePanel(page: Page, { until, ...settings }: ServeOptions = {}) {
  await page.route(CDN, (route) => route.fulfill({ contentType: 'text/html', body: FRAME }))
  await page.route(MODULES, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: moduleText(basename(route.request().url())),
    }),
  )
  await page.route(SCRIPT, async (route) => {
    await until
    const body = `globalThis.standInSettings = ${JSON.stringify(settings)}
      import('${FOLDER}/chatkit-element.ts')`
    // The page that asked may be gone by then.
    await route.fulfill({ contentType: 'text/javascript', body }).catch(() => {})
  })
}

function moduleText(name: string) {
  const source = readFileSync(join(import.meta.dirname, 'stand-in', name), 'utf8')
  const { ESNext } = ts.ModuleKind
  const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ESNext }
  return ts.transpileModule(source, { compilerOptions }).outputText
}
