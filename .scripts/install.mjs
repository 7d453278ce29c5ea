// Installs what is missing, and nothing else:
//   node .scripts/install.mjs [--with-test-tools]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { installTestTools } from './test-tools.mjs'
import { node24, npmCommand, root } from './workspace.mjs'

const stampFile = join(root, 'node_modules/.coaching-hub-stamp')

/** Brings node_modules up to date with the lock file and makes sure of Node 24. */
export function installPackages() {
  const wanted = fingerprint()
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
    runNpmInstall()
    node24()
    writeFileSync(stampFile, wanted)
  }
  return node24()
}

/** npm ci where the lock file suits; npm install, which mends it, where there is none or it does not. */
function runNpmInstall() {
  console.log('Installing packages; this takes a minute the first time …')
  const hasLock = existsSync(join(root, 'package-lock.json'))
  if (hasLock && runNpm('ci').status === 0) return
  const { status, stderr, error } = runNpm('install', '--no-save')
  if (status === 0) return
  throw new Error(
    `${stderr || error?.message}\n` +
      'Packages could not be installed. Check the connection to the npm registry and run this again.',
  )
}

function runNpm(...command) {
  // --include=dev: the build needs them also where NODE_ENV is production.
  const args = [...command, '--include=dev', '--loglevel=error', '--no-audit', '--no-fund']
  return spawnSync(...npmCommand(args), { cwd: root, encoding: 'utf8' })
}

/** Changes whenever another set of packages is asked for; scripts may change without a new install. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  const lock = join(root, 'package-lock.json')
  if (existsSync(lock)) hash.update(readFileSync(lock))
  const manifest = readManifest('.')
  for (const folder of ['.', ...manifest.workspaces]) {
    const { dependencies, devDependencies, optionalDependencies, overrides, allowScripts } =
      readManifest(folder)
    const asked = [dependencies, devDependencies, optionalDependencies, overrides, allowScripts]
    hash.update(JSON.stringify([folder, asked]))
  }
  return hash.digest('hex')
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    installPackages()
    if (process.argv.includes('--with-test-tools')) {
      const missing = installTestTools()
      if (missing.length > 0) throw new Error(missing.join('\n'))
    }
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
