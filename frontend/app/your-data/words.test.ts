import { describe, expect, test } from 'vitest'
import type { SessionData } from '~/api/client'
import type { ErasedObject } from '~/api/protocol'
import { factsOf, keptFiles, objectName, receiptWords, spanOf } from './words'

const data = (more: Partial<SessionData>): SessionData => ({
  chats: 0,
  message_items: 0,
  attachments: [],
  files: [],
  bytes: 0,
  facts: {},
  idle_minutes: 60,
  forgotten_at: '2026-01-01T00:00:00Z',
  ...more,
})
const file = (id: string, status: ErasedObject['status']): ErasedObject => ({
  kind: 'file',
  id,
  name: `${id}.md`,
  status,
})
const receipt = (...objects: ErasedObject[]) => ({ id: 'a1', erased_at: '', objects })

describe('what is kept', () => {
  test('a document in a message is listed once', () => {
    const kept = keptFiles(
      data({
        attachments: [
          { id: 'atc_1', name: 'a.md', mime_type: 'text/markdown', bytes: 1, file_id: 'file_1' },
          { id: 'atc_2', name: 'b.png', mime_type: 'image/png', bytes: 2 },
        ],
        files: [
          { id: 'file_1', name: 'a.md', bytes: 1 },
          { id: 'file_2', name: 'c.md', bytes: 3 },
        ],
      }),
    )

    expect(kept.map(({ name }) => name)).toEqual(['a.md', 'b.png', 'c.md'])
  })

  test('facts have names that people use, and say when they were left out', () => {
    const facts = { platforms: ['TikTok', 'Podcast'], audience: [], mood: ['good'] }

    expect(factsOf(data({ facts }))).toEqual([
      { name: 'Platforms', value: 'TikTok, Podcast' },
      { name: 'Audience', value: 'left out on purpose' },
      { name: 'mood', value: 'good' },
    ])
  })

  test.each([
    [1, '1 minute'],
    [30, '30 minutes'],
    [60, '1 hour'],
    [90, '1.5 hours'],
    [1440, '24 hours'],
  ])('%i minutes are %s', (minutes, words) => {
    expect(spanOf(minutes)).toBe(words)
  })
})

describe('a receipt', () => {
  test('names single things, and counts the others', () => {
    expect(objectName({ kind: 'thread', count: 1, status: 'erased' })).toBe('1 chat')
    expect(objectName({ kind: 'facts', count: 3, status: 'erased' })).toBe('3 facts about you')
    expect(objectName({ kind: 'attachment', count: 12, status: 'erased' })).toBe(
      '12 further attachments',
    )
    expect(objectName(file('notes', 'pending'))).toBe('notes.md')
  })

  test('says that it is complete only when all of it is confirmed', () => {
    expect(receiptWords(receipt())).toBe('There was nothing to erase.')
    expect(receiptWords(receipt(file('a', 'erased')))).toMatch(/^Everything is gone/)
    expect(receiptWords(receipt(file('a', 'erased'), file('b', 'pending')))).toMatch(
      /1 file still waits/,
    )
    expect(receiptWords(receipt(file('a', 'pending'), file('b', 'pending')))).toMatch(
      /2 files still wait/,
    )
  })
})
