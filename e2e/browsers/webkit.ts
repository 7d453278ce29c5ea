/** WebKitGTK over WebDriver, on a screen of its own: https://www.w3.org/TR/webdriver2/ */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../backend/test/process/free-port.ts'
import {
  type Browser,
  COMMAND_MS,
  type ElementHandle,
  START_MS,
  typing,
  type Window,
} from './driver.ts'
import { type Program, startProgram } from './program.ts'

type Paths = { driver: string; browser: string; xServer: string }
type Send = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>

/** The name under which WebDriver passes elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

export async function startWebKit(paths: Paths): Promise<Browser> {
  const home = mkdtempSync(join(tmpdir(), 'webkit-'))
  const started: Program[] = []
  const close = async () => {
    for (const program of started.reverse()) await program.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  const start = (path: string, args: string[], env: NodeJS.ProcessEnv) => {
    const program = startProgram(path, args, { ...process.env, ...env })
    started.push(program)
    return program
  }
  try {
    const screen = ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp']
    const [, display] = await start(paths.xServer, screen, {}).writes(/^(\d+)\n/)
    const port = await freePort()
    start(paths.driver, [`--port=${port}`, '--host=127.0.0.1'], {
      DISPLAY: `:${display}`,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      HOME: home,
      XDG_RUNTIME_DIR: home,
    })
    const send = sendTo(`http://127.0.0.1:${port}`)
    await untilReady(send)
    return { openWindow: () => openWindow(send, paths.browser), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** WebDriver has one session a browser, so each window is a browser. */
async function openWindow(toDriver: Send, binary: string): Promise<Window> {
  const { sessionId } = await toDriver<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        unhandledPromptBehavior: 'accept',
        'webkitgtk:browserOptions': { binary, args: ['--automation'] },
      },
    },
  })
  const send: Send = (method, path, body) => toDriver(method, `/session/${sessionId}${path}`, body)
  const execute = <T>(inPage: unknown, args: unknown[]) =>
    send<T>('POST', '/execute/sync', { script: `return (${inPage})(...arguments)`, args })

  return {
    async resize(width, height) {
      await send('POST', '/window/rect', { width, height })
      // Its bars are part of the window, and not of the page.
      const inside = await execute<number>(() => innerHeight, [])
      await send('POST', '/window/rect', { width, height: height + height - inside })
    },
    async goTo(url) {
      await send('POST', '/url', { url })
    },
    async reload() {
      await send('POST', '/refresh', {})
    },
    call: (inPage, ...args) => execute(inPage, args),
    async find(inPage, ...args) {
      return (await execute<ElementHandle | null>(inPage, args)) ?? undefined
    },
    async click(element) {
      await send('POST', `/element/${element[ELEMENT]}/click`, {})
    },
    async type(text) {
      await send('POST', '/actions', { actions: typing(text) })
    },
    async chooseFile(element, path) {
      await send('POST', `/element/${element[ELEMENT]}/value`, { text: path })
    },
    async screenshot() {
      return Buffer.from(await send<string>('GET', '/screenshot'), 'base64')
    },
    close: () => send('DELETE', ''),
  }
}

const sendTo =
  (address: string): Send =>
  async (method, path, body) => {
    const response = await fetch(address + path, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(path === '/session' ? START_MS : COMMAND_MS),
    })
    const { value } = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }

async function untilReady(send: Send) {
  const deadline = performance.now() + START_MS
  for (;;) {
    try {
      return await send('GET', '/status')
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
