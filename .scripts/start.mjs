// Runs both services, as in production:      node .scripts/start.mjs
// with hot reload:                           node .scripts/start.mjs --dev
// without install, .env and build (tests):   node .scripts/start.mjs --as-is
// Addresses: PAGE_PORT (5173), API_PORT (8000), HOST. Ctrl-C or SIGTERM stops both.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { installPackages } from './install.mjs'
import { isWindows, node24, npmCommand, root } from './workspace.mjs'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000

const { values: options } = parseArgs({
  options: { dev: { type: 'boolean' }, 'as-is': { type: 'boolean' } },
})

try {
  await start()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

async function start() {
  if (!options['as-is']) {
    loadEnvFile()
    installPackages()
  }
  const settings = readSettings()
  await requireFreePort(settings.apiPort, 'API', 'API_PORT')
  await requireFreePort(settings.pagePort, 'page', 'PAGE_PORT')
  if (!options['as-is'] && !options.dev) build(settings.env)

  const services = [
    run('API', apiCommand(), { ...settings.env, PORT: settings.apiPort }),
    run('page', pageCommand(settings), { ...settings.env, PORT: settings.pagePort }, 'frontend'),
  ]
  stopTogether(services)
  const health = await waitUntilHealthy(`${settings.localApi}/health`, 'API')
  await waitUntilHealthy(settings.localPage, 'page')
  introduce(settings, health.model)
}

/** .env in the root, for development; what the environment already says stays. */
function loadEnvFile() {
  const file = join(root, '.env')
  if (!existsSync(file)) return
  if (!process.loadEnvFile) throw new Error('Reading .env needs Node 20.12 or newer. Update Node.')
  process.loadEnvFile(file)
}

function readSettings() {
  const { env } = process
  const apiPort = readPort('API_PORT', 8000)
  const pagePort = readPort('PAGE_PORT', 5173)
  const api = `http://localhost:${apiPort}`
  const page = `http://localhost:${pagePort}`
  const isEverywhere = !env.HOST || ['0.0.0.0', '::'].includes(env.HOST)
  const here = isEverywhere ? 'localhost' : env.HOST
  const localApi = `http://${here}:${apiPort}`
  return {
    apiPort,
    pagePort,
    api,
    page,
    localApi,
    localPage: `http://${here}:${pagePort}`,
    env: {
      ...env,
      NODE_ENV: options.dev ? 'development' : 'production',
      SESSION_SECRET: env.SESSION_SECRET || randomBytes(32).toString('hex'),
      VITE_API_BASE: env.VITE_API_BASE || api,
      API_BASE: env.API_BASE || localApi,
      CORS_ORIGINS: env.CORS_ORIGINS || `${page},http://127.0.0.1:${pagePort}`,
    },
  }
}

function readPort(name, fallback) {
  const port = Number(process.env[name] || fallback)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new Error(`${name} must be a port number between 1 and 65535.`)
}

/** Asks for all addresses and for 127.0.0.1, since some systems let the two stand side by side. */
async function requireFreePort(port, service, variable) {
  for (const host of [undefined, '127.0.0.1']) {
    const probe = createServer()
    await new Promise((resolve, reject) => {
      probe.once('error', reject)
      probe.listen(port, host, resolve)
    }).catch((error) => {
      if (error.code !== 'EADDRINUSE') throw error
      throw new Error(
        `Port ${port} is taken, so the ${service} cannot start. ` +
          `Stop the program that uses it, or choose another port: ${variable}=${port + 1} npm start`,
      )
    })
    await new Promise((resolve) => probe.close(resolve))
  }
}

function build(env) {
  console.log('Building …')
  const { status, stdout, stderr } = spawnSync(...npmCommand(['run', 'build']), {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`${stdout ?? ''}${stderr ?? ''}\nThe build failed, see above.`)
}

function apiCommand() {
  const main = join(root, 'backend/src/main.ts')
  return options.dev ? ['--watch', '--watch-preserve-output', main] : [main]
}

function pageCommand({ pagePort, env }) {
  if (!options.dev) return ['server.ts']
  const { resolve } = createRequire(join(root, 'frontend/package.json'))
  const host = env.HOST ? ['--host', env.HOST] : []
  const port = ['--port', String(pagePort), '--strictPort']
  return [resolve('@remix-run/dev/dist/cli.js'), 'vite:dev', ...port, ...host]
}

/**
 * A group of its own keeps the terminal's Ctrl-C from reaching the service before our SIGTERM does,
 * and lets us end what the service itself has started.
 */
function run(name, args, env, folder = '.') {
  const child = spawn(node24(), args, {
    cwd: join(root, folder),
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: !isWindows,
  })
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  return { name, child, ended }
}

function stopTogether(services) {
  let isStopping = false
  const stop = async (exitCode) => {
    isStopping = true
    for (const { child } of services) child.kill('SIGTERM')
    const patience = setTimeout(() => killNow(services), STOP_TIMEOUT_MS)
    await Promise.all(services.map(({ ended }) => ended))
    clearTimeout(patience)
    process.exit(exitCode)
  }

  for (const { name, ended } of services) {
    ended.then((how) => {
      if (isStopping) return
      console.error(`The ${name} ended (${how}), so everything stops.`)
      stop(1)
    })
  }

  let askedAt = 0
  const onSignal = () => {
    // npm passes the terminal's Ctrl-C on, so one press may arrive twice.
    if (isStopping && performance.now() - askedAt > 1000) killNow(services)
    if (isStopping) return
    askedAt = performance.now()
    console.log('\nStopping; running answers may finish (Ctrl-C again to end at once) …')
    stop(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)

  // A killed npm may not pass the signal on: when it is gone, nobody else could stop us.
  const parent = process.ppid
  const isOrphan = () => process.env.npm_lifecycle_event && process.ppid !== parent
  setInterval(() => isOrphan() && !isStopping && onSignal(), 1000).unref()
  process.once('exit', () => killNow(services))
}

function killNow(services) {
  for (const { child } of services) {
    if (child.exitCode !== null || child.signalCode !== null || !child.pid) continue
    try {
      process.kill(isWindows ? child.pid : -child.pid, 'SIGKILL')
    } catch {} // ended meanwhile
  }
}

/** Resolves to the JSON body, where there is one. */
async function waitUntilHealthy(url, service) {
  let answer = 'no answer'
  for (const deadline = performance.now() + START_TIMEOUT_MS; performance.now() < deadline; ) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
      const body = await response.text()
      if (response.ok) return parseJson(body)
      answer = `status ${response.status}: ${body.slice(0, 500)}`
    } catch {} // not listening yet
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The ${service} does not become healthy. ${url} says: ${answer}`)
}

function parseJson(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function introduce({ page, api }, model) {
  const isOffline = model?.mode === 'offline'
  const name = [model?.mode, model?.name].filter(Boolean).join(', ') || 'unknown'
  const note = isOffline ? ' (no OPENAI_API_KEY: it answers from its own library)' : ''
  console.log(`
Coaching Hub is running.
  page   ${page}
  API    ${api}
  model  ${name}${note}
Ctrl-C stops both.`)
}
