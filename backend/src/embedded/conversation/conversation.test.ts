import { describe, expect, test } from 'vitest'
import { readConversation } from './conversation.ts'
import { summaryOf } from './summary.ts'

const said = (content: unknown) => ({ role: 'user', content })
const answered = (text: string) => ({
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
})

describe('what is asked', () => {
  test('is the newest message of the user, whatever was said before', () => {
    const { asked, turns } = readConversation([
      said('How long is a reel?'),
      answered('Short.'),
      said([{ type: 'input_text', text: 'And a carousel?' }]),
    ])

    expect(asked).toBe('And a carousel?')
    expect(turns.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'How long is a reel?'],
      ['assistant', 'Short.'],
      ['user', 'And a carousel?'],
    ])
  })

  test('may be the whole input', () => {
    expect(readConversation('Hello').asked).toBe('Hello')
  })

  test('of several messages in a row is the last, with the files of all', () => {
    const file = said([{ type: 'input_text', text: '[Attached file: "a &quot;b&quot;.pdf"]' }])

    const { asked, files } = readConversation([said('How long is a reel?'), file])

    expect(asked).toBe('How long is a reel?')
    expect(files).toEqual([{ name: 'a "b".pdf' }])
  })

  test('has its beginning and its end, where it is very long', () => {
    const { asked } = readConversation(`First ${'word '.repeat(100_000)} last?`)

    expect(asked.length).toBeLessThan(2_100)
    expect(asked).toMatch(/^First word[\s\S]*last\?$/)
  })

  test.each([
    ['a form', '<StructuredInput>\nstatus: answered\nWhich?: bright ones\n</StructuredInput>'],
    ['a hidden note', '<HiddenContext>\nHow do I price?\n</HiddenContext>'],
    ['a plan', '<Plan id="msg_1">\ntitle: Launch\nday 1 Story: How do I price?\n</Plan>'],
    ['a task', '<Task>\nReading: How do I price?\n</Task>'],
    ['a widget', 'The user sees this widget (id: msg_1):\n{"type":"Card"}'],
    ['a quotation', 'The user refers to this text:\nRaise your prices.'],
  ])('is not %s', (_, note) => {
    expect(readConversation([said('How long is a reel?'), said(note)]).asked).toBe(
      'How long is a reel?',
    )
  })

  test('is neither what a mark stands for nor the text of a document', () => {
    const marks = [
      'The @ in the message above is only a mark. What is marked by it:',
      '@Plan (id: 1)',
    ]
    const message = ['Read @Plan', '<Document name="a.pdf">\nMaterial.\n</Document>']
    const parts = (texts: string[]) => said(texts.map((text) => ({ type: 'input_text', text })))

    expect(readConversation([parts(message), parts(marks)]).asked).toBe('Read @Plan')
  })
})

test('a quotation belongs to the message before it', () => {
  const quoted = said('The user refers to this text:\nRaise your prices.')

  expect(readConversation([said('What is this?'), quoted]).quotation).toBe('Raise your prices.')
  expect(readConversation([said('What is this?'), quoted, said('Ok')]).quotation).toBeUndefined()
})

test('facts of the creator are read by their names', () => {
  const { facts } = readConversation([
    said(
      '<CreatorFacts>\nWhat the creator has told.\nniche: bread, and cakes\nplatforms: TikTok, YouTube\naudience: (not given)\n</CreatorFacts>',
    ),
  ])

  expect(facts).toEqual({
    niche: ['bread, and cakes'],
    platforms: ['TikTok', 'YouTube'],
    audience: [],
  })
})

test('the newest plan is read, with what is done of it', () => {
  const { plan } = readConversation([
    said('<Plan id="a">\ntitle: Old\nday 1 Reel: Old\n</Plan>'),
    said(
      '<Plan id="b">\ntitle: New\nday 1 2026-11-30 Reel: One: two (done)\nday 2 Post: Three\n</Plan>',
    ),
  ])

  expect(plan).toEqual({
    title: 'New',
    days: [
      { day: 1, date: '2026-11-30', format: 'Reel', hook: 'One: two', done: true },
      { day: 2, format: 'Post', hook: 'Three', done: false },
    ],
  })
})

test('results and forms count until the next message', () => {
  const call = { type: 'function_call', call_id: 'c', name: 'get_local_date', arguments: '{}' }
  const output = { type: 'function_call_output', call_id: 'c', output: '{"date":"2026-11-30"}' }
  const form = said('<StructuredInput>\nstatus: skipped\n</StructuredInput>')
  const input = [said('Plan my week'), form, call, output]

  const now = readConversation(input)
  const later = readConversation([...input, said('Thanks')])

  expect([now.hasForm, now.results]).toEqual([
    true,
    new Map([['get_local_date', { date: '2026-11-30' }]]),
  ])
  expect([later.hasForm, later.results.size]).toEqual([false, 0])
})

test.each([undefined, null, 7, [null, 1, { role: 'user' }, { role: 'user', content: [null, {}] }]])(
  '%j is a conversation without words',
  (input) => {
    expect(readConversation(input)).toMatchObject({ turns: [], asked: '' })
  },
)

describe('a summary', () => {
  test('has the beginning of each message, and no notes', () => {
    const transcript =
      'Creator: How often should I post?\n\nCreator: <HiddenContext>\nNote\n</HiddenContext>\n\nTool: {}\n\nCoach: As often as\nyou can.'

    expect(summaryOf(transcript)).toBe(
      'Creator: How often should I post?\nCoach: As often as you can.',
    )
  })

  test('may be made of messages', () => {
    expect(summaryOf([said('First'), answered('Second')])).toBe('Creator: First\nCoach: Second')
  })

  test('keeps the lines of an earlier one', () => {
    const earlier = summaryOf('Creator: First\n\nCoach: Second')

    expect(summaryOf(`<EarlierSummary>\n${earlier}\n</EarlierSummary>\n\nCreator: Third`)).toBe(
      'Creator: First\nCoach: Second\nCreator: Third',
    )
  })

  test('of a long thread has the newest messages, cut between words', () => {
    const messages = Array.from(
      { length: 200 },
      (_, at) => `Creator: Turn ${at} ${'many things '.repeat(50)}`,
    )

    const summary = summaryOf(messages.join('\n\n'))

    expect(summary.length).toBeLessThanOrEqual(1_500)
    expect(summary).toMatch(/Turn 199 .* (?:many|things)…$/)
  })
})
