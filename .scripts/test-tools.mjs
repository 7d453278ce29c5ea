// The programs that only tests need: a Chromium and a Redis server. Found where they are; else installed
// with apt, and the browser, where there is no apt, with Playwright. Firefox and WebKitGTK are only found.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { findOnPath, npmCommand, root } from './workspace.mjs'

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/** Path of a browser for the tests, or undefined. CHROMIUM_PATH comes first. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (existsSync(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, but there is no such file.`)
  }
  return findOnPath(...chromiumNames) ?? [macChrome, playwrightChromium()].find(isFile)
}

/** Path of a Redis (or Valkey) server for the tests, or undefined. */
export function findRedisServer() {
  return findOnPath('redis-server', 'valkey-server')
}

/** Path of a Firefox that speaks WebDriver BiDi, or undefined. */
export function findFirefox() {
  return findOnPath('firefox-esr', 'firefox')
}

/** Paths of WebKitGTK's driver and browser, and of a screen for them; undefined where one is missing. */
export function findWebKit() {
  const driver = findOnPath('WebKitWebDriver')
  const xServer = findOnPath('Xvfb')
  const browser = miniBrowsers().find(isFile)
  return driver && xServer && browser ? { driver, xServer, browser } : undefined
}

/** Installs what is missing; returns a sentence for each tool that could not be had. */
export function installTestTools() {
  installWithApt([
    ...(findChromium() ? [] : ['chromium']),
    ...(findRedisServer() ? [] : ['redis-server']),
  ])
  if (!findChromium()) installWithPlaywright()

  const missing = []
  if (!findChromium()) {
    missing.push(
      'No Chromium for the browser tests. Install one, or set CHROMIUM_PATH to a Chrome.',
    )
  }
  if (!findRedisServer()) {
    missing.push(
      'No redis-server for the Redis tests. Install Redis or Valkey (brew install redis).',
    )
  }
  return missing
}

function installWithApt(packages) {
  const apt = packages.length > 0 && aptCommand()
  if (!apt) return
  console.log(`Installing ${packages.join(' and ')} for the tests (apt-get) …`)
  if (!apt('update')) apt('update')
  for (const name of packages) apt('install', '-y', '--no-install-recommends', name)
}

/** Runs apt-get as root, or through a sudo that asks for no password; undefined where neither works. */
function aptCommand() {
  if (!findOnPath('apt-get')) return undefined
  const isRoot = process.getuid?.() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0)
    return undefined
  // RUNLEVEL=1 keeps a package's own service from starting: the tests start their own servers.
  const aptGet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get', '-q']
  const [program, ...before] = isRoot ? aptGet : ['sudo', '-n', ...aptGet]
  return (...args) => {
    const { status, stdout, stderr } = spawnSync(program, [...before, ...args], {
      encoding: 'utf8',
    })
    if (status !== 0) console.error(`apt-get ${args.join(' ')} failed:\n${stderr || stdout}`)
    return status === 0
  }
}

function installWithPlaywright() {
  console.log('Installing Chromium for the tests (playwright install chromium) …')
  const args = ['exec', '--workspace', 'e2e', '--', 'playwright', 'install', 'chromium']
  spawnSync(...npmCommand(args), { cwd: root, stdio: 'inherit' })
}

function playwrightChromium() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath()
  } catch {
    return undefined // not installed yet
  }
}

/** Where distributions put it: on the PATH it is never. */
function miniBrowsers() {
  const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/libexec']
  return libraries.map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`)
}

const isFile = (path) => path !== undefined && existsSync(path)
