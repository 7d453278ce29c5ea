/**
 * The whole log of what tests start. With `TEST_LOG_DIR` it stays there for the scan at the end of `npm test`,
 * otherwise it goes with its service.
 */
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type KeptLog = {
  /** To be handed to a child process. */
  fd: number
  append(text: string): void
  /** Everything so far, also after its service has ended. */
  read(): string
  close(): void
}

let count = 0

/** @param service what the file's name begins with */
export function keepLog(service: string): KeptLog {
  const folder = process.env.TEST_LOG_DIR || tmpdir()
  mkdirSync(folder, { recursive: true })
  count += 1
  const path = join(folder, `${service}-${process.pid}-${process.hrtime.bigint()}-${count}.log`)
  const fd = openSync(path, 'ax+', 0o600)
  let isOpen = true
  return {
    fd,
    append(text) {
      if (isOpen) appendFileSync(fd, text)
    },
    read: () => readFileSync(path, 'utf8'),
    close() {
      if (!isOpen) return
      isOpen = false
      closeSync(fd)
      if (!process.env.TEST_LOG_DIR) rmSync(path, { force: true })
    },
  }
}

let inProcess: KeptLog | undefined

/** Lines of services that run in this process, all in one file; only where they are scanned. */
export function keepLines(text: string): void {
  if (!process.env.TEST_LOG_DIR) return
  inProcess ??= keepLog('in-process')
  inProcess.append(text)
}
