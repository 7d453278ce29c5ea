import { fileURLToPath } from 'node:url'
import OpenAI, { toFile } from 'openai'
import type { ResponseInput } from 'openai/resources/responses/responses'
import { onTestFinished } from 'vitest'
import { createEngine, type EngineOptions } from '../../src/embedded/engine.ts'
import type { Attributes } from '../../src/embedded/http/filters.ts'

export const knowledgeDir = fileURLToPath(new URL('../../knowledge', import.meta.url))

/** A client of the real SDK on an engine of its own, gone with the test. */
export async function startEngine(options: Partial<EngineOptions> = {}) {
  const engine = await createEngine({
    knowledgeDir,
    dataFile: ':memory:',
    wordsPerSecond: Number.POSITIVE_INFINITY,
    ...options,
  })
  onTestFinished(() => engine.close())
  return { engine, store: engine.vectorStoreId, openai: clientOf(engine) }
}

export type Started = Awaited<ReturnType<typeof startEngine>>

export function clientOf(engine: { fetch: typeof fetch }): OpenAI {
  const baseURL = 'http://offline.invalid/v1'
  return new OpenAI({ apiKey: 'offline', baseURL, fetch: engine.fetch })
}

export async function addFile(
  { openai, store }: Pick<Started, 'openai' | 'store'>,
  name: string,
  content: string | Uint8Array,
  attributes: Attributes = {},
) {
  const file = await toFile(Buffer.from(content), name)
  const { id } = await openai.files.create({ file, purpose: 'assistants' })
  const body = { file_id: id, attributes }
  return openai.vectorStores.files.createAndPoll(store, body, { pollIntervalMs: 5 })
}

/** A chat with the library coach: `ask` sends the whole thread, as the app does. */
export async function startChat(started?: Started, functions: string[] = []) {
  const { openai, store } = started ?? (await startEngine())
  const input: ResponseInput = []
  return {
    input,
    async ask(text: string, ...attached: string[]) {
      const notes = attached.map((name) => `[Attached file: "${name}"]`)
      input.push({
        role: 'user',
        content: [text, ...notes].map((part) => ({ type: 'input_text', text: part })),
      })
      const response = await openai.responses.create({
        model: 'any',
        input,
        include: ['file_search_call.results'],
        tools: [{ type: 'file_search', vector_store_ids: [store] }, ...functions.map(functionTool)],
      })
      input.push(...(response.output as ResponseInput)) // what comes out may go in again
      return readAnswer(response)
    },
  }
}

const functionTool = (name: string) => ({
  ...{ type: 'function' as const, name, parameters: {}, strict: false },
})

export function readAnswer({ output, output_text: text }: OpenAI.Responses.Response) {
  const search = output.find((item) => item.type === 'file_search_call')
  const message = output.find((item) => item.type === 'message')
  const part = message?.content.find((each) => each.type === 'output_text')
  const citations = (part?.annotations ?? []).filter((each) => each.type === 'file_citation')
  const call = output.find((item) => item.type === 'function_call')
  return { text, search, citations, sources: citations.map(({ filename }) => filename), call }
}

/** The entries of the lists in an answer, without their marks. */
export function listItems(text: string): string[] {
  return text.split('\n').flatMap((line) => /^(?:\d+\.|-) (.*)$/.exec(line)?.[1] ?? [])
}
