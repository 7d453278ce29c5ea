/** The whole service as `npm start` runs it, with the offline engine, on a port and a folder of its own. */
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import { noteSecrets } from '../process/canaries.ts'
import { keepLogLines } from '../process/log-lines.ts'
import { makeTempFolder } from '../process/temp-folder.ts'
import { ChatKitClient } from './chatkit-client.ts'

export type Api = Awaited<ReturnType<typeof startApi>>

/** So slow that an answer is still being written when the test has done what it wants to do. */
export const SLOW = { OFFLINE_WORDS_PER_SECOND: '8' }

type Options = Parameters<typeof startServer>[2]

/** @param env what the test needs otherwise; `DATA_DIR` to start again on the same memory */
export async function startApi(env: Record<string, string> = {}, options?: Options) {
  const folder = makeTempFolder()
  const logged = keepLogLines()
  noteSecrets(env)
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder.path,
    OFFLINE_WORDS_PER_SECOND: '100000',
    RATE_LIMITS: 'off',
    ...env,
  })
  const service = await startServer(config, logged.log, options)
  const url = `http://127.0.0.1:${service.port}`
  const stop = () => service.stop().finally(folder.remove)

  return {
    url,
    service,
    logged,
    /** A visitor's tab; without a session given, a new one. */
    visitor: (session?: string) => new ChatKitClient(url, session),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
