import { describe, expect, test } from 'vitest'
import { CitationMarkerFilter, withoutMarks } from './citation-markers.ts'

const forms = {
  'between private-use characters': '\uE200cite\uE202turn0search1\uE201',
  'naming lines of a file': '\uE200filecite\uE202turn0file2\uE202L3-L9\uE201',
  'naming several sources': '\uE200cite\uE202turn0file1\uE202turn0news3\uE201',
  'of a navigation list': '\uE200navlist\uE202turn1url0\uE201',
  'without its private-use characters': 'citeturn0search1',
  'of a file, without its private-use characters': 'fileciteturn0file0turn1file12',
  'without its closing character': '\uE200cite\uE202turn0search1',
  'in the old form': '【4:0†source】',
  'in the old form with a name': '【12†pricing guide.md】',
  'reduced to strays': '\uE200\uE202\uE201',
}

describe.each(Object.entries(forms))('a mark %s', (_, mark) => {
  test.each([
    [
      'before a full stop',
      `Post twice a week ${mark}. Then rest.`,
      'Post twice a week. Then rest.',
    ],
    ['between words', `Post ${mark} twice a week.`, 'Post twice a week.'],
    ['close behind a word', `Post twice${mark} a week.`, 'Post twice a week.'],
    ['at the end', `Post twice a week. ${mark}`, 'Post twice a week.'],
    ['at the end of a line', `Post twice ${mark}\n- Rest`, 'Post twice\n- Rest'],
    ['at the beginning', `${mark} Post twice.`, 'Post twice.'],
    ['beside another', `Post twice ${mark} ${mark}${mark}, then rest.`, 'Post twice, then rest.'],
  ])('%s goes, wherever the deltas cut it', (_place, text, clean) => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(streamed([text.slice(0, cut), text.slice(cut)])).toBe(clean)
    }
    expect(streamed([...text])).toBe(clean)
  })
})

test.each([
  'Please cite your sources, and file the citation under “excited citizens”.',
  'A file, a profile, a field: cited, filed and filled.',
  'In Japanese, 【重要】 marks a headline, and 【4】 a number.',
  'Cite turn 0 of the search, then turn0 or cite.',
  'Two  spaces and a\ttab,  \n  and an indented line.',
  'This ends in cite',
  'This ends in 【4',
  'This ends in a file',
])('ordinary words survive: %s', (text) => {
  expect(streamed([...text])).toBe(text)
  expect(withoutMarks(text)).toBe(text)
})

test.each([
  ['\uE200cite\uE202turn0fi'],
  ['\uE200'],
  ['【4:0†sour'],
  ['fileciteturn0'],
  ['citeturn0file0turn'],
])('an unfinished mark at the end of the text is dropped: %j', (fragment) => {
  expect(streamed([...`Rest on Sundays. ${fragment}`])).toBe('Rest on Sundays.')
})

test('a stray opening character costs none of the words behind it', () => {
  expect(streamed([...'Rest \uE200on Sundays, always.'])).toBe('Rest on Sundays, always.')
  expect(streamed([...`\uE200${'long'.repeat(60)} word`])).toBe(`${'long'.repeat(60)} word`)
})

test('words are passed on as they come, and never as an empty delta', () => {
  const filter = new CitationMarkerFilter()

  const passed = ['Post', ' twice', ' \uE200cite', '\uE202turn0file0\uE201', '.'].map(
    (delta) => filter.push(delta).text,
  )

  expect(passed).toEqual(['Post', ' twice', '', '', '.'])
})

test('a mark that went is reported with its place in the clean text', () => {
  const filter = new CitationMarkerFilter()

  const { marks } = filter.push(`Post twice ${forms['naming several sources']}. Rest【4†b】 now.`)

  expect(marks).toEqual([
    { mark: forms['naming several sources'], index: 'Post twice'.length },
    { mark: '【4†b】', index: 'Post twice. Rest'.length },
  ])
})

test('places in the text move back by what was removed before them', () => {
  const text = 'Post twice 【4:0†a】. Rest 【4:1†bb】 on Sundays.'
  const filter = new CitationMarkerFilter()

  filter.push(text)
  filter.end()

  const clean = 'Post twice. Rest on Sundays.'
  for (const words of ['twice', 'Rest', 'on', 'Sundays']) {
    const end = (whole: string) => whole.indexOf(words) + words.length
    expect(filter.cleanIndex(end(text))).toBe(end(clean))
  }
  expect(filter.cleanIndex(text.length)).toBe(clean.length)
  expect(filter.cleanIndex(text.indexOf('†'))).toBe('Post twice'.length)
})

test('a place behind a mark is right before it is clear that the mark goes', () => {
  const text = 'Post twice 【4:0†a】'
  const filter = new CitationMarkerFilter()

  filter.push(text)

  expect(filter.cleanIndex(text.length)).toBe('Post twice'.length)
})

test('however a text is cut, what is streamed is the clean whole', () => {
  const random = randomNumbers(20_260_101)
  for (let round = 0; round < 3_000; round += 1) {
    const text = randomText(random)
    const deltas = randomCuts(text, random)

    const clean = streamed(deltas)

    expect(clean, JSON.stringify(deltas)).toBe(withoutMarks(text))
    expect(clean, JSON.stringify(deltas)).not.toMatch(/[\uE200-\uE20F]/)
  }
})

/** What a reader of these deltas sees in the end. */
function streamed(deltas: string[]): string {
  const filter = new CitationMarkerFilter()
  return deltas.map((delta) => filter.push(delta).text).join('') + filter.end().text
}

const pieces = [
  ...Object.values(forms),
  ...['\uE200', '\uE201', '\uE202', '【', '】', '†', '【4:', '【重要】', '\uE200cite', 'turn0'],
  ...['cite', 'file', 'filecite', 'turn0file0', 'profile', 'music', 'citation', 'f', 'ci', '4'],
  ...[' ', ' ', ' ', '  ', '\t', '\n', '.', ',', ')', '(', 'Post twice', 'a', 'é', '🙂'],
]

function randomText(random: () => number): string {
  const length = 1 + Math.floor(random() * 12)
  return Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('')
}

function randomCuts(text: string, random: () => number): string[] {
  const deltas: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = 1 + Math.floor(random() * 5)
    deltas.push(text.slice(at, at + length))
    at += length
  }
  return deltas
}

/** The same numbers every time (mulberry32), so that a failure can be seen again. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
