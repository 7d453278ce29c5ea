import { expect, test } from 'vitest'
import { checkFile, type FileRules } from './check-file'

const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'
const DOCX = `PK\x03\x04${'\0'.repeat(26)}[Content_Types].xml`

const file = (name: string, type: string, latin: string) =>
  new File([Uint8Array.from(latin, (letter) => letter.charCodeAt(0))], name, { type })
const check = (given: File, rules: Partial<FileRules> = {}) =>
  checkFile(given, { maxBytes: 1_000, ...rules })

test('a readable file goes as it is', async () => {
  const notes = file('notes.md', 'text/markdown', '# Notes')

  expect((await check(notes)).file).toBe(notes)
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
  const { refusal } = await check(file(name, type, content))

  expect(refusal).toContain(words)
})

test('an Office file is told from an archive by its list of contents, wherever that is', async () => {
  const first = file('first.docx', '', DOCX)
  const last = file('last.docx', '', `PK\x03\x04${'\0'.repeat(9_000)}[Content_Types].xml`)

  expect((await check(first)).refusal).toBeUndefined()
  expect((await check(last, { maxBytes: 10_000 })).refusal).toBeUndefined()
})

test('a picture is announced as what it is, whatever its name', async () => {
  const { file: checked } = await check(file('picture.txt', 'text/plain', PNG))

  expect(checked).toMatchObject({ type: 'image/png', name: 'picture.txt' })
})

test('a source file whose ending is also that of a film is text', async () => {
  const { file: checked } = await check(file('main.ts', 'video/mp2t', 'export const a = 42'))

  expect(checked.type).toBe('text/plain')
})

test.each([
  ['notes.odt', 'PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text'],
  ['book.epub', 'PK\x03\x04mimetypeapplication/epub+zip'],
  ['utf-16.txt', 'H\0e\0l\0l\0o\0 \0t\0h\0e\0r\0e\0'],
])('%s is let through', async (name, content) => {
  expect((await check(file(name, '', content))).refusal).toBeUndefined()
})

test.each([
  ['letter.pages', 'Export it as Word or PDF.'],
  ['costs.numbers', 'Export it as Excel or CSV.'],
  ['talk.key', 'Export it as PowerPoint or PDF.'],
])('%s is held back with the kind to export', async (name, words) => {
  expect((await check(file(name, '', 'PK\x03\x04Index/Document.iwa'))).refusal).toContain(words)
})

test('a refusal names the kinds that the place takes', async () => {
  const tool = file('tool', '', '\x7fELF\x02\x01\x01\0')

  expect((await check(tool)).refusal).toContain('Use an image (PNG')
  expect((await check(tool, { pictures: false })).refusal).toContain('Use PDF, Word')
})

test('the library takes no pictures', async () => {
  const { refusal } = await check(file('a.png', 'image/png', PNG), { pictures: false })

  expect(refusal).toContain('The library takes documents.')
})

test('what cannot be opened may be a folder', async () => {
  const folder = file('folder', '', 'x')
  folder.slice = () => {
    throw new DOMException('It is gone.', 'NotFoundError')
  }

  expect((await check(folder)).refusal).toContain('If it is a folder')
})

test('a PDF is noticed, so that it can be looked into', async () => {
  const pdf = file('kiln.pdf', 'application/pdf', '%PDF-1.4')

  expect((await check(pdf)).isPdf).toBe(true)
  expect((await check(file('a.md', '', 'Words.'))).isPdf).toBe(false)
})
