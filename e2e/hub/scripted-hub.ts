/** A hub whose model says what the test wants, when the test wants it, over a line that the test can cut. */

import { freePort } from '../../backend/test/process/free-port.ts'
import {
  begun,
  delta,
  ending,
  functionCall,
  type ModelEvent,
  message,
  openMessage,
  reasoning,
  response,
  unfinished,
} from '../../backend/test/upstream/response-events.ts'
import {
  plays,
  type Script,
  ScriptedUpstream,
  stallsAfter,
} from '../../backend/test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../backend/test/upstream/upstream-stream.ts'
import { type BreakableLine, openLine } from './breakable-line.ts'
import { type Running, startApi, startPage, urlOf } from './start-hub.ts'

export type ScriptedHub = Running & {
  page: string
  api: string
  upstream: ScriptedUpstream
  /** Between the browser and the API. */
  line: BreakableLine
}

type ScriptedHubOptions = {
  /** Switches OpenAI's panel on. */
  panelKey?: string
  /** Of the API. */
  settings?: Record<string, string>
}

export async function startScriptedHub({
  panelKey,
  settings,
}: ScriptedHubOptions = {}): Promise<ScriptedHub> {
  const upstream = await ScriptedUpstream.start()
  const [apiPort, pagePort] = [await freePort(), await freePort()]
  const [api, page] = [urlOf(apiPort), urlOf(pagePort)]
  const line = await openLine(apiPort)
  const services = await Promise.all([
    startApi(apiPort, page, {
      OPENAI_API_KEY: 'sk-only-for-these-journeys',
      OPENAI_BASE_URL: upstream.url,
      JASON_VECTOR_STORE_ID: 'vs_journeys',
      ...settings,
    }),
    startPage(pagePort, { api, publicApi: line.url, panelKey }),
  ])
  return {
    page,
    api,
    upstream,
    line,
    async stop() {
      await line.close()
      await Promise.all(services.map((service) => service.stop()))
      await upstream.close()
    },
  }
}

/** Instead of answering, the model calls one of the coach's tools. */
export const calls = (name: string, args: object): Script =>
  plays(...response(functionCall(`fc_${name}`, name, args)))

/** The model thinks, and would go on thinking for ever. */
export const thinks = (thought: string): Script =>
  stallsAfter(...unfinished(reasoning('rs_long', thought)))

/** What the next recording is heard as. */
export function hears({ upstream }: ScriptedHub, text: string) {
  upstream.refuses(TRANSCRIPTIONS, (stream) => stream.json({ text }), 1)
}

export const TRANSCRIPTIONS = /POST .*audio\/transcriptions$/

/** An answer that the model gives word by word, as the test tells it to. */
export class HeldAnswer {
  readonly #id: string
  readonly #said: string[] = []
  readonly #stream = Promise.withResolvers<UpstreamStream>()

  constructor(id = 'msg_held') {
    this.#id = id
  }

  /** What the scripted model is given. */
  readonly script: Script = async (stream) => {
    stream.send(...begun())
    this.#stream.resolve(stream)
    await stream.closed
  }

  async say(...words: string[]) {
    const stream = await this.#stream.promise
    if (this.#said.length === 0) stream.send(...numbered(openMessage(this.#id)))
    this.#said.push(...words)
    for (const text of words) stream.send(...numbered([delta(this.#id, text)]))
  }

  async finish() {
    const stream = await this.#stream.promise
    const whole = message(this.#id, ...this.#said)
    const closing = whole.slice(openMessage(this.#id, ...this.#said).length)
    const items = closing.flatMap(({ item }) => (isItem(item) ? [item] : []))
    stream.send(...numbered(closing))
    stream.send(ending('completed', items)).end()
  }
}

const numbered = (events: ModelEvent[]) => events.map((event) => ({ ...event, output_index: 0 }))

function isItem(item: unknown): item is { type: string } {
  return typeof item === 'object' && item !== null && 'type' in item
}
