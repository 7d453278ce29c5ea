/** What is looked at once all cases are played: the logs, and what the processes hold. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningService } from '../hub/start-hub.ts'
import { type Failure, MARK_PATTERN } from './play.ts'
import type { Target } from './services.ts'

const LONGEST_SHOWN = 1_200

/** Words of a visitor, of the model or of the owner in it; and lines that call a client's mistake an error. */
export function logFailures({ output }: RunningService, words: string[]): Failure[] {
  return output()
    .split('\n')
    .flatMap((line, at) => {
      const shown = `line ${at + 1} of the log: ${line.slice(0, LONGEST_SHOWN)}`
      const [mark, number] = MARK_PATTERN.exec(line) ?? []
      const found = mark ?? words.find((word) => line.includes(word))
      const problems: [what: string, number?: number][] = []
      if (found) problems.push([`“${found}” is in`, number ? Number(number) : undefined])
      if (/"data":\[\d+,\d+,/.test(line)) problems.push(['bytes of a request are in'])
      if (/"level":"(error|fatal)"/.test(line)) problems.push(['an error in'])
      if (/^\s+at .+:\d+:\d+\)?$/.test(line)) problems.push(['a stack trace in'])
      return problems.map(([what, culprit]) => ({
        kind: what.startsWith('a stack') ? what : `${found ? 'word' : what} ${messageOf(line)}`,
        number: culprit,
        title: 'the log of the service',
        problem: `${what} ${shown}`,
      }))
    })
}

/** What lines of one kind share. */
function messageOf(line: string): string {
  return /"message":"([^"]*)"/.exec(line)?.[1] ?? line.slice(0, 6)
}

const SETTLES_WITHIN_MS = 10_000
/** Connections of the page to the API stay open for the next request; pipelined requests open many at once. */
const MORE_FILES = 150
/** With what V8 has not collected yet. Whether it keeps anything, `npm run test:soak` tells. */
const MOST_MEGABYTES = 1_000

export async function aftermath(target: Target, filesBefore: number[]): Promise<Failure[]> {
  const problems = () => [
    ...target.running.flatMap((each, at) => {
      const files = openFiles(each)
      const megabytes = residentMegabytes(each)
      const before = filesBefore[at] ?? 0
      return [
        ...(files > before + MORE_FILES ? [`${files} open files in place of ${before}`] : []),
        ...(megabytes > MOST_MEGABYTES ? [`${Math.round(megabytes)} MB of memory`] : []),
      ]
    }),
    ...target.spooled().map((name) => `an upload's file is left: ${name}`),
  ]
  const deadline = Date.now() + SETTLES_WITHIN_MS
  while (problems().length > 0 && Date.now() < deadline) await sleep(100)
  return problems().map((problem) => ({ kind: problem, title: 'after all cases', problem }))
}

/** NaN where there is no /proc. */
export function openFiles({ pid }: RunningService): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return Number.NaN
  }
}

function residentMegabytes({ pid }: RunningService): number {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1024
  } catch {
    return Number.NaN
  }
}
