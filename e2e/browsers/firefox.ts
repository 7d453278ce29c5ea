/** Firefox over WebDriver BiDi, which it speaks itself: https://www.w3.org/TR/webdriver-bidi/ */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, COMMAND_MS, START_MS, typing, type Window } from './driver.ts'
import { startProgram } from './program.ts'
import { within } from './within.ts'

type Send = <T>(method: string, params: object, ms?: number) => Promise<T>
type Answer = { id?: number; result?: unknown; error?: string; message?: string }

export async function startFirefox(path: string): Promise<Browser> {
  const home = mkdtempSync(join(tmpdir(), 'firefox-'))
  const args = ['--headless', '--no-remote', '--profile', home, '--remote-debugging-port=0']
  const firefox = startProgram(path, args, { ...process.env, HOME: home })
  const close = async () => {
    await firefox.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const [, address] = await firefox.writes(/WebDriver BiDi listening on (ws:\S+)/)
    const send = await openSocket(`${address}/session`)
    const capabilities = { alwaysMatch: { unhandledPromptBehavior: { default: 'accept' } } }
    await send('session.new', { capabilities }, START_MS)
    return { openWindow: () => openWindow(send), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openWindow(send: Send): Promise<Window> {
  const { userContext } = await send<{ userContext: string }>('browser.createUserContext', {})
  const { context } = await send<{ context: string }>('browsingContext.create', {
    type: 'tab',
    userContext,
  })
  await send('browsingContext.activate', { context })
  const perform = (actions: object[]) => send('input.performActions', { context, actions })

  async function execute(inPage: unknown, args: unknown[]) {
    const { type, result, exceptionDetails } = await send<Evaluated>('script.callFunction', {
      functionDeclaration: `(args) => (${inPage})(...JSON.parse(args))`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      target: { context },
      awaitPromise: true,
    })
    if (type === 'exception') throw new Error(exceptionDetails?.text)
    return result
  }

  return {
    async resize(width, height) {
      await send('browsingContext.setViewport', { context, viewport: { width, height } })
    },
    async goTo(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async reload() {
      await send('browsingContext.reload', { context, wait: 'complete' })
    },
    async call(inPage, ...args) {
      const toJson = `(...args) => JSON.stringify((${inPage})(...args) ?? null)`
      return JSON.parse((await execute(toJson, args))?.value ?? 'null')
    },
    async find(inPage, ...args) {
      const found = await execute(inPage, args)
      return found?.sharedId ? { sharedId: found.sharedId } : undefined
    },
    async click(element) {
      const origin = { type: 'element', element }
      const actions = [
        { type: 'pointerMove', x: 0, y: 0, origin },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]
      await perform([{ type: 'pointer', id: 'mouse', actions }])
    },
    async type(text) {
      await perform(typing(text))
    },
    async chooseFile(element, path) {
      await send('input.setFiles', { context, element, files: [path] })
    },
    async screenshot() {
      const { data } = await send<{ data: string }>('browsingContext.captureScreenshot', {
        context,
      })
      return Buffer.from(data, 'base64')
    },
    async close() {
      await send('browser.removeUserContext', { userContext })
    },
  }
}

type Evaluated = {
  type: 'success' | 'exception'
  result?: { value?: string; sharedId?: string }
  exceptionDetails?: { text: string }
}

/** Returns what sends a command and waits for its answer. */
async function openSocket(address: string): Promise<Send> {
  const socket = new WebSocket(address)
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer: Answer = JSON.parse(data)
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  await within(START_MS, 'the connection to Firefox', once(socket, 'open'))

  let lastId = 0
  return async <T>(method: string, params: object, ms = COMMAND_MS) => {
    lastId += 1
    const id = lastId
    const { promise, resolve } = Promise.withResolvers<Answer>()
    waiting.set(id, resolve)
    socket.send(JSON.stringify({ id, method, params }))
    const answer = await within(ms, method, promise).finally(() => waiting.delete(id))
    if (answer.error) throw new Error(`${method}: ${answer.error}: ${answer.message}`)
    return answer.result as T
  }
}
