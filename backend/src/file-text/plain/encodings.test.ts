import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { TEXTS } from '../../../test/samples/encoded-texts.ts'
import { readFileText } from '../file-text.ts'
import { decodeText } from './decode-text.ts'

const languages = Object.entries(TEXTS)
const written = languages.flatMap(([language, { encodings, ...texts }]) =>
  encodings.map((encoding) => ({ language, encoding, ...texts })),
)

const decode = (text: string, encoding: string) => decodeText(iconv.encode(text, encoding))

describe('a text in an old encoding is read as it was written', () => {
  test.each(written)('$language in $encoding, a page', async ({ encoding, long }) => {
    expect(await decode(long, encoding)).toBe(long)
  })

  test.each(written)('$language in $encoding, many pages', async ({ encoding, long }) => {
    const pages = `Title: in ASCII\n\n${`${long}\n`.repeat(150)}`

    expect(await decode(pages, encoding)).toBe(pages)
  })

  test('Japanese in the seven bits of old mail', async () => {
    const text = Buffer.from('\x1b$B$3$s$K$A$O\x1b(B, Ann', 'latin1')

    expect(await decodeText(text)).toBe('こんにちは, Ann')
  })
})

test.each(written)(
  'a note of a line in $language in $encoding is read or refused, never garbled',
  async ({ encoding, note }) => {
    expect([note, undefined]).toContain(await decode(note, encoding))
  },
)

test('of all notes of a line hardly any is refused', async () => {
  const read = await Promise.all(written.map(({ encoding, note }) => decode(note, encoding)))

  expect(read.filter((text) => text === undefined).length).toBeLessThan(written.length / 20)
})

test.each(['Café', '5 €', '• one', '20 °C', 'don’t', '© 2024', '“so” – he said', 'Müller;Köln'])(
  'the few signs of Windows in “%s” are read',
  async (text) => {
    expect(await decode(text, 'windows-1252')).toBe(text)
  },
)

describe('UTF-16', () => {
  test.each(languages)('without a mark in %s is read in both orders', async (_, { note, long }) => {
    for (const text of [note, long])
      for (const order of ['utf-16le', 'utf-16be']) expect(await decode(text, order)).toBe(text)
  })

  test('is not what ASCII with a zero in it is taken for', async () => {
    expect(await decodeText(Buffer.from('Hello\0'))).toBeUndefined()
  })
})

describe('UTF-8 with a broken byte', () => {
  const text = Buffer.from('Grüße aus Köln, schöne Bäume')

  test('is kept, with a mark at that place', async () => {
    const broken = Buffer.concat([text, Buffer.from([0xff]), Buffer.from(' und Tee')])

    expect(await decodeText(broken)).toBe('Grüße aus Köln, schöne Bäume� und Tee')
  })

  test('is kept where it was cut in the middle of a letter', async () => {
    expect(await decodeText(Buffer.concat([text, Buffer.from('é').subarray(0, 1)]))).toMatch(
      /^Grüße/,
    )
  })

  test('is not what half a file in another encoding is taken for', async () => {
    const half = iconv.encode(text.toString(), 'windows-1252')

    expect(await decodeText(Buffer.concat([text, half]))).toBeUndefined()
  })
})

describe('a page', () => {
  const page = (declared: string, text = 'Größe') =>
    iconv.encode(`<html><head>${declared}</head><body>${text}</body></html>`, 'macintosh')

  test.each([
    ['<meta charset="macintosh">'],
    ['<meta charset=x-mac-roman >'],
    [`<meta http-equiv="Content-Type" content="text/html; charset=macintosh">`],
  ])('is read as it declares: %s', async (declared) => {
    expect(await readFileText(page(declared), 'page.html')).toEqual({ text: 'Größe' })
  })

  test('is read as it is where it declares something else', async () => {
    const long = TEXTS.German?.long ?? ''
    const declared = '<meta charset="shift_jis">'

    expect(await readFileText(page(declared, long), 'page.html')).toEqual({
      text: long.replaceAll('\n', ' '),
    })
    expect(await readFileText(Buffer.from(`<html>${declared}Größe`), 'page.html')).toEqual({
      text: 'Größe',
    })
  })

  test('of XML is read as its first line declares', async () => {
    const xml = '<?xml version="1.0" encoding="koi8-r"?><a>Да</a>'

    expect(await readFileText(iconv.encode(xml, 'koi8-r'), 'a.xml')).toEqual({ text: xml })
  })
})

test.each([
  ['Russian', 'ibm866'],
  ['German', 'cp850'],
  ['Polish', 'cp852'],
  ['Greek', 'cp737'],
  ['Turkish', 'macturkish'],
  ['Hebrew', 'cp862'],
])(
  '%s in %s, of DOS or an old Mac, is read or refused, never garbled',
  async (language, encoding) => {
    const { note = '', long = '' } = TEXTS[language] ?? {}

    for (const text of [note, long])
      expect([iconv.decode(iconv.encode(text, encoding), encoding), undefined]).toContain(
        await decode(text, encoding),
      )
  },
)

test.each(['notes.txt', 'notes.csv', 'notes.html'])(
  '%s in an uncertain encoding is refused with what to do',
  async (name) => {
    const words = iconv.encode('<p>Käse, Brötchen, Äpfel</p>\n'.repeat(9), 'cp850')

    expect(await readFileText(words, name)).toEqual({
      error: {
        code: 'invalid_file',
        message: `${name} is in an encoding that cannot be told for certain. Save it as UTF-8 and add it again.`,
      },
    })
  },
)
