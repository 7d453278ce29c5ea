import { describe, expect, test } from 'vitest'
import { readConversation } from './conversation.ts'

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
    ['what was said in other chats', '<OtherChats>\n- How do I price?\n</OtherChats>'],
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

test('what was said in other chats is read, a line a message', () => {
  const note = said('<OtherChats>\nNewest last.\n- My shop sells candles.\n- Hi\n</OtherChats>')

  expect(readConversation([note, said('Hello')]).saidElsewhere).toEqual([
    'My shop sells candles.',
    'Hi',
  ])
})

test.each([
  ['as a note', said('The user sees this widget (id: msg_1):\nOffered: One | Two')],
  [
    'as a call',
    {
      type: 'function_call',
      call_id: 'c',
      name: 'offer_choices',
      arguments: '{"choices":["One","Two"]}',
    },
  ],
])('choices that come %s belong to the answer above them', (_, choices) => {
  const { turns } = readConversation([said('Prices?'), answered('Which one?'), choices])

  expect(turns.at(-1)?.text).toBe('Which one?\n\n- One\n- Two')
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

test('the newest plan is read, whether its days are done or not', () => {
  const { plan } = readConversation([
    said('<Plan id="a">\ntitle: Old\nday 1 Reel: Old\n</Plan>'),
    said(
      '<Plan id="b">\ntitle: New\nday 1 2026-11-30 Reel: One: two (done)\nday 2 Post: Three\n</Plan>',
    ),
  ])

  expect(plan).toEqual({
    title: 'New',
    days: [
      { day: 1, date: '2026-11-30', format: 'Reel', hook: 'One: two' },
      { day: 2, format: 'Post', hook: 'Three' },
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
