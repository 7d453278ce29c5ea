// Checks everything, whatever fails on the way, and ends with a line of totals:
//   npm test                          everything
//   npm test -- --only=unit           a part: types, lint, unit, browser (or several: types,lint)
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import { installPackages } from './install.mjs'
import { withoutSettings } from './settings.mjs'
import { installTestTools } from './test-tools.mjs'
import { node24, npmCommand, root } from './workspace.mjs'

const parts = {
  types: () => [check('Types', npmCommand(['run', 'typecheck']))],
  lint: () => [check('Lint', npmCommand(['run', 'lint']))],
  unit: () => ['backend', 'frontend', 'e2e'].map(runVitest),
  browser: () => [check('Build', npmCommand(['run', 'build'])), runPlaywright()],
}

const pathWithNode24 = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
const reports = mkdtempSync(join(tmpdir(), 'coaching-hub-test-'))
try {
  const chosen = readChosenParts()
  installPackages()
  for (const sentence of installTestTools()) console.error(sentence)
  report(chosen.flatMap((part) => parts[part]()))
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
  if (unknown.length === 0) return chosen
  throw new Error(
    `--only does not know ${unknown.join(', ')}. Use ${Object.keys(parts).join(', ')}.`,
  )
}

/** A command that passes or fails as a whole; it counts as one test. */
function check(name, command) {
  const isGood = runCommand(name, command) === 0
  return { name, passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 }
}

function runVitest(workspace) {
  const name = `Unit tests, ${workspace}`
  const file = join(reports, `${workspace}.json`)
  const cli = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const status = runCommand(name, [node24(), [cli, 'run', ...reporters]], workspace)
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readReport(file)
  const broken = testResults.filter((suite) => suite.status === 'failed' && !hasFailedTest(suite))
  return honest({ name, passed: numPassedTests, failed: numFailedTests + broken.length, status })
}

function hasFailedTest({ assertionResults }) {
  return assertionResults.some(({ status }) => status === 'failed')
}

function runPlaywright() {
  const name = 'Browser tests'
  const file = join(reports, 'playwright.json')
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const args = [cli, 'test', '--reporter=list,json']
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const status = runCommand(name, [node24(), args], 'e2e', env)
  const { stats = {}, errors = [] } = readReport(file)
  const { expected = 0, flaky = 0, unexpected = 0 } = stats
  return honest({ name, passed: expected + flaky, failed: unexpected + errors.length, status })
}

/** A runner that failed without a failed test, or that ran no test at all, is one failure. */
function honest({ name, passed, failed, status }) {
  if (failed === 0 && status !== 0) return { name, passed, failed: 1 }
  if (passed + failed === 0) {
    console.error(`${name}: no test ran.`)
    return { name, passed, failed: 1 }
  }
  return { name, passed, failed }
}

function runCommand(name, [program, args], folder = '.', extra = {}) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}`)
  const { status, error } = spawnSync(program, args, {
    cwd: join(root, folder),
    env: { ...withoutSettings(process.env), PATH: pathWithNode24, CI: 'true', ...extra },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) console.error(`${program} could not run: ${error.message}`)
  return status
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function report(results) {
  const sum = (field) => results.reduce((total, result) => total + result[field], 0)
  console.log('')
  for (const { name, passed, failed } of results) {
    console.log(`${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed`)
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  if (sum('failed') > 0) process.exitCode = 1
}
