// Looks through the logs of a test run for what must never be in one: words of visitors and of the model, session
// ids, secrets. Tests note them while they run (backend/test/process/canaries.ts).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.mjs'

/** Shorter ones are found by chance. */
const SHORTEST = 10
const LONGEST = 60

/**
 * @param folder with `*.log` and `canaries-*.jsonl`
 * @param fewest how many lines and canaries there have to be, or the scan has seen nothing
 * @returns a sentence for each thing found; none where all is well
 */
export function scanLogs(folder, fewest) {
  const names = list(folder)
  const canaries = names
    .filter((name) => name.startsWith('canaries-'))
    .flatMap(readCanaries(folder))
  const index = indexOf(canaries)
  const problems = []
  let lines = 0
  for (const name of names.filter((each) => each.endsWith('.log'))) {
    for (const [at, line] of readFileSync(join(folder, name), 'utf8').split('\n').entries()) {
      if (line) lines += 1
      for (const { kind, text } of found(line, index)) {
        problems.push(
          `${join(folder, name)}:${at + 1} holds ${kind} “${text}”: ${line.slice(0, 300)}`,
        )
      }
    }
  }
  if (lines < fewest.lines) problems.push(`Only ${lines} lines of logs in ${folder}.`)
  if (index.count < fewest.canaries) problems.push(`Only ${index.count} canaries in ${folder}.`)
  return { problems, lines, canaries: index.count }
}

function list(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const readCanaries = (folder) => (name) =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** By their first letters. Those that the product says itself tell nothing. */
function indexOf(canaries) {
  const own = sourceText()
  const byStart = new Map()
  const texts = new Set()
  for (const { kind, text } of canaries) {
    const part = longestPlainPart(kind === 'session id' ? text.toLowerCase() : text)
    if (part.length < SHORTEST || texts.has(part) || own.includes(part)) continue
    texts.add(part)
    const start = part.slice(0, SHORTEST)
    byStart.set(start, [...(byStart.get(start) ?? []), { kind, text: part }])
  }
  return { byStart, count: texts.size }
}

/** As it would stand in a log too: without what JSON escapes. */
function longestPlainPart(text) {
  const parts = text.split(/[^\x20-\x7e]+|["\\]+/).map((part) => part.trim())
  return parts
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '')
    .slice(0, LONGEST)
}

function* found(line, { byStart }) {
  for (const text of [line, ...bytesIn(line)]) {
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      for (const canary of byStart.get(text.slice(at, at + SHORTEST)) ?? []) {
        if (text.startsWith(canary.text, at)) yield canary
      }
    }
  }
}

/** Bytes that are logged as numbers. */
const bytesIn = (line) =>
  [...line.matchAll(/\[((?:\d{1,3},){9,}\d{1,3})\]/g)].map(([, bytes]) =>
    Buffer.from(bytes.split(',').map(Number)).toString(),
  )

function sourceText() {
  return ['backend/src', 'frontend/app']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}
