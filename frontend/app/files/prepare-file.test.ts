import { expect, test } from 'vitest'
import { prepareFile } from './prepare-file'

const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'
const DOCX = `PK\x03\x04${'\0'.repeat(26)}[Content_Types].xml`

const file = (name: string, type: string, latin: string) =>
  new File([Uint8Array.from(latin, (letter) => letter.charCodeAt(0))], name, { type })
const prepare = (given: File, rules: { maxBytes?: number; pictures?: boolean } = {}) =>
  prepareFile(given, { maxBytes: 1_000, ...rules }, new AbortController().signal)

test('a readable file goes as it is', async () => {
  const notes = file('notes.md', 'text/markdown', '# Notes')

  expect(await prepare(notes)).toBe(notes)
})

test.each([
  ['empty.md', 'text/markdown', '', 'This file is empty.'],
  ['long.txt', 'text/plain', 'x'.repeat(1_001), 'Larger than 1000 bytes.'],
  ['tool.txt', 'text/plain', '\x7fELF\x02\x01\x01\0', 'This kind of file cannot be read.'],
  ['song.mp3', 'audio/mpeg', 'ID3', 'This kind of file cannot be read.'],
  ['beach.heic', '', '\0\0\0\x18ftypheic', 'Save it as JPEG first.'],
  ['files.zip', 'application/zip', 'PK\x03\x04 notes.md', 'Unpack it'],
  ['letter.doc', 'application/msword', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'Save it as .docx'],
  ['photo.jpg', 'image/jpeg', 'Not a photo.', 'This is not a picture'],
])('%s is held back, with what to do', async (name, type, content, words) => {
  await expect(prepare(file(name, type, content))).rejects.toThrow(words)
})

test('an Office file is told from an archive by its list of contents, wherever that is', async () => {
  const first = file('first.docx', '', DOCX)
  const last = file('last.docx', '', `PK\x03\x04${'\0'.repeat(9_000)}[Content_Types].xml`)

  expect(await prepare(first)).toBe(first)
  expect(await prepare(last, { maxBytes: 10_000 })).toBe(last)
})

test('a picture is announced as what it is, whatever its name', async () => {
  const { type, name } = await prepare(file('picture.txt', 'text/plain', PNG))

  expect({ type, name }).toEqual({ type: 'image/png', name: 'picture.txt' })
})

test('a source file whose ending is also that of a film is text', async () => {
  const { type } = await prepare(file('main.ts', 'video/mp2t', 'export const answer = 42\n'))

  expect(type).toBe('text/plain')
})

test('the library takes no pictures', async () => {
  await expect(prepare(file('a.png', 'image/png', PNG), { pictures: false })).rejects.toThrow(
    'The library takes documents.',
  )
})

test('what cannot be opened may be a folder', async () => {
  const folder = file('folder', '', 'x')
  folder.slice = () => {
    throw new DOMException('It is gone.', 'NotFoundError')
  }

  await expect(prepare(folder)).rejects.toThrow('If it is a folder')
})

test('a PDF goes up unread where it cannot be looked into', async () => {
  const pdf = file('kiln.pdf', 'application/pdf', '%PDF-1.4')

  expect(await prepare(pdf)).toBe(pdf)
})
