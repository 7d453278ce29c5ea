import type { FileSearchTool } from 'openai/resources/responses/responses'
import type { ComparisonFilter } from 'openai/resources/shared'
import { expect, test } from 'vitest'
import { addFile } from '../test-kit.ts'
import {
  allFacts,
  creatorFacts,
  functionTools,
  localDate,
  saidByUser,
  startPlanning,
} from './planning-kit.ts'

const answeredForm = saidByUser(
  '<StructuredInput>\nstatus: answered\nWhat is your niche?: vegan baking\nWho is it for?: (skipped)\n</StructuredInput>',
)

test.each([
  'Make me a 30-day content plan',
  'content calendar please',
  'I need a posting plan for this week',
  'plan my month',
  'Can you plan the next two weeks of posts?',
  'Hi! I have no idea what to do, plan my next 30 days please',
  'What should I post this month?',
])('“%s” is met with one sentence and a form for what is not known', async (question) => {
  const { ask } = await startPlanning()

  const { text, types, called, arguments: given } = await ask(question)

  expect(types).toEqual(['message', 'function_call'])
  expect(text).toMatch(/^Gladly\./)
  expect(called).toBe('ask_creator')
  expect(given).toEqual({ facts: ['niche', 'audience', 'platforms', 'hours'] })
})

test.each([
  'How do I plan content?',
  'what is a content calendar?',
  'I can’t stick to my content plan',
  'Should I have a posting schedule?',
  'help me plan a launch',
  'Make me a workout plan',
])('“%s” asks for no plan and is answered in words', async (question) => {
  const { ask } = await startPlanning()

  const { called, text } = await ask([creatorFacts(allFacts), saidByUser(question)])

  expect(called).toBeUndefined()
  expect(text).not.toBe('')
})

test.each([
  ['I bake vegan cakes and have 4 hours a week. Plan my month', ['audience', 'platforms']],
  ['Make a content plan for my YouTube channel', ['niche', 'audience', 'hours']],
  ['I help new mums sleep better, plan my week', ['platforms', 'hours']],
  ['I am a yoga teacher on Instagram with half an hour a day. Content plan please', ['audience']],
  ['Plan my month, but not for TikTok', ['niche', 'audience', 'platforms', 'hours']],
])('what “%s” states is not asked again', async (question, facts) => {
  const { ask } = await startPlanning()

  expect((await ask(question)).arguments).toEqual({ facts })
})

test('what the creator has told, or left out on purpose, is not asked again', async () => {
  const { ask } = await startPlanning()
  const known = creatorFacts({ niche: 'pottery', audience: '(not given)', hours: 'Under 3' })

  const { arguments: given, text } = await ask([known, saidByUser('plan my month')])

  expect(given).toEqual({ facts: ['platforms'] })
  expect(text).toContain('One question')
})

test('with the form answered the date is asked for, without a word', async () => {
  const { ask } = await startPlanning()

  const {
    types,
    called,
    arguments: given,
  } = await ask([
    creatorFacts(allFacts),
    saidByUser('Plan my next 30 days'),
    { role: 'assistant', content: 'Gladly. A few questions first.' },
    answeredForm,
  ])

  expect(types).toEqual(['function_call'])
  expect(called).toBe('get_local_date')
  expect(given).toEqual({})
})

test('a plan begins the day after the creator’s own, and says what it rests on', async () => {
  const { ask } = await startPlanning()

  const { plan, text, sources, types } = await ask([
    creatorFacts(allFacts),
    saidByUser('Plan my next 30 days'),
    answeredForm,
    ...localDate('2026-12-31'),
  ])

  expect(types).toEqual(['file_search_call', 'message', 'function_call'])
  expect(plan?.start_date).toBe('2027-01-01')
  expect(plan?.title).toContain('vegan baking')
  expect(plan?.days.map(({ day }) => day)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1))
  expect(text).toContain('busy parents')
  expect(new Set(sources)).toEqual(
    new Set(['30-day-content-plan.md', 'posting-rhythm-and-analytics.md']),
  )
})

