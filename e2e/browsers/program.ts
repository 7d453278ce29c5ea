/** A program and all that it starts, which end together. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { START_MS } from './driver.ts'
import { within } from './within.ts'

const STOP_MS = 5_000

export type Program = {
  /** Waits until the program has written this. */
  writes(pattern: RegExp): Promise<RegExpMatchArray>
  stop(): Promise<void>
}

export function startProgram(path: string, args: string[], env: NodeJS.ProcessEnv): Program {
  // A process group of its own: a browser consists of many processes.
  const child = spawn(path, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-10_000)
    })
  }
  const ended = once(child, 'close').catch(() => {})
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal)
    } catch {
      // All of them have ended.
    }
  }
  const killNow = () => kill('SIGKILL')
  process.once('exit', killNow)

  async function written(pattern: RegExp, signal: AbortSignal) {
    for (;;) {
      const match = pattern.exec(output)
      if (match) return match
      await Promise.race([
        once(child.stdout, 'data', { signal }),
        once(child.stderr, 'data', { signal }),
        ended.then(() => {
          throw new Error(`${path} ended. It wrote:\n${output}`)
        }),
      ])
    }
  }
  return {
    async writes(pattern) {
      const stopped = new AbortController()
      try {
        return await within(
          START_MS,
          `${path} to write ${pattern}`,
          written(pattern, stopped.signal),
        )
      } finally {
        stopped.abort()
      }
    },
    async stop() {
      kill('SIGTERM')
      await within(STOP_MS, `${path} to end`, ended).catch(() => {})
      killNow()
      process.off('exit', killNow)
    },
  }
}
