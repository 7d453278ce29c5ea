import { Agent, fileSearchTool, OpenAIProvider, Runner } from '@openai/agents'
import { expect, test } from 'vitest'
import { startEngine } from './test-kit.ts'

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

  expect(text).toContain('Your niche is where')
  expect(run.finalOutput).toBe(text)
  const output = JSON.stringify(run.output)
  expect(output).toContain('file_search_call')
  expect(output).toContain('"type":"file_citation"')

  const next = await runner.run(coach, [...run.history, { role: 'user', content: 'shorter' }])
  expect(next.finalOutput).toMatch(/^In short: /)
})