test('a date that was asked for an earlier message is asked for again', async () => {
  const { ask } = await startPlanning()

  const { called } = await ask([
    creatorFacts(allFacts),
    saidByUser('Plan my week'),
    ...localDate('2026-11-22'),
    { role: 'assistant', content: 'Here is your plan.' },
    saidByUser('Plan my next two weeks'),
  ])

  expect(called).toBe('get_local_date')
})

test.each([
  ['plan this week', 7],
  ['make me a content plan for two weeks', 14],
  ['plan my next 10 days', 10],
  ['plan the next three months of content', 31],
  ['plan my month', 30],
])('“%s” makes %i days', async (question, days) => {
  const { ask } = await startPlanning(['make_plan'])

  const { plan } = await ask([creatorFacts(allFacts), saidByUser(question)])

  expect(plan?.days).toHaveLength(days)
  expect(plan?.start_date).toBeNull()
})

test('a form that was sent is not shown again, whatever it left open', async () => {
  const { ask } = await startPlanning(['ask_creator', 'make_plan'])

  const { called } = await ask([saidByUser('plan my month'), answeredForm])

  expect(called).toBe('make_plan')
})

test('asked to leave the questions out, the coach plans with what it knows', async () => {
  const { ask } = await startPlanning(['ask_creator', 'make_plan'])

  const { plan } = await ask('Just make me a content plan, no questions')

  expect(plan?.days[0]?.hook).toContain('[')
})

test('where plans cannot be shown, the message holds the plan as a table', async () => {
  const { ask } = await startPlanning([])

  const { text, called, sources } = await ask([
    creatorFacts(allFacts),
    saidByUser('Make me a 30-day content plan'),
  ])

  expect(called).toBeUndefined()
  expect(text.match(/^\| \d+ \|/gm)).toHaveLength(30)
  expect(text).toContain('vegan baking')
  expect(sources).toContain('30-day-content-plan.md')
})

test('no function is called where none may be', async () => {
  const { openai } = await startPlanning()

  const { output } = await openai.responses.create({
    model: 'any',
    input: 'plan my month',
    tools: functionTools(['ask_creator', 'make_plan']),
    tool_choice: 'none',
  })

  expect(output.map(({ type }) => type)).toEqual(['message'])
})

test('a request that leaves no choice but a plan gets one, however the message is put', async () => {
  const { openai, store } = await startPlanning()

  const { output } = await openai.responses.create({
    model: 'any',
    input: 'vegan baking on TikTok',
    tools: [{ type: 'file_search', vector_store_ids: [store] }, ...functionTools(['make_plan'])],
    tool_choice: { type: 'function', name: 'make_plan' },
  })

  expect(output.at(-1)).toMatchObject({ type: 'function_call', name: 'make_plan' })
})

test('a library that is out of reach plans nothing', async () => {
  const { ask, store } = await startPlanning()
  const filters: ComparisonFilter = { type: 'eq', key: 'kind', value: 'upload' }
  const search: FileSearchTool = { type: 'file_search', vector_store_ids: [store], filters }

  const { called, citations } = await ask('plan my month', [
    search,
    ...functionTools(['ask_creator', 'make_plan']),
  ])

  expect(called).toBeUndefined()
  expect(citations).toEqual([])
})

test('a message about a file is answered from the file, even if the file is a plan', async () => {
  const { ask, openai, store } = await startPlanning()
  await addFile({ openai, store }, 'plan.md', 'Plan: on Monday we film the rye loaf.')

  const { called, sources } = await ask(
    'Make me a content plan out of this [Attached file: "plan.md"]',
  )

  expect(called).toBeUndefined()
  expect(sources).toContain('plan.md')
})

test('a plan that was made is not made again when its call comes back', async () => {
  const { ask } = await startPlanning(['make_plan'])
  const made = { call_id: 'call_1', name: 'make_plan', arguments: '{"days":[]}' }

  const { called, text } = await ask([
    creatorFacts(allFacts),
    saidByUser('plan my week'),
    { type: 'function_call', ...made },
    { type: 'function_call_output', call_id: 'call_1', output: 'shown' },
  ])

  expect(called).toBeUndefined()
  expect(text).not.toBe('')
})
