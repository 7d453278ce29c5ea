/** The backend as a process of its own, as it is deployed: `node src/main.ts`. */
import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { ChatKitClient } from '../api/chatkit-client.ts'
import { noteSecrets } from './canaries.ts'
import { keepLog } from './kept-log.ts'
import { makeTempFolder } from './temp-folder.ts'

export type ProcessLine = { level: string; message: string; port?: number }

const deployed = resolve(import.meta.dirname, '../../src/main.ts')

/** @param env what the test needs otherwise; `DATA_DIR` to start again on the same memory */
export function runBackend(env: Record<string, string> = {}, main = deployed) {
  const folder = makeTempFolder()
  const log = keepLog('backend')
  noteSecrets(env)
  const child = spawn(process.execPath, [main], {
    env: { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder.path, RATE_LIMITS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  const news = new EventEmitter()
  const out = createInterface(child.stdout).on('line', (line) => {
    printed.push(line)
    log.append(`${line}\n`)
    news.emit('line')
  })
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
    log.append(String(text))
  })
  const closed = once(child, 'close')
  const silence = once(out, 'close').then(() => {
    throw new Error(`The backend ended: ${errors}`)
  })
  silence.catch(() => {})

  return {
    pid: child.pid ?? 0,
    /** The lines on standard output so far. */
    printed,
    async line(isIt: (line: ProcessLine) => boolean): Promise<ProcessLine> {
      for (;;) {
        const found = printed.map((line) => JSON.parse(line) as ProcessLine).find(isIt)
        if (found) return found
        await Promise.race([once(news, 'line'), silence])
      }
    },
    async url(): Promise<string> {
      const { port } = await this.line(({ message }) => message === 'listening')
      return `http://127.0.0.1:${port}`
    },
    /** A visitor's tab; without a session given, a new one. */
    async visitor(session?: string): Promise<ChatKitClient> {
      return new ChatKitClient(await this.url(), session)
    },
    signal: (name: NodeJS.Signals) => child.kill(name),
    async ended() {
      const [code] = (await closed) as [number | null]
      return { code, errors }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
      log.close()
      folder.remove()
    },
  }
}
