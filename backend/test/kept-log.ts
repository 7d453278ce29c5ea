/**
 * Files for the whole log of what tests start. With `TEST_LOG_DIR` they stay there for the scan at the end of
 * `npm test`; otherwise each is removed when its service has ended.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type KeptLog = {
  path: string
  /** To be handed to a child process, or written to. */
  fd: number
  write(text: string | Uint8Array): void
  read(): string
  /** It can be read until then, also after its service has ended. */
  close(): void
}

let count = 0

/** @param service what the file's name begins with */
export function keepLog(service: string): KeptLog {
  const { TEST_LOG_DIR } = process.env
  const folder = TEST_LOG_DIR || tmpdir()
  mkdirSync(folder, { recursive: true })
  count += 1
  const path = join(folder, `${service}-${process.pid}-${process.hrtime.bigint()}-${count}.log`)
  const fd = openSync(path, 'ax+', 0o600)
  let isOpen = true
  return {
    path,
    fd,
    write: (text) => {
      if (typeof text === 'string') writeSync(fd, text)
      else writeSync(fd, text)
    },
    read: () => readFileSync(path, 'utf8'),
    close() {
      if (!isOpen) return
      isOpen = false
      closeSync(fd)
      if (!TEST_LOG_DIR) rmSync(path, { force: true })
    },
  }
}
