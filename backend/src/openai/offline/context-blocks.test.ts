import type { ResponseInput } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'
import { readAnswer, startEngine } from './test-kit.ts'

const widget = JSON.stringify({ type: 'Card', children: [{ type: 'Text', value: 'Launch' }] })
const notes = {
  'facts of the creator':
    '<CreatorFacts>\nWhat the creator has told.\nniche: launches and newsletters\n</CreatorFacts>',
  'a form':
    '<StructuredInput>\nstatus: answered\nWhich thumbnails?: bright ones\n</StructuredInput>',
  'a hidden note': '<HiddenContext>\nHow do I price my coaching?\n</HiddenContext>',
  'earlier turns': '<EarlierTurns>\nAsked: How do I price my coaching?\n</EarlierTurns>',
  'a plan': '<Plan id="msg_1">\ntitle: Launch\nday 1 Story: How do I price my coaching?\n</Plan>',
  'a task': '<Task>\nReading: How do I price my coaching?\n</Task>',
  'a widget': `The widget msg_1 was shown:\n${widget}`,
  'a quotation': 'The user refers to this text:\nRaise your prices twice a year.',
}

async function answerTo(input: ResponseInput) {
  const { openai, store } = await startEngine()
  const tools = [{ type: 'file_search' as const, vector_store_ids: [store] }]
  return readAnswer(await openai.responses.create({ model: 'any', input, tools }))
}

test.each(Object.entries(notes))('%s is not taken for the question before it', async (_, note) => {
  const { sources } = await answerTo([
    { role: 'user', content: 'How long should a reel be?' },
    { role: 'user', content: note },
  ])

  expect(sources[0]).toBe('short-form-scripts.md')
})

test('a message that only points is understood by what it quotes', async () => {
  const { sources } = await answerTo([
    { role: 'user', content: 'How do I do this?' },
    { role: 'user', content: 'The user refers to this text:\nStart a waitlist for your launch.' },
  ])

  expect(sources[0]).toBe('launches-without-sleaze.md')
})

test('a niche that is known fills the blanks that ask for it, and chooses what is written for it', async () => {
  const facts = (niche: string, audience: string): ResponseInput[number] => ({
    role: 'user',
    content: `<CreatorFacts>\nniche: ${niche}\naudience: ${audience}\n</CreatorFacts>`,
  })

  const fitness = await answerTo([
    facts('fitness', '(not given)'),
    { role: 'user', content: 'Give me 4 hooks' },
  ])
  const baking = await answerTo([
    facts('vegan baking', 'busy parents'),
    { role: 'user', content: 'Show me the plan lines that teach and prove' },
  ])

  expect(fitness.text).toContain('Fitness viewers')
  expect(baking.text).toContain('The two-minute fix I would show busy parents first.')
  expect(baking.text).not.toContain('[your niche]')
})
