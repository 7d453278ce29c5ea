/** What the page lets through and names in its refusals, beside what the API takes. */
import { describe, expect, test } from 'vitest'
import { readFileText } from '../../backend/src/file-text/file-text.ts'
import {
  documents as documentsOfApi,
  EPUB,
  images,
  ODP,
  ODS,
  ODT,
  USE_DOCUMENT,
  USE_DOCUMENT_OR_IMAGE,
} from '../../backend/src/file-text/readable.ts'
import { contentType, unreadable } from '../../backend/src/library/content-type.ts'
import { PNG, pdfOf } from '../../backend/test/samples/file-samples.ts'
import {
  declaredFile,
  excelFile,
  powerPointFile,
  shape,
  wordFile,
  wordParagraph,
  zip,
} from '../../backend/test/samples/office-samples.ts'
import {
  checkBox,
  comment,
  drawn,
  pdfPage,
  textField,
} from '../../backend/test/samples/pdf-samples.ts'
import {
  ATTACHMENTS_ACCEPTED,
  ATTACHMENTS_IN_WORDS,
  DOCUMENTS_ACCEPTED,
  DOCUMENTS_IN_WORDS,
  documents,
  pictures,
} from '../../frontend/app/files/accepted-types.ts'
import { checkFile } from '../../frontend/app/files/check-file.ts'
import { findText } from '../../frontend/app/files/pdf-text.ts'

const PLACES = [
  {
    place: 'a message',
    pictures: true,
    words: ATTACHMENTS_IN_WORDS,
    advice: USE_DOCUMENT_OR_IMAGE,
  },
  { place: 'the library', pictures: false, words: DOCUMENTS_IN_WORDS, advice: USE_DOCUMENT },
]

const openDocument = (mime: string) => declaredFile(mime, { 'content.xml': '<a/>' })

/** One of each ending that the page offers. */
const SAMPLES: Record<string, Uint8Array> = {
  '.pdf': pdfOf('Words'),
  '.docx': wordFile(wordParagraph('Words')),
  '.pptx': powerPointFile([{ shapes: shape(['Words']) }]),
  '.xlsx': excelFile({ A: [['Words']] }),
  '.odt': openDocument(ODT),
  '.odp': openDocument(ODP),
  '.ods': openDocument(ODS),
  '.epub': openDocument(EPUB),
}

const fileOf = (content: Uint8Array | string, name: string) =>
  new File([Buffer.from(content)], name)

const lets = async (file: File, mayBePicture: boolean) =>
  (await checkFile(file, { maxBytes: 100_000, pictures: mayBePicture })).refusal === undefined

const takes = async (file: File, mayBePicture: boolean) => {
  const kind = (await contentType(file, file.name))?.kind
  return kind === 'document' || (mayBePicture && kind === 'image')
}

describe('the page and the API have the same', () => {
  test('kinds of documents', () => {
    expect(Object.keys(documents)).toEqual([...new Set(documentsOfApi.values())])
    expect(Object.values(documents).flat()).toEqual(Object.keys(SAMPLES))
  })

  test.each(
    Object.entries(documents).flatMap(([kind, endings]) =>
      endings.map((ending) => ({ kind, ending })),
    ),
  )('idea of a file that ends in $ending', async ({ kind, ending }) => {
    const file = fileOf(SAMPLES[ending] ?? '', `file${ending}`)
    const { mime = '' } = (await contentType(file, file.name)) ?? {}

    expect(documentsOfApi.get(mime)).toBe(kind)
    expect(await lets(file, false)).toBe(true)
  })

  test('kinds of pictures', () => {
    expect(new Map(Object.entries(pictures).map(([name, mime]) => [mime, name]))).toEqual(images)
  })

  test.each(PLACES)(
    'kinds in what they say of $place',
    ({ words, advice, pictures: seesPictures }) => {
      for (const name of [...new Set(documentsOfApi.values())]) {
        expect(words).toContain(name)
        expect(advice).toContain(name)
      }
      for (const name of images.values()) {
        expect(words.includes(name)).toBe(seesPictures)
        expect(advice.includes(name)).toBe(seesPictures)
      }
    },
  )

  test('endings of text, which a picker offers in both places', async () => {
    const endings = DOCUMENTS_ACCEPTED.split(',').filter((each) => each.startsWith('.'))

    expect(ATTACHMENTS_ACCEPTED.split(',')).toEqual(expect.arrayContaining(endings))
    for (const ending of endings.filter((each) => !(each in SAMPLES)))
      expect(await takes(fileOf('Words', `file${ending}`), false)).toBe(true)
  })
})

