import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import ts from 'typescript'
import type { StandInSettings } from './stand-in-chatkit.ts'

export const CDN = 'https://cdn.platform.openai.com/**'
export const SCRIPT = '**/deployments/chatkit/chatkit.js'

type ServeOptions = StandInSettings & {
  /** The script stays on its way until then. */
  until?: Promise<void>
}

/** Answers for OpenAI's CDN: the stand-in as its script, and an empty page as its frame. */
export async function servePanel(page: Page, { until, ...settings }: ServeOptions = {}) {
  await page.route(CDN, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Panel</title>' }),
  )
  await page.route(SCRIPT, async (route) => {
    await until
    // The page that asked may be gone by then.
    await route.fulfill({ contentType: 'text/javascript', body: standIn(settings) }).catch(() => {})
  })
}

function standIn(settings: StandInSettings) {
  const source = readFileSync(join(import.meta.dirname, 'stand-in-chatkit.ts'), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  })
  // OpenAI's is a plain script, no module.
  const script = outputText.replace(/^export \{\};$/m, '')
  return `const SETTINGS = ${JSON.stringify(settings)};\n${script}`
}
