// Checks everything, whatever fails on the way, and ends with a line of totals:
//   npm test                          everything
//   npm test -- --only=unit           a part: types, lint, build, unit, browser (or several: types,lint)
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join, relative } from 'node:path'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { installPackages } from './install.mjs'
import { runTogether } from './run-together.mjs'
import { scanLogs } from './scan-logs.mjs'
import { withoutSettings } from './settings.mjs'
import { findFirefox, findWebKit, installTestTools } from './test-tools.mjs'
import { node24, npmCommand, root } from './workspace.mjs'

const parts = {
  types: () => [check('Types', npmCommand(['run', 'typecheck']))],
  lint: () => [check('Lint', npmCommand(['run', 'lint']))],
  build: () => [check('Build', npmCommand(['run', 'build']))],
  unit: () => ['backend', 'e2e', 'frontend'].map(vitest),
  browser: () => [playwright(), ...otherBrowsers()],
}

/** One after the other. Unit tests wait for processes and clocks; a browser has to have the machine for itself. */
const stages = [
  { names: ['types', 'lint', 'build'], atOnce: 2 },
  { names: ['unit'], atOnce: 2 },
  { names: ['browser'], atOnce: 1 },
]

/** About half of what there is: with less, a scan of the logs would prove nothing. */
const fewestLogged = {
  backend: { lines: 1_000, canaries: 200 },
  e2e: { lines: 1_000, canaries: 100 },
  browser: { lines: 1_000, canaries: 100 },
  firefox: { lines: 50, canaries: 5 },
  webkit: { lines: 50, canaries: 5 },
}
const MOST_PROBLEMS = 20

const pathWithNode24 = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
const reports = mkdtempSync(join(tmpdir(), 'coaching-hub-test-'))
try {
  const chosen = readChosenParts()
  installPackages()
  for (const sentence of installTestTools()) console.error(sentence)
  const results = []
  for (const { names, atOnce } of stages) {
    const jobs = names.filter((name) => chosen.includes(name)).flatMap((name) => parts[name]())
    results.push(...(await runAll(jobs, atOnce)))
  }
  report([...results, ...scanLogsOf(results)])
} catch (error) {
  console.error(error.message)
  report([{ name: 'Set-up', passed: 0, failed: 1 }])
} finally {
  rmSync(reports, { recursive: true, force: true })
}

function readChosenParts() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } })
  const chosen = values.only?.split(',') ?? Object.keys(parts)
  const unknown = chosen.filter((part) => !Object.hasOwn(parts, part))
  const needsBuild = chosen.includes('unit') || chosen.includes('browser')
  if (unknown.length === 0) return needsBuild ? ['build', ...chosen] : chosen
  throw new Error(
    `--only does not know ${unknown.join(', ')}. Use ${Object.keys(parts).join(', ')}.`,
  )
}

async function runAll(jobs, atOnce) {
  const possible = jobs.filter(({ note }) => !note)
  const statuses = await runTogether(possible.map(withSurroundings), atOnce)
  const results = possible.map(({ name, count, logs }, at) => ({
    name,
    logs,
    ...count(statuses[at]),
  }))
  return [...results, ...jobs.filter(({ note }) => note)]
}

/** A command that passes or fails as a whole; it counts as one test. */
function check(name, [program, args]) {
  const count = (status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 })
  return { name, program, args, count }
}

function vitest(workspace) {
  const file = join(reports, `${workspace}.json`)
  const cli = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const count = (status) => {
    const { numPassedTests = 0, testResults = [] } = readReport(file)
    return honest({ passed: numPassedTests, failures: testResults.flatMap(vitestFailures), status })
  }
  const args = [cli, 'run', ...reporters]
  return {
    name: `Unit tests, ${workspace}`,
    program: node24(),
    args,
    folder: workspace,
    count,
    logs: logsOf(workspace),
  }
}

/** A file without a failed test fails as a whole, as when it cannot be loaded. */
function vitestFailures({ name, status, message, assertionResults }) {
  const file = relative(root, name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (status === 'failed' && failed.length === 0) return [failure(file, '', message)]
  return failed.map((test) => failure(file, test.fullName, test.failureMessages[0]))
}

function playwrightFailures({ suites = [], specs = [] }) {
  const failed = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
      return failure(file, title, errors[0]?.message)
    })
  return [...failed, ...suites.flatMap(playwrightFailures)]
}

