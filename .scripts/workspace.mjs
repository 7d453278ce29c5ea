// Where things are in this repository, and which Node runs them. Plain JavaScript: this file is read
// before anything is installed, by whatever Node (20 or newer) started npm.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')
export const isWindows = process.platform === 'win32'

const pinnedNode = isWindows
  ? join(root, 'node_modules/node/bin/node.exe')
  : join(root, 'node_modules/.bin/node')

/** The Node 24 that the services run on: the one npm installed, else this one if it is 24. */
export function node24() {
  if (isVersion24(pinnedNode)) return pinnedNode
  if (process.versions.node.startsWith('24.')) return process.execPath
  throw new Error(
    'Node 24 is missing: the install script of the npm package "node" did not run.\n' +
      'Allow install scripts (no ignore-scripts in .npmrc), delete node_modules and run this again,\n' +
      'or install Node 24 yourself: https://nodejs.org/en/download',
  )
}

function isVersion24(path) {
  if (!existsSync(path)) return false
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') ?? false
}

/** Command and arguments that run npm, with the npm that started us where there is one. */
export function npmCommand(args) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js')) return [process.execPath, [cli, ...args]]
  return isWindows ? ['cmd.exe', ['/c', 'npm', ...args]] : ['npm', args]
}

/** The first of these programs that is on the PATH, as an absolute path. */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => existsSync(path) || existsSync(`${path}.exe`))
}
