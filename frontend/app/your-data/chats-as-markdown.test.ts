import { describe, expect, test } from 'vitest'
import { readPage } from '~/api/read-item'
import { itemAsMarkdown } from './chats-as-markdown'

const fields = { id: 'i1', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' }

function asMarkdown(item: object) {
  const [read] = readPage({ data: [{ ...fields, ...item }] }).data
  return read ? itemAsMarkdown(read) : undefined
}

const says = (text: string) =>
  asMarkdown({
    type: 'assistant_message',
    content: [{ type: 'output_text', text, annotations: [] }],
  })

describe('a message', () => {
  test('is whole, however long, with what it quotes and its files', () => {
    const text = `${'word '.repeat(6_300)}the end`
    const attachments = [{ type: 'file', id: 'f1', name: 'glaze.md', mime_type: 'text/markdown' }]

    const markdown = asMarkdown({
      type: 'user_message',
      content: [{ type: 'input_text', text }],
      attachments,
      quoted_text: 'One\nTwo',
    })

    expect(markdown).toBe(`## You\n\n> One\n> Two\n\n${text}\n\nFiles: glaze.md`)
  })
})

describe('an answer', () => {
  test('has its headings below the one that names the coach, and code as it is', () => {
    expect(says('# First\n\n```\n# a comment\n```\n\n### Third')).toBe(
      '## Coach\n\n### First\n\n```\n# a comment\n```\n\n##### Third',
    )
  })

  test('ends its code, so that what comes after it is none', () => {
    expect(says('```js\nlet a')).toBe('## Coach\n\n```js\nlet a\n```')
    expect(says('~~~\nlet a')).toBe('## Coach\n\n~~~\nlet a\n~~~')
  })

  test('of 5,000 headings takes time in proportion', () => {
    expect(says('# a\n'.repeat(5_000))?.match(/^### a$/gm)).toHaveLength(5_000)
  })
})

describe('the coach’s questions', () => {
  const inputs = [
    { id: 'a', type: 'text', question: 'What about?', answer: { values: ['Pots'] } },
    { id: 'b', type: 'text', question: 'For whom?' },
  ]

  test('come with their answers', () => {
    expect(asMarkdown({ type: 'structured_input', status: 'answered', inputs })).toBe(
      '## Questions of the coach\n\n- What about? Pots\n- For whom? *Not answered.*',
    )
  })

  test('that were skipped say so', () => {
    expect(asMarkdown({ type: 'structured_input', status: 'skipped', inputs })).toBe(
      '## Questions of the coach\n\n*Skipped.*',
    )
  })
})
