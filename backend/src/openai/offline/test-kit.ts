import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import OpenAI, { toFile } from 'openai'
import type { ResponseInput } from 'openai/resources/responses/responses'
import { onTestFinished } from 'vitest'
import { createOfflineEngine, type OfflineEngineOptions } from './engine.ts'
import type { Attributes } from './filters.ts'

export const knowledgeDir = fileURLToPath(new URL('../../../knowledge', import.meta.url))

/** A client of the real SDK on an engine of its own, gone with the test. */
export async function startEngine(options: Partial<OfflineEngineOptions> = {}) {
  const engine = await createOfflineEngine({
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
export async function startChat(started?: Started) {
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
        tools: [{ type: 'file_search', vector_store_ids: [store] }],
      })
      input.push(...(response.output as ResponseInput)) // what comes out may go in again
      return readAnswer(response)
    },
  }
}

export function readAnswer({ output, output_text: text }: OpenAI.Responses.Response) {
  const search = output.find((item) => item.type === 'file_search_call')
  const message = output.find((item) => item.type === 'message')
  const part = message?.content.find((each) => each.type === 'output_text')
  const citations = (part?.annotations ?? []).filter((each) => each.type === 'file_citation')
  return { text, search, citations, sources: citations.map(({ filename }) => filename) }
}

/** The entries of the lists in an answer, without their marks. */
export function listItems(text: string): string[] {
  return text.split('\n').flatMap((line) => /^(?:\d+\.|-) (.*)$/.exec(line)?.[1] ?? [])
}

/** A PDF with one line of text a page; a page without text stands for a scan. */
export function samplePdf(pages: string[]): Uint8Array {
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((text, at) => {
      const stream = text ? `BT /F1 12 Tf 40 700 Td (${text}) Tj ET` : ''
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ]
    }),
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF`
  return Buffer.from(body + table + trailer, 'latin1')
}

/** A Word document with these paragraphs. */
export function sampleDocx(paragraphs: string[], declaredSize?: number): Uint8Array {
  const texts = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types'
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
  const entries = {
    '[Content_Types].xml': `<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${word}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${main}"><w:body>${texts}</w:body></w:document>`,
  }
  return zip(entries, declaredSize)
}

/** A zip whose entries are stored as they are. */
function zip(entries: Record<string, string>, declaredSize?: number): Uint8Array {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(entries)) {
    const content = Buffer.from(text)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt32LE(crc32(content), 10)
    facts.writeUInt32LE(content.length, 14)
    facts.writeUInt32LE(declaredSize ?? content.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(name), 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'),
      facts,
      rest,
      Buffer.from(name),
    )
    const file = Buffer.concat([
      Buffer.from('PK\u0003\u0004', 'latin1'),
      facts,
      Buffer.from(name),
      content,
    ])
    files.push(file)
    offset += file.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, listed, end])
}