describe.each(PLACES)('for $place both', ({ pictures: seesPictures, advice, words }) => {
  test.each([
    ['notes.md', '# Words'],
    ['main.ts', 'const words = 1'],
    ['page.html', '<p>Words</p>'],
    ['picture.png', PNG],
    ['old.doc', Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['notes.rtf', '{\\rtf1\\ansi Words}'],
    ['tool', '\x7fELF\x02\x01\x01\0'],
    ['song.mp3', Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0'), Buffer.alloc(60)])],
    ['photo.heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['all.zip', zip({ 'notes.md': 'Words' })],
    ['letter.pages', zip({ 'Index/Document.iwa': 'Words' })],
  ])('decide alike about %s', async (name, content) => {
    const file = fileOf(content, name)

    expect(await lets(file, seesPictures)).toBe(await takes(file, seesPictures))
  })

  test('name the kinds it takes when they refuse one that is unknown', async () => {
    const tool = fileOf('\x7fELF\x02\x01\x01\0', 'tool')
    const { refusal } = await checkFile(tool, { maxBytes: 100, pictures: seesPictures })

    expect(refusal).toContain(`Use ${words}.`)
    expect((await unreadable(tool, 'tool', advice)).message).toContain(advice)
  })
})

test('neither asks for another kind of picture where no picture is taken', async () => {
  const photo = fileOf('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'photo.heic')
  const { refusal } = await checkFile(photo, { maxBytes: 100, pictures: false })

  expect(refusal).not.toContain('JPEG')
  expect((await unreadable(photo, 'photo.heic', USE_DOCUMENT)).message).not.toContain('JPEG')
})

const chinese = 'BT /F2 12 Tf 72 700 Td <4F60597D> Tj ET'
const line: [number, number, number, number] = [72, 690, 200, 710]

test.each([
  ['words', { content: drawn([72, 700, 'Words']) }, 'text'],
  ['Chinese by a table', { content: chinese }, 'text'],
  [
    'Japanese by a table',
    {
      content: 'BT /F2 12 Tf 72 700 Td <82A0> Tj ET',
      cmap: { encoding: '90ms-RKSJ-H', collection: 'Japan1' },
    },
    'text',
  ],
  ['an answer alone', { content: '', annotations: [textField(line, 'Ann')] }, 'text'],
  ['a comment alone', { content: '', annotations: [comment('Text', line, 'Hm.')] }, 'text'],
  ['nothing', { content: '' }, 'no-text'],
  ['an empty field', { content: '', annotations: [textField(line, '')] }, 'no-text'],
  ['a hidden answer', { content: '', annotations: [textField(line, 'x', '/F 2')] }, 'no-text'],
  ['a ticked box alone', { content: '', annotations: [checkBox(line, true)] }, 'no-text'],
] as const)('of a PDF with %s both say the same', async (_, page, found) => {
  const pdf = pdfPage(structuredClone(page) as Parameters<typeof pdfPage>[0])

  const outcome = await readFileText(pdf, 'a.pdf')

  expect(await findText(new Uint8Array(pdf))).toBe(found)
  expect('text' in outcome).toBe(found === 'text')
  if (found === 'no-text')
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('scanned') } })
})
