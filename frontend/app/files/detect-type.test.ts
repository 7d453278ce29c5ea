import { expect, test } from 'vitest'
import { detectType } from './detect-type'

const bytes = (latin: string) => Uint8Array.from(latin, (letter) => letter.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)

test.each([
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF89a\x01\0', 'image/gif'],
  ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp'],
  ['\0\0\0\x18ftypheic\0\0\0\0', 'heic'],
  ['%PDF-1.7\n%\xe2\xe3\xcf\xd3', 'pdf'],
  ['PK\x03\x04\x14\0', 'zip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0', 'old-office'],
])('%j begins as %s does', (start, kind) => {
  expect(detectType(bytes(start))).toBe(kind)
})

test('words are text in any language', () => {
  expect(detectType(utf8('# Notes\n'))).toBe('text')
  expect(detectType(utf8('Töpferei 陶芸 🏺'))).toBe('text')
})

test.each([
  ['UTF-16', '\xff\xfeH\0i\0'],
  ['old Windows', 'Gr\xfc\xdfe'],
])('words are text in the encoding of %s', (_encoding, content) => {
  expect(detectType(bytes(content))).toBe('text')
})

test.each([
  ['a program', '\x7fELF\x02\x01\x01\0'],
  ['sound with a title', 'ID3'],
  ['sound in a RIFF', 'RIFF\x24\0\0\0WAVEfmt '],
  ['a film', '\0\0\0\x18ftypisom\0\0\0\0'],
  ['layout in letters', '{\\rtf1\\ansi Hello}'],
])('%s is nothing that can be read', (_what, start) => {
  expect(detectType(bytes(start))).toBe('unknown')
})
