import { describe, expect, test } from 'vitest'
import { cpuTimeOf } from '../../../test/process/cpu-time.ts'
import { languageOfNeed } from './languages.ts'
import { Phrases } from './phrases.ts'
import { wordsOf } from './words.ts'

const SETS = { want: ['want to', 'wanna'], wish: ['<want>', 'wish i could'], self: ['myself'] }

/** Whether this phrase is found in a text. */
function finds(phrase: string, text: string): boolean {
  const phrases = new Phrases<true>(['really'])
  phrases.add(phrase, SETS, true)
  return phrases.in(wordsOf(text)).length > 0
}

describe('a phrase', () => {
  test.each([
    ['die now', 'DIE  now', 'case and spaces'],
    ['dont go', 'I don’t go', 'an apostrophe'],
    ['être mort', 'etre mort', 'accents'],
    ['kill', 'killll', 'repeated letters'],
    ['suicide', 'su1c1d3', 'digits for letters'],
    ['suicide', 'suic*de', 'a hidden letter'],
    ['suicide', 'suicdie', 'two letters that have changed places'],
    ['suicide', 's u i c i d e', 'spaces between letters'],
    ['suicide', 's.u.i.c.i.d.e', 'dots between letters'],
    ['want to die', 'want to really die', 'a word that is read over'],
    ['want to die', 'want to, die', 'a pause'],
    ['میخواهم', 'می‌خواهم', 'a joiner that nobody sees'],
    ['死にたい', '「死にたい」と', 'a text without spaces'],
  ])('%s is found in %s: %s', (phrase, text) => {
    expect(finds(phrase, text)).toBe(true)
  })

  test.each([
    ['<wish> die', 'I wanna die', true],
    ['<wish> die', 'wish I could die', true],
    ['<wish> die', 'I will die', false],
    ['cut .. arm', 'cut up my left arm', true],
    ['cut .. arm', 'cut it there and then the arm', false],
    ['cut .. arm', 'cut it. The arm', false],
    ['suicid*', 'suicidal', true],
    ['want to live |', 'I want to live.', true],
    ['want to live |', 'I want to live, I do', true],
    ['want to live |', 'I want to live in Rome', false],
    ['mourir', 'nourir', false],
  ])('%s in %s: %s', (phrase, text, expected) => {
    expect(finds(phrase, text)).toBe(expected)
  })

  test.each([
    ['<wisch> die', 'a set “wisch” that is not there'],
    ['die<want>', 'Put spaces around'],
    ['really die', 'Leave “really” out'],
    ['', 'has to begin with a word'],
    ['.. die', 'has to begin with a word'],
  ])('that cannot be read is refused with its words (%s)', (phrase, message) => {
    expect(() => finds(phrase, '')).toThrow(message)
  })

  test('with a set that holds itself is refused', () => {
    expect(() => new Phrases().add('<a>', { a: ['<b>'], b: ['<a>'] }, true)).toThrow('not there')
  })
})

describe('the longest message there may be is read in little time', () => {
  const repeated = (part: string) => part.repeat(32_000 / part.length + 1).slice(0, 32_000)

  test.each([
    ['one word', repeated('a')],
    ['beginnings of phrases', repeated('i want to my friend told me she ')],
    ['whole phrases', repeated('i could kill myself laughing ')],
    ['pauses and words that are read over', repeated('so, ')],
    ['characters without spaces', repeated('爸爸我想死不活下去')],
    ['long words that are nearly known', repeated('suicidl selfharmng ')],
    ['letters with many marks', repeated('a\u0301\u0302')],
    ['signs that stand for whole phrases', repeated('\ufdfa')],
    ['hidden letters', repeated('a*')],
  ])('%s', (_, text) => {
    languageOfNeed(text)

    expect(cpuTimeOf(() => languageOfNeed(text))).toBeLessThan(500)
  })
})
