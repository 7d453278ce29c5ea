/** The page's server where there is no Vercel: `node server.ts`, after a build. */
import { existsSync } from 'node:fs'
import { installGlobals, type ServerBuild } from '@remix-run/node'
import { failureOf, logLine } from './app/http/error-log.ts'
import { removeStaleFiles } from './app/http/forms/spool.ts'
import { createPageApp } from './server/app.ts'
import { createHttpServer } from './server/http-server.ts'
import { readServerSettings, setNodeEnv } from './server/settings.ts'

const STOP_MS = 10_000

async function start() {
  const settings = readServerSettings()
  setNodeEnv()
  installGlobals({ nativeFetch: true }) // as on Vercel
  const build = new URL('build/', import.meta.url)
  const entry = new URL('server/index.js', build)
  if (!existsSync(entry)) throw new Error('The page is not built: run `npm run build` first.')
  const app: ServerBuild = await import(entry.href)
  await removeStaleFiles()

  const server = createHttpServer(createPageApp(app, new URL('client', build).pathname))
  server.on('error', fail)
  server.listen(settings, () => logLine('info', 'The page is there.', { port: settings.port }))

  /** Answers that have begun may end. */
  const stop = () => {
    server.close(() => process.exit(0))
    setTimeout(() => process.exit(0), STOP_MS).unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
}

function fail(error: unknown) {
  logLine('error', 'The page’s server ends.', failureOf(error))
  process.exit(1)
}

process.on('uncaughtException', fail)
try {
  await start()
} catch (error) {
  // What is wrong with the settings, or that there is no build, is the owner's to read.
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
