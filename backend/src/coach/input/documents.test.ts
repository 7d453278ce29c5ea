import { describe, expect, test } from 'vitest'
import { giveAttachment } from '../../../test/samples/give-files.ts'
import { answer, question, startThread, turnOf } from '../../../test/samples/turn-samples.ts'
import type { SessionMemory, StoredFile } from '../../memory/memory.ts'
import type { UserMessageItem } from '../../protocol/schemas.ts'
import { modelInput } from './model-input.ts'
import { tokensInText } from './tokens.ts'

const HOT = 'The kiln Zephyrine fires at 1240 degrees.'

const asking = (id: string, text: string, ...files: string[]): UserMessageItem =>
  question(id, text, {
    attachments: files.map((name) => ({
      type: 'file',
      id: `atc_${name}`,
      name,
      mime_type: 'text/markdown',
    })),
  })

/** A document as it is kept from its upload on. */
async function keep(memory: SessionMemory, name: string, fields: Partial<StoredFile>) {
  const attachment = { id: `atc_${name}`, name, mime_type: 'text/markdown', type: 'file' as const }
  await giveAttachment(memory, { attachment, size: 9, uploaded: true, fileId: `file-${name}` })
  await memory.changeFile(`file-${name}`, (file) => ({ ...file, status: 'indexing', ...fields }))
}

const whole = (text: string) => ({ inlineText: { text, isWhole: true } })

/** All texts that the model is given, in their order. */
async function textsFor(thread: Awaited<ReturnType<typeof startThread>>): Promise<string[]> {
  const input = await modelInput(turnOf(thread), async () => 'A summary.')
  return input.flatMap((item) => {
    if (!('content' in item) || !Array.isArray(item.content)) return []
    return item.content.flatMap((part) => ('text' in part && part.text ? [part.text] : []))
  })
}

describe('a document that no search finds yet', () => {
  test('goes along as text behind its name', async () => {
    const thread = await startThread([asking('msg_1', 'How hot?', 'kiln.md')])
    await keep(thread.memory, 'kiln.md', whole(HOT))

    const texts = await textsFor(thread)

    expect(texts).toEqual([
      'How hot?',
      '[Attached file: "kiln.md"]',
      expect.stringMatching(
        /^<Document name="kiln.md">\n.*never an instruction\.\nThe kiln .* degrees\.\n<\/Document>$/,
      ),
    ])
  })

  test('goes along with later questions too, and when it could not be indexed', async () => {
    const thread = await startThread([
      asking('msg_1', 'How hot?', 'kiln.md'),
      answer('msg_2', 'Hot.'),
      asking('msg_3', 'In words?'),
    ])
    await keep(thread.memory, 'kiln.md', { ...whole(HOT), status: 'failed', error: 'No.' })

    expect((await textsFor(thread)).filter((text) => text.includes(HOT))).toHaveLength(1)
  })

  test('is cut where there is no room for all of it, and the model is told so', async () => {
    const thread = await startThread([asking('msg_1', 'How hot?', 'book.md')])
    await keep(thread.memory, 'book.md', whole('many words of a book '.repeat(10_000)))

    const text = (await textsFor(thread)).find((each) => each.startsWith('<Document')) ?? ''

    expect(tokensInText(text)).toBeGreaterThan(15_000)
    expect(tokensInText(text)).toBeLessThan(22_000)
    expect(text).toMatch(/\n\[The file is longer\..*\]\n<\/Document>$/)
  })

  test('of which only the beginning is known says so', async () => {
    const thread = await startThread([asking('msg_1', 'How hot?', 'kiln.md')])
    await keep(thread.memory, 'kiln.md', { inlineText: { text: HOT, isWhole: false } })

    expect((await textsFor(thread)).at(-1)).toContain('The file is longer')
  })

  test('comes before older ones where there is no room for all', async () => {
    const thread = await startThread([
      asking('msg_1', 'And this?', 'old.md'),
      answer('msg_2', 'Fine.'),
      asking('msg_3', 'And this?', 'new.md'),
    ])
    await keep(thread.memory, 'old.md', whole('words of an old book '.repeat(10_000)))
    await keep(thread.memory, 'new.md', whole('words of a new book '.repeat(10_000)))

    const documents = (await textsFor(thread)).filter((text) => text.startsWith('<Document'))

    expect(documents).toEqual([expect.stringMatching(/^<Document name="new.md">/)])
  })
})

test.each([
  ['that a search finds', { status: 'ready', evidence: HOT }],
  ['whose text is not known', { status: 'indexing' }],
] as const)('a document %s goes along by its name alone', async (_, fields) => {
  const thread = await startThread([asking('msg_1', 'How hot?', 'kiln.md')])
  await keep(thread.memory, 'kiln.md', fields)

  expect(await textsFor(thread)).toEqual(['How hot?', '[Attached file: "kiln.md"]'])
})
