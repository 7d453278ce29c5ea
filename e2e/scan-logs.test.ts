/** The scan of logs at the end of `npm test`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scanLogs } from '../.scripts/scan-logs.mjs'
import { makeTempFolder } from '../backend/test/process/temp-folder.ts'

const few = { lines: 1, canaries: 1 }
const session = '6f1b0a52-93c4-4d0f-8f43-0e9d8a7f5c11'
const canaries = [
  { kind: 'words', text: 'My zebra "Ludmila"\nlives in a yellow submarine' },
  { kind: 'session id', text: session.toUpperCase() },
  { kind: 'secret', text: 'a-secret-of-the-owner' },
]

function folderWith(lines: string[], noted: object[] = canaries): string {
  const folder = makeTempFolder()
  onTestFinished(() => folder.remove())
  const text = noted.map((canary) => `${JSON.stringify(canary)}\n`).join('')
  writeFileSync(join(folder.path, 'canaries-1.jsonl'), text)
  writeFileSync(join(folder.path, 'api-1.log'), `${lines.join('\n')}\n`)
  return folder.path
}

const lineWith = (err: object) => JSON.stringify({ level: 'info', message: 'request', err })
const clean = lineWith({ message: 'Not found' })

test('a log without any of it passes, and tells how much was looked at', () => {
  const { problems, lines, canaries: count } = scanLogs(folderWith([clean, clean]), few)

  expect(problems).toEqual([])
  expect(lines).toBe(2)
  expect(count).toBe(3)
})

test.each([
  [
    'words',
    lineWith({
      message: 'Unexpected token in "My zebra \\"Ludmila\\"\\nlives in a yellow submarine"',
    }),
  ],
  ['words', lineWith({ cause: { input: 'lives in a yellow submarine, and more' } })],
  ['session id', JSON.stringify({ headers: { 'x-session-id': session } })],
  ['secret', `Error: invalid key a-secret-of-the-owner\n    at file:///main.ts:1:1`],
  [
    'words',
    JSON.stringify({ rawPacket: Buffer.from('GET /lives in a yellow submarine HTTP/1.1') }),
  ],
])('%s in a log fail with file, line and kind: %s', (kind, line) => {
  const folder = folderWith([clean, line])

  const { problems } = scanLogs(folder, few)

  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`${join(folder, 'api-1.log')}:2 holds ${kind}`)
})

test('words that the product says itself are no finding', () => {
  const own = 'The server is restarting. Try again in a few seconds.'
  const folder = folderWith(
    [lineWith({ message: own })],
    [...canaries, { kind: 'words', text: own }],
  )

  expect(scanLogs(folder, few).problems).toEqual([])
})

test('a run without logs, with few lines or without canaries fails', () => {
  const missing = join(folderWith([clean]), 'missing')
  const enough = { lines: 2, canaries: 3 }

  expect(scanLogs(missing, few).problems).toHaveLength(2)
  expect(scanLogs(folderWith([clean]), enough).problems).toEqual([
    expect.stringContaining('Only 1 lines of logs'),
  ])
  expect(
    scanLogs(folderWith([clean, clean], [{ kind: 'words', text: 'short' }]), enough).problems,
  ).toEqual([expect.stringContaining('Only 0 canaries')])
})
