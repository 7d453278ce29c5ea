import { describe, expect, test } from 'vitest'
import { excerpt } from './excerpt.ts'

const LONGEST = 900
const quoted = (text: string, statement = '') => excerpt({ filename: 'a.md', text }, statement)

/** Sentences of which none is like another. */
const sentences = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `Sentence number ${from + i} says little.`).join(' ')

test('a short passage is quoted whole', () => {
  expect(quoted('  Refunds take 30 days.\n\n- Ask early\n')).toEqual({
    text: 'Refunds take 30 days.\n\n- Ask early',
  })
})

describe('of a long passage', () => {
  const long = `${sentences(0, 60)} The kiln fires at 1240 degrees. ${sentences(60, 120)}`

  test('the words around those that matter are quoted, in whole sentences', () => {
    const { text } = quoted(long, 'Zephyrine fires at 1240')

    expect(text).toContain('The kiln fires at 1240 degrees.')
    expect(text).toMatch(/^… Sentence number \d+ .*says little\. …$/s)
    expect(text.length).toBeGreaterThan(LONGEST / 2)
    expect(text.length).toBeLessThan(LONGEST + 10)
  })

  test('the beginning is quoted where words tell nothing', () => {
    expect(quoted(long).text).toMatch(/^Sentence number 0 /)
  })

  test('a list is cut between its lines', () => {
    const items = Array.from({ length: 80 }, (_, i) => `- Item number ${i} of the list`)

    const { text } = quoted(items.join('\n'), 'item number 40')

    const [first, ...rest] = text.split('\n\n')
    expect([first, rest.at(-1)]).toEqual(['…', '…'])
    for (const line of rest[0]?.split('\n') ?? []) expect(items).toContain(line)
  })

  test('one endless sentence ends with a word', () => {
    const { text } = quoted(`word${' longer'.repeat(300)}`)

    expect(text).toMatch(/^word( longer)+ …$/)
    expect(text.length).toBeLessThan(LONGEST + 10)
  })

  test.each(['x', '🙂', '漢'])('even endless %s is cut, and no character in two', (character) => {
    const { text } = quoted(`${character === '🙂' ? 'a' : ''}${character.repeat(2_000)}`)

    expect(text.length).toBeLessThan(LONGEST + 10)
    expect(text.isWellFormed()).toBe(true)
  })
})

describe('the heading of a quotation', () => {
  test('is the one that its store tells', () => {
    const passage = { filename: 'a.md', text: '## Kilns\n\nHot.', heading: 'All about kilns' }

    expect(excerpt(passage, '')).toEqual({ text: '## Kilns\n\nHot.', heading: 'All about kilns' })
  })

  test('else stands at its beginning, and is not quoted again', () => {
    expect(quoted('## **Kilns**\n\nHot.\n\n## Wheels\n\nRound.')).toEqual({
      text: 'Hot.\n\n## Wheels\n\nRound.',
      heading: 'Kilns',
    })
  })

  test('else is the last one before it', () => {
    const text = `# Pots\n\n${sentences(0, 40)}\n\n## Kilns\n\n${sentences(40, 80)} At 1240 degrees.`

    expect(quoted(text, '1240 degrees').heading).toBe('Kilns')
  })

  test('does not come from further down', () => {
    expect(quoted('Words before.\n\n## Wheels\n\nRound.').heading).toBeUndefined()
  })
})