function failure(file, title, message = '') {
  return stripVTControlCharacters(`${file} ${title}\n      ${message.trim().split('\n')[0]}`)
}

/** The few journeys for browsers of other kinds, where those are installed. */
function otherBrowsers() {
  return [
    findFirefox() ? otherBrowser('Firefox', 'firefox') : missing('Firefox', 'firefox-esr'),
    findWebKit()
      ? otherBrowser('WebKitGTK', 'webkit')
      : missing('WebKitGTK', 'webkit2gtk-driver, libwebkit2gtk-4.1-0 and xvfb'),
  ]
}

function otherBrowser(name, project) {
  const args = ['--config=browsers/playwright.config.ts', `--project=${project}`]
  return playwright(`Browser tests, ${name}`, project, args)
}

/** Counts as nothing, and says so. */
function missing(name, packages) {
  const note = `not run: ${name} is not installed (Debian: ${packages})`
  return { name: `Browser tests, ${name}`, note }
}

function playwright(name = 'Browser tests', runner = 'browser', more = []) {
  const file = join(reports, `${runner}.json`)
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const args = [cli, 'test', '--reporter=list,json', ...more]
  const count = (status) => {
    const { stats = {}, errors = [], suites } = readReport(file)
    const failures = [
      ...playwrightFailures({ suites }),
      ...errors.map(({ message }) => failure('playwright', '', message)),
    ]
    return honest({ passed: stats.expected ?? 0, failures, status })
  }
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const logs = logsOf(runner)
  return { name, program: node24(), args, folder: 'e2e', env, count, logs }
}

/** Where tests keep the logs of the services they start, and how much there is at least. */
function logsOf(runner) {
  const fewest = fewestLogged[runner]
  return fewest && { folder: join(reports, `logs-${runner}`), fewest }
}

/** Nothing of a visitor, of the model or of the owner's secrets may be in them. It counts as one test. */
function scanLogsOf(results) {
  const logs = results.flatMap((result) => result.logs ?? [])
  if (logs.length === 0) return []
  const scans = logs.map(({ folder, fewest }) => scanLogs(folder, fewest))
  const problems = scans.flatMap((scan) => scan.problems)
  const sum = (field) => scans.reduce((total, scan) => total + scan[field], 0)
  console.log(`\n── Log scan ${'─'.repeat(68)}`)
  console.log(`${sum('canaries')} canaries looked for in ${sum('lines')} lines`)
  for (const problem of problems.slice(0, MOST_PROBLEMS)) console.log(problem)
  if (problems.length > 0) {
    const kept = join(tmpdir(), `coaching-hub-logs-${process.pid}`)
    for (const { folder } of logs) cpSync(folder, join(kept, basename(folder)), { recursive: true })
    console.log(`${problems.length} problems; the logs are kept in ${kept}`)
  }
  const failed = problems.length > 0 ? 1 : 0
  return [{ name: 'Log scan', passed: 1 - failed, failed }]
}

/** A runner that failed without a failed test, or that ran no test at all, is one failure. */
function honest({ passed, failures, status }) {
  if (failures.length > 0) return { passed, failed: failures.length, failures }
  return { passed, failed: status !== 0 || passed === 0 ? 1 : 0 }
}

function withSurroundings({ name, program, args, folder = '.', env, logs }) {
  const usual = {
    ...withoutSettings(process.env),
    PATH: pathWithNode24,
    CI: 'true',
    // Several hundred services are started: each finds its modules compiled.
    NODE_COMPILE_CACHE: join(reports, 'compile-cache'),
  }
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const kept = logs ? { TEST_LOG_DIR: logs.folder } : {}
  const whole = { ...usual, ...colours, ...kept, ...env }
  return { name, program, args, cwd: join(root, folder), env: whole }
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function report(results) {
  const sum = (field) => results.reduce((total, result) => total + (result[field] ?? 0), 0)
  console.log('')
  for (const { name, passed, failed, failures = [], note } of results) {
    if (note) console.log(`– ${name}: ${note}`)
    else console.log(`${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed`)
    for (const each of failures.slice(0, MOST_PROBLEMS)) console.log(`    ${each}`)
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  if (sum('failed') > 0) process.exitCode = 1
}
