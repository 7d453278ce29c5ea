/** What is told of failures: each kind once, with the bytes that bring it about. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failure } from './play.ts'

const MOST_KINDS = 25
const MOST_BYTES = 1_500

type Run = { name: string; port: number; seed: number }

export function reportOf(failures: Failure[], run: Run): string {
  const kinds = Map.groupBy(failures, ({ kind }) => kind)
  const shown = [...kinds].slice(0, MOST_KINDS)
  return [
    `${failures.length} failures of ${kinds.size} kinds on ${run.name}`,
    ...shown.flatMap(([, [first, ...others]]) => (first ? tellOf(first, others.length, run) : [])),
    ...(kinds.size > MOST_KINDS ? [`… and ${kinds.size - MOST_KINDS} kinds more`] : []),
  ].join('\n')
}

function tellOf({ number, title, problem, bytes }: Failure, others: number, run: Run): string[] {
  return [
    '',
    `✗ ${problem}${others > 0 ? ` (and ${others} more like it)` : ''}`,
    `  ${number === undefined ? title : `case ${number}: ${title}`}`,
    ...(number === undefined
      ? []
      : [
          `  again: FUZZ_SEED=${run.seed} FUZZ_ONLY=${number} npm run test:fuzz -- -t '${run.name}'`,
        ]),
    ...(bytes ? [`  sent:  ${sent(bytes, run.port)}`] : []),
  ]
}

/** A command for a shell, or for large ones a file. */
function sent(bytes: Buffer, port: number): string {
  const to = `nc -q 5 127.0.0.1 ${port}`
  if (bytes.length <= MOST_BYTES) return `printf '${escaped(bytes)}' | ${to}`
  const file = join(mkdtempSync(join(tmpdir(), 'coaching-hub-fuzz-case-')), 'request')
  writeFileSync(file, bytes)
  return `${to} < ${file}   # begins with '${escaped(bytes.subarray(0, 300))}'`
}

function escaped(bytes: Buffer): string {
  return Array.from(bytes, (byte) => {
    if (byte === 0x0d) return '\\r'
    if (byte === 0x0a) return '\\n'
    const letter = String.fromCharCode(byte)
    if (byte >= 0x20 && byte < 0x7f && !"'\\%".includes(letter)) return letter
    return `\\${byte.toString(8).padStart(3, '0')}`
  }).join('')
}
