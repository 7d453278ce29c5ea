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

function runNpmInstall() {
  const command = existsSync(join(root, 'package-lock.json')) ? 'ci' : 'install'
  console.log(`Installing packages (npm ${command}); this takes a minute the first time …`)
  // --include=dev: the build needs them also where NODE_ENV is production.
  const args = [command, '--include=dev', '--loglevel=error', '--no-audit', '--no-fund']
  const { status, error } = spawnSync(...npmCommand(args), { cwd: root, stdio: 'inherit' })
  if (status === 0) return
  throw new Error(
    `npm ${command} failed${error ? `: ${error.message}` : ', see above'}. ` +
      'Check the connection to the npm registry, then run this again.',
  )
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
