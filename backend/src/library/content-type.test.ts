import { describe, expect, test } from 'vitest'
import { PDF, PNG, ZIP } from '../../test/samples/file-samples.ts'
import {
  excelFile,
  powerPointFile,
  shape,
  wordFile,
  wordParagraph,
} from '../../test/samples/office-samples.ts'
import { DOCX, PPTX, XLSX } from '../file-text/readable.ts'
import { contentType } from './content-type.ts'

const typeOf = async (content: string | Uint8Array, name = 'file') =>
  (await contentType(new Blob([Buffer.from(content)]), name))?.mime

test.each([
  ['a picture', PNG, 'image/png'],
  ['a PDF', PDF, 'application/pdf'],
  ['a Word document', wordFile(wordParagraph('x')), DOCX],
  ['a presentation', powerPointFile([{ shapes: shape(['x']) }]), PPTX],
  ['a workbook', excelFile({ One: [['x']] }), XLSX],
])('%s is known by its content, whatever its name says', async (_, content, mime) => {
  expect(await typeOf(content, 'notes.txt')).toBe(mime)
})

describe('text', () => {
  test.each([
    ['notes.md', 'text/markdown'],
    ['people.CSV', 'text/csv'],
    ['page.htm', 'text/html'],
    ['kiln.rs', 'text/plain'],
    ['LICENSE', 'text/plain'],
    ['photo.png', 'text/plain'],
  ])('named %s is %s', async (name, mime) => {
    expect(await typeOf('words', name)).toBe(mime)
  })

  test.each([
    ['XML', '<?xml version="1.0"?><kiln/>'],
    ['subtitles', 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello'],
    ['a calendar', 'BEGIN:VCALENDAR\nEND:VCALENDAR'],
    ['words with which pictures begin', 'BMW sells cars. GIF is a format.'],
    ['UTF-16', Buffer.from('\ufeffHello', 'utf16le')],
    ['the text of old Windows', Buffer.from('Caf\xe9', 'latin1')],
  ])('may be %s', async (_, content) => {
    expect(await typeOf(content)).toBe('text/plain')
  })
})

test.each([
  ['an archive', ZIP],
  ['a locked or old Office file', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1024, '0'), 'hex')],
  ['layout in letters', '{\\rtf1\\ansi Hello}'],
  ['text with a zero in it', 'Hello\0'],
])('%s cannot be read', async (_, content) => {
  expect(await typeOf(content, 'notes.txt')).toBeUndefined()
})
