import type { ResponseInput } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'
import { startEngine } from './test-kit.ts'

async function titleOf(input: string | ResponseInput): Promise<string> {
  const { openai } = await startEngine()
  const schema = { type: 'object', properties: { title: { type: 'string' } } }
  const response = await openai.responses.create({
    model: 'any',
    input,
    text: { format: { type: 'json_schema', name: 'thread_title', schema, strict: true } },
  })
  return JSON.parse(response.output_text).title
}

test.each([
  ['Give me 5 hooks for a fitness coach', 'Hooks for a fitness coach'],
  ['What’s the best time to post on Instagram?', 'Best time to post on Instagram'],
  ['Can you write me a script for a 60 second reel, please?', 'Script for a 60-second reel'],
  ['How often should I post?', 'How often should I post'],
  ['How do I write a story?', 'Write a story'],
  ['make me a 30 day content plan', '30-day content plan'],
  ['I feel exhausted and want to quit posting', 'Signs of burnout'],
  ['which camera should I buy', 'Gear on a budget'],
  ['i have 200 followers and nobody buys, help', 'First 1,000 followers'],
  ['What should my posting week look like and why does it matter to you?', 'Posting week'],
  ['How long should a reel be?', 'How long should a reel be'],
  ['get brand deals', 'Brand deals'],
  ['Hola ¿cómo consigo más seguidores?', 'Cómo consigo más seguidores'],
  ['hello', 'Getting started'],
  ['Who are you?', 'Getting started'],
])('%s → %s', async (question, title) => {
  expect(await titleOf(question)).toBe(title)
})

test('a greeting before the question does not name the thread', async () => {
  const title = await titleOf([
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'Hello!' },
    { role: 'user', content: 'How do I price my coaching?' },
  ])

  expect(title).toBe('Price my coaching')
})

test('a thread about a file alone is named after the file', async () => {
  expect(await titleOf('[Attached file: "spring-launch plan.pdf"]')).toBe(
    'About spring launch plan',
  )
})

test.each([
  'My "amazing" videos have been losing views for the past three weeks and I honestly do not know what to do about it!!!',
  'I am a busy mum of two who bakes sourdough at night and wants to sell it on Instagram, where do I start?',
  'pricing???',
])('a title has two to six words, no quotes and no full stop: %s', async (question) => {
  const title = await titleOf(question)

  expect(title.split(' ').length).toBeGreaterThanOrEqual(2)
  expect(title.split(' ').length).toBeLessThanOrEqual(6)
  expect(title).not.toMatch(/["“”]|[.!?,]$/)
})
