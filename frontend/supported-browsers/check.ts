/**
 * Finds what the page uses and the oldest supported browsers lack:   npm run lint
 * Source code only. What dependencies use is for the journeys (e2e/journeys/older-browsers.spec.ts) to show.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { browsersWithout, type Use } from './compat-data.ts'
import { type Exception, exceptions } from './exceptions.ts'
import { usedInScripts } from './used-in-scripts.ts'
import { usedInStyles } from './used-in-styles.ts'

const frontend = join(import.meta.dirname, '..')
const OF_THE_SERVER = /\.server\.tsx?$|\.test\.tsx?$/

const uses = [...scripts(), ...styles()]
const problems = problemsOf(uses)
for (const problem of problems) console.error(problem)
if (problems.length > 0) {
  console.error(
    'Use something else, bring it in app/lib/polyfills.ts, or say in exceptions.ts why not.',
  )
  process.exitCode = 1
} else console.log(`Checked ${uses.length} uses of browser features.`)

function scripts(): Use[] {
  const config = ts.getParsedCommandLineOfConfigFile(join(frontend, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  })
  if (!config) throw new Error('There is no frontend/tsconfig.json.')
  const inBrowser = config.fileNames.filter(
    (file) => file.startsWith(join(frontend, 'app/')) && !OF_THE_SERVER.test(file),
  )
  // Without its type, what is newer than the project's own libraries would not be recognised.
  const lib = ['esnext', 'dom', 'dom.iterable', 'dom.asynciterable'].map(
    (name) => `lib.${name}.d.ts`,
  )
  const program = ts.createProgram(inBrowser, { ...config.options, lib })
  const found = usedInScripts(program, inBrowser)
  return found.map((use) => ({ ...use, file: relative(frontend, use.file) }))
}

function styles(): Use[] {
  const files = globSync('app/**/*.css', { cwd: frontend })
  return files.flatMap((file) => usedInStyles(file, readFileSync(join(frontend, file), 'utf8')))
}

function problemsOf(all: Use[]): string[] {
  const needed = new Set<Exception>()
  const unsupported = all.flatMap((use) => {
    const browsers = browsersWithout(use.feature)
    if (browsers.length === 0) return []
    const exception = exceptions.find((each) => excuses(each, use))
    if (exception) needed.add(exception)
    const place = [use.file, use.line].filter(Boolean).join(':')
    return exception ? [] : [`${place} ${use.feature} is not in ${browsers.join(', ')}.`]
  })
  // One that is no longer needed would hide the next use.
  const superfluous = exceptions
    .filter((exception) => !needed.has(exception))
    .map(({ feature }) => `exceptions.ts: nothing needs the exception for ${feature}. Delete it.`)
  return [...unsupported, ...superfluous]
}

function excuses({ feature, in: places = [''] }: Exception, use: Use) {
  const isOfIt = use.feature === feature || use.feature.startsWith(`${feature}.`)
  return isOfIt && places.some((place) => use.file.startsWith(place))
}
