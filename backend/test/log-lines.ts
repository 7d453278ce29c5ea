import { type Logger, pino } from 'pino'

export type LogLine = Record<string, unknown> & { level: number; msg: string }

/** A logger whose lines a test can read. */
export function keepLogLines(): { log: Logger; text(): string; lines(): LogLine[] } {
  const written: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => written.push(line) })
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as LogLine),
  }
}
