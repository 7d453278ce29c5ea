import { describe, expect, test } from 'vitest'
import type { AssistantContent, Source } from '~/api/protocol'
import { markCitations, numberSources } from './citations'

const file = (filename: string, description?: string): Source => ({
  type: 'file',
  title: filename,
  filename,
  ...(description && { description }),
})
const url = (address: string): Source => ({ type: 'url', title: 'Page', url: address })

function part(text: string, ...annotations: [Source, number?][]): AssistantContent {
  return {
    type: 'output_text',
    text,
    annotations: annotations.map(([source, index]) => ({ type: 'annotation', source, index })),
  }
}

/** The text with its marks, written [1]. `|` in the input shows where the annotation points. */
function marked(pointed: string) {
  const index = pointed.indexOf('¦')
  const answer = part(pointed.replace('¦', ''), [file('a.md'), index])
  return readable(markCitations(answer, numberSources([answer])))
}

const readable = (text: string) => text.replace(/\uE000(\d+)\uE001/g, '[$1]')

describe('the list of sources', () => {
  test('names a source once, however often it is used', () => {
    const sources = numberSources([
      part('…', [file('b.md'), 20], [file('a.md'), 5], [file('b.md'), 3]),
      part('…', [url('https://example.com/'), 1], [file('a.md'), 2]),
    ])

    expect(sources).toEqual([
      { number: 1, source: file('b.md'), passages: [] },
      { number: 2, source: file('a.md'), passages: [] },
      { number: 3, source: url('https://example.com/'), passages: [] },
    ])
  })

  test('ends with those that no place in the text belongs to', () => {
    const sources = numberSources([part('…', [file('nowhere.md')], [file('here.md'), 1])])

    expect(sources.map(({ source }) => source)).toEqual([file('here.md'), file('nowhere.md')])
  })

  test('has each passage of a source once, as the text comes to them', () => {
    const sources = numberSources([
      part('…', [file('a.md', 'Second.'), 9], [file('b.md'), 4], [file('a.md', 'First.'), 2]),
      part('…', [file('a.md', 'Second.'), 1], [file('a.md'), 2]),
    ])

    expect(sources.map(({ passages }) => passages.map(({ text }) => text))).toEqual([
      ['First.', 'Second.'],
      [],
    ])
  })

  test('knows of a passage where it stands', () => {
    const answer = part('…', [file('a.md', 'Words.')])
    const [annotation] = answer.annotations
    const passage = { file_id: 'file-1', heading: 'Hooks', page: 3, score: 0.5 }
    const annotations = annotation ? [{ ...annotation, passage }] : []

    expect(numberSources([{ ...answer, annotations }])[0]?.passages).toEqual([
      { text: 'Words.', fileId: 'file-1', heading: 'Hooks', page: 3 },
    ])
  })

  test('takes what describes a page of the web for no passage', () => {
    const source: Source = { type: 'url', title: 'Page', url: 'https://a.test/', description: 'x' }

    expect(numberSources([part('…', [source])])[0]?.passages).toEqual([])
  })
})

describe('a mark in the text', () => {
  test.each([
    ['stands where the annotation points', 'One.¦ Two.', 'One.[1] Two.'],
    ['stands at the end when it points past it', 'One.¦', 'One.[1]'],
    ['waits for the end of a word', 'Start sm¦all.', 'Start small[1].'],
    ['does not cut an accented word', 'Gr¦üße an alle', 'Grüße[1] an alle'],
    ['belongs to the paragraph before the gap', 'One.\n\n¦Two.', 'One.[1]\n\nTwo.'],
    [
      'follows a link instead of breaking it',
      'See [the guide](https://ex¦ample.com).',
      'See [the guide](https://example.com)[1].',
    ],
    ['follows code instead of entering it', 'Run `npm ¦test` now.', 'Run `npm test`[1] now.'],
    ['follows an address', 'At https://exa¦mple.com/a today', 'At https://example.com/a[1] today'],
    ['leaves bold text whole', 'Be **brave*¦* now', 'Be **brave**[1] now'],
    [
      'stays inside a table cell',
      '| a | b |¦\n|---|---|\n| c | d |',
      '| a | b[1] |\n|---|---|\n| c | d |',
    ],
    [
      'keeps out of the line under a table head',
      '| a | b |\n|---|¦---|\n| c | d |',
      '| a | b[1] |\n|---|---|\n| c | d |',
    ],
    ['does not undo a list', 'Do:\n- ¦first', 'Do:[1]\n- first'],
    ['does not undo a numbered list', 'Do:\n1. ¦first', 'Do:[1]\n1. first'],
    ['does not undo a heading', 'Text.\n\n## ¦Next', 'Text.[1]\n\n## Next'],
    ['is left out before the first word', '## ¦Title', '## Title'],
    [
      'is left out in a block of code',
      'Try:\n```js\nlet a¦ = 1\n```\nDone.',
      'Try:\n```js\nlet a = 1\n```\nDone.',
    ],
    [
      'is left out in code still being written',
      'Try:\n```js\nlet a¦ = 1',
      'Try:\n```js\nlet a = 1',
    ],
  ])('%s', (_promise, input, output) => {
    expect(marked(input)).toBe(output)
  })

  test('positions count as JavaScript does, so emoji do not shift them', () => {
    expect(marked('Go 👋🏽 now.¦ Then rest.')).toBe('Go 👋🏽 now.[1] Then rest.')
  })

  test('several sources for one sentence stand side by side, each once', () => {
    const answer = part('Yes.', [file('a.md'), 4], [file('b.md'), 4], [file('a.md'), 4])

    expect(readable(markCitations(answer, numberSources([answer])))).toBe('Yes.[1][2]')
  })

  test('text that imitates a mark stays text', () => {
    const answer = part('\uE0009\uE001')

    expect(markCitations(answer, [])).toBe('\uFFFD9\uFFFD')
  })
})
