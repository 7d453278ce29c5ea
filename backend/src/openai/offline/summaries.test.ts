import type { ResponseInput } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'
import { startEngine } from './test-kit.ts'

async function summaryOf(input: string | ResponseInput): Promise<string> {
  const { openai } = await startEngine()
  const schema = { type: 'object', properties: { summary: { type: 'string' } } }
  const response = await openai.responses.create({
    model: 'any',
    input,
    text: { format: { type: 'json_schema', name: 'thread_summary', schema, strict: true } },
  })
  return JSON.parse(response.output_text).summary
}

const kept = [
  'Asked: How often should I post?',
  'Answer: Post as often as you can keep up.',
  'Asked: and on YouTube?',
  'Answer: One long video a week is plenty.',
].join('\n')

test('a summary says what was asked, in order, and how each answer begins', async () => {
  const summary = await summaryOf([
    { role: 'user', content: 'How often should I post?' },
    {
      role: 'assistant',
      content: '**Post** as often as you can keep up. For most that means three.\n\n- Test it',
    },
    { role: 'user', content: 'and on YouTube?' },
    { role: 'assistant', content: 'One long video a week is plenty. More only if it is easy.' },
  ])

  expect(summary).toBe(kept)
})

test('a transcript may come as one text', async () => {
  const transcript =
    'User: How often should I post?\nCoach: Post as often as you can keep up. For most that means three.\n\n- Test it\nUser: and on YouTube?\nCoach: One long video a week is plenty.'

  expect(await summaryOf(transcript)).toBe(kept)
  expect(await summaryOf([{ role: 'user', content: transcript }])).toBe(kept)
})

test('what an earlier summary kept stays, and what the application notes is left out', async () => {
  const summary = await summaryOf([
    { role: 'user', content: '<EarlierTurns>\nAsked: what is a hook?\n</EarlierTurns>' },
    { role: 'user', content: '<CreatorFacts>\nniche: pottery\n</CreatorFacts>' },
    { role: 'user', content: 'How do I film at night?' },
  ])

  expect(summary).toBe('Asked: what is a hook?\nAsked: How do I film at night?')
})

test('a long thread is cut short between words, each of its turns in a few', async () => {
  const turns: ResponseInput = Array.from({ length: 200 }, (_, at) => ({
    role: at % 2 === 0 ? 'user' : 'assistant',
    content: `Turn ${at} ${'speaks of many things '.repeat(20)}`,
  }))

  const summary = await summaryOf(turns)

  expect(summary.length).toBeLessThanOrEqual(1_500)
  expect(summary).toContain('Turn 199')
  expect(summary.split('\n').length).toBeGreaterThan(20)
})
