import OpenAI from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  refuses,
  type Script,
  ScriptedUpstream,
  staysSilent,
} from '../../../test/upstream/scripted-upstream.ts'
import { createSummariser } from './summary.ts'

const going = () => new AbortController().signal

test('a conversation is summed up by one call, of which OpenAI keeps nothing', async () => {
  const { upstream, summarise } = await startSummaries('She bakes.')

  expect(await summarise('Creator: I bake.', going())).toBe('She bakes.')
  expect(upstream.summaryCalls.map(({ json }) => json)).toEqual([
    expect.objectContaining({
      model: 'gpt-scripted',
      input: 'Creator: I bake.',
      store: false,
      text: {
        format: expect.objectContaining({
          type: 'json_schema',
          name: 'thread_summary',
          strict: true,
        }),
      },
    }),
  ])
})

describe('no summary comes', () => {
  test.each<[string, Script]>([
    ['when the model refuses', refuses(500)],
    ['when the connection breaks', (stream) => stream.cut()],
    ['when the answer is no summary', (stream) => stream.json({ output: [] })],
    ['when it takes too long', staysSilent],
  ])('%s, and it is not asked for again', async (_, script) => {
    const { upstream, summarise } = await startSummaries(script, 300)

    await expect(summarise('Creator: I bake.', going())).rejects.toThrow()
    expect(upstream.summaryCalls).toHaveLength(1)
  })

  test('when the turn is stopped', async () => {
    const { upstream, summarise } = await startSummaries(staysSilent)
    const stop = new AbortController()
    const summary = summarise('Creator: I bake.', stop.signal)
    const request = await upstream.received(/responses$/)

    stop.abort()

    await expect(summary).rejects.toThrow()
    expect(await request.closed).toEqual({ early: true })
  })
})

async function startSummaries(script: Script | string, timeoutMs?: number) {
  const upstream = await ScriptedUpstream.start()
  onTestFinished(() => upstream.close())
  upstream.summaries(script)
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: upstream.url, logLevel: 'off' })
  return { upstream, summarise: createSummariser({ client, model: 'gpt-scripted', timeoutMs }) }
}
