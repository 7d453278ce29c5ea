import { Agent, fileSearchTool, OpenAIProvider, Runner, tool } from '@openai/agents'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { startEngine } from '../../../test/embedded/embedded-engine.ts'
import { allFacts, noteOfFacts } from '../../../test/embedded/plan-requests.ts'

test('a streamed run of the Agents SDK gets its words, its search and its citations', async () => {
  const { openai, store } = await startEngine()
  const runner = new Runner({
    modelProvider: new OpenAIProvider({ openAIClient: openai }),
    tracingDisabled: true,
  })
  const coach = new Agent({
    name: 'Coach',
    instructions: 'Be brief.',
    tools: [fileSearchTool(store, { includeSearchResults: true, maxNumResults: 5 })],
  })

  const run = await runner.run(coach, 'How do I find my niche?', { stream: true })
  let text = ''
  for await (const event of run)
    if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta')
      text += event.data.delta
  await run.completed

  expect(text).toMatch(/^### How /)
  expect(run.finalOutput).toBe(text)
  const output = JSON.stringify(run.output)
  expect(output).toContain('file_search_call')
  expect(output).toContain('"type":"file_citation"')

  const next = await runner.run(coach, [...run.history, { role: 'user', content: 'What else?' }])
  expect(next.finalOutput).toMatch(/^I have shown you the section that is closest to this/)
})

test('a run of the Agents SDK ends at the tool that it is to stop at, with the words before it', async () => {
  const { openai, store } = await startEngine()
  const runner = new Runner({
    modelProvider: new OpenAIProvider({ openAIClient: openai }),
    tracingDisabled: true,
  })
  const day = z.object({ day: z.number(), format: z.string(), hook: z.string() })
  const makePlan = tool({
    name: 'make_plan',
    description: 'Shows a plan.',
    parameters: z.object({
      title: z.string(),
      start_date: z.string().nullable(),
      days: z.array(day),
    }),
    execute: ({ days }) => `${days.length} days`,
  })
  const coach = new Agent({
    name: 'Coach',
    tools: [fileSearchTool(store), makePlan],
    toolUseBehavior: { stopAtToolNames: ['make_plan'] },
  })

  const run = await runner.run(
    coach,
    [
      { role: 'user', content: noteOfFacts(allFacts) },
      { role: 'user', content: 'Plan my next 30 days' },
    ],
    { stream: true, maxTurns: 1 },
  )
  let text = ''
  for await (const event of run)
    if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta')
      text += event.data.delta
  await run.completed

  expect(run.finalOutput).toBe('30 days')
  expect(text).toMatch(/^Here is your plan: 30 days for “vegan baking/)
})
