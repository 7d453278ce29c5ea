import { describe, expect, test } from 'vitest'
import { type Passage, Passages, passagesFrom } from './passages.ts'

const passage = (text: string, fields: Partial<Passage> = {}): Passage => ({
  fileId: 'file-1',
  filename: 'policy.md',
  text,
  ...fields,
})

function found(...passages: Passage[]) {
  const all = new Passages()
  all.add(passages)
  return all
}

describe('of a file’s passages, a citation rests on', () => {
  const refunds = passage('Refunds take 30 days, whatever the course costs.', { score: 0.4 })
  const prices = passage('A course costs what its outcome is worth.', { score: 0.9 })

  test('the one that shares most words with the statement, not the best found', () => {
    const chosen = found(prices, refunds).choose({ fileId: 'file-1' }, 'You refund in 30 days')

    expect(chosen).toBe(refunds)
  })

  test('the one that shares the rare words, where all share the common ones', () => {
    const common = 'the course and the price of the course and what it costs'
    const chosen = found(passage(common), passage(`${common} in Lisbon`)).choose(
      { fileId: 'file-1' },
      'the course and the price in Lisbon',
    )

    expect(chosen?.text).toMatch(/Lisbon/)
  })

  test('the one whose heading says what the statement says', () => {
    const headed = passage('Thirty days.', { heading: 'Refunds' })

    expect(found(prices, headed).choose({ fileId: 'file-1' }, 'Refunds')).toBe(headed)
  })

  test.each(['', 'Quite so.', '—'])('the best found, where words tell nothing: “%s”', (words) => {
    expect(found(refunds, prices).choose({ fileId: 'file-1' }, words)).toBe(prices)
  })

  test('the one that fits words written without spaces', () => {
    const japanese = passage('返金は三十日以内です。')

    expect(found(prices, japanese).choose({ fileId: 'file-1' }, '返金の期限')).toBe(japanese)
  })
})

test('a passage of another file is never chosen, however well it fits', () => {
  const other = passage('Refunds take 30 days.', { fileId: 'file-2', filename: 'other.md' })
  const own = passage('Something else.')

  const passages = found(other, own)

  expect(passages.choose({ fileId: 'file-1', filename: 'policy.md' }, 'Refunds')).toBe(own)
  expect(passages.choose({ fileId: 'file-3', filename: 'third.md' }, 'Refunds')).toBeUndefined()
})

test('of two files of one name, the one that is cited counts; an unknown id goes by the name', () => {
  const old = passage('Refunds take 30 days.', { fileId: 'file-old' })
  const recent = passage('Refunds take 14 days.', { fileId: 'file-new' })
  const passages = found(old, recent)

  expect(passages.choose({ fileId: 'file-new', filename: 'policy.md' }, '30 days')).toBe(recent)
  expect(passages.choose({ fileId: 'file-x', filename: 'policy.md' }, '30 days')).toBe(old)
})

test('a search result says where it stands, as far as its store tells', () => {
  const told = { file_id: 'file-1', filename: 'a.pdf', text: 'Words.', score: 0.7 }

  expect(
    passagesFrom([
      { ...told, attributes: { kind: 'file', heading: 'Kilns', page: 3 } },
      { filename: 'b.md', text: 'Words.', attributes: { heading: 4, page: 'three' } },
      { file_id: 'file-2', filename: '', text: 'Words.' },
      { file_id: 'file-3', filename: 'c.md' },
    ]),
  ).toEqual([
    { fileId: 'file-1', filename: 'a.pdf', text: 'Words.', score: 0.7, heading: 'Kilns', page: 3 },
    { filename: 'b.md', text: 'Words.' },
  ])
})
