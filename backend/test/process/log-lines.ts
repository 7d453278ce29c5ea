import { EventEmitter, once } from 'node:events'
import { type Logger, pino } from 'pino'
import { errorSerializers } from '../../src/process/log.ts'
import { keepLines } from './kept-log.ts'

export type LogLine = Record<string, unknown> & { level: number; msg: string }

/** A logger whose lines a test can read, and wait for. */
export function keepLogLines() {
  const text: string[] = []
  const written = new EventEmitter()
  const log: Logger = pino(
    { level: 'debug', serializers: errorSerializers },
    {
      write(line: string) {
        text.push(line)
        keepLines(line)
        written.emit('line')
      },
    },
  )
  const lines = () => text.map((line) => JSON.parse(line) as LogLine)

  return {
    log,
    lines,
    text: () => text.join(''),
    async line(isIt: (line: LogLine) => boolean): Promise<LogLine> {
      for (;;) {
        const found = lines().find(isIt)
        if (found) return found
        await once(written, 'line')
      }
    },
  }
}
