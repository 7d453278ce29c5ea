import { Agent, OpenAIResponsesModel, Runner } from '@openai/agents'
import OpenAI from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startThread, turnOf } from '../../../test/samples/turn-samples.ts'
import { functionCall, response } from '../../../test/upstream/response-events.ts'
import { plays, type Script, ScriptedUpstream } from '../../../test/upstream/scripted-upstream.ts'
import type { Facts } from '../../memory/memory.ts'
import type { ThreadItem } from '../../protocol/schemas.ts'
import { planOf } from '../plan/plan-widget.ts'
import type { ResponderEvent } from '../responder.ts'
import { creatorTools } from './creator-tools.ts'

const DATE_TOOL = ['get_local_date']

describe('asking the creator', () => {
  test('puts one form with a question for each fact into the thread, and ends the turn', async () => {
    const { items, requests } = await runTurn({
      scripts: [calls('ask_creator', { facts: ['niche', 'platforms', 'niche'] })],
    })

    expect(items).toEqual([
      {
        id: expect.stringMatching(/^msg_/),
        thread_id: 'thr_1',
        created_at: expect.stringMatching(/Z$/),
        type: 'structured_input',
        status: 'pending',
        inputs: [
          expect.objectContaining({ type: 'freeform', id: 'niche' }),
          expect.objectContaining({ type: 'multiple_choice', id: 'platforms', multiple: true }),
        ],
      },
    ])
    expect(requests).toHaveLength(1)
  })

  test('leaves out what they have told before, or left out on purpose', async () => {
    const { items } = await runTurn({
      facts: { niche: ['vegan baking'], audience: [] },
      scripts: [calls('ask_creator', { facts: ['niche', 'audience', 'hours'] })],
    })

    expect(items).toMatchObject([{ inputs: [{ id: 'hours' }] }])
  })

  test('does not happen when nothing is left to ask, and the model goes on', async () => {
    const { items, outputs } = await runTurn({
      facts: { niche: ['vegan baking'] },
      scripts: [calls('ask_creator', { facts: ['niche'] }), 'Bake on Mondays.'],
    })

    expect(items).toEqual([])
    expect(outputs).toEqual([expect.stringContaining('has answered this before')])
  })
})

describe('making a plan', () => {
  test('puts it into the thread as a widget that can be copied, and ends the turn', async () => {
    const { items, requests } = await runTurn({ scripts: [calls('make_plan', draft())] })

    const [item] = items
    expect(items).toHaveLength(1)
    expect(item).toMatchObject({ type: 'widget', copy_text: expect.stringMatching(/^# Loaves\n/) })
    expect(item?.type === 'widget' && planOf(item.widget)).toEqual({
      title: 'Loaves',
      days: [
        { day: 1, date: '2026-11-30', format: 'Reel', hook: 'My first loaf', done: false },
        { day: 2, date: '2026-12-01', format: 'Post', hook: 'Salt?', done: false },
      ],
    })
    expect(requests).toHaveLength(1)
  })

  test.each<[string, object, string]>([
    ['without days', draft({ days: [] }), '→ at days'],
    ['with a day twice', draft({ days: [DAY, DAY] }), 'only once'],
    ['with a day beyond the month', draft({ days: [{ ...DAY, day: 32 }] }), '→ at days[0].day'],
    ['with a date that is none', draft({ start_date: '30 November' }), '→ at start_date'],
    ['without a title', draft({ title: ' ' }), '→ at title'],
    ['in another shape', { plan: 'Bake!' }, 'every field that it names'],
  ])('%s is refused with what to put right, and can be made again', async (_, wrong, words) => {
    const { items, outputs } = await runTurn({
      scripts: [calls('make_plan', wrong), calls('make_plan', draft(), 'fc_2')],
    })

    expect(outputs).toEqual([expect.stringContaining(words)])
    expect(outputs[0]).toContain('Call make_plan again')
    expect(items.map(({ type }) => type)).toEqual(['widget'])
  })
})

describe('offering choices', () => {
  const choices = ['How do I price a course?', 'كيف أسعّر جلسة؟', 'How do I raise my prices?']

  test('puts a list into the thread whose rows are sent by the page, and ends the turn', async () => {
    const { items, requests } = await runTurn({ scripts: [calls('offer_choices', { choices })] })

    expect(items).toMatchObject([
      {
        type: 'widget',
        widget: {
          type: 'ListView',
          children: choices.map((text) => ({
            type: 'ListViewItem',
            onClickAction: { type: 'chat.send_message', payload: { text }, handler: 'client' },
            children: [{ type: 'Text', value: text }],
          })),
        },
        copy_text: choices.map((text) => `- ${text}`).join('\n'),
      },
    ])
    expect(requests).toHaveLength(1)
  })

  test('takes two to four of at most 200 characters, without the spaces around them', async () => {
    const longest = 'x'.repeat(200)
    const { items } = await runTurn({
      scripts: [calls('offer_choices', { choices: [` ${longest}\n`, 'b', 'c', 'd'] })],
    })

    expect(items).toMatchObject([{ copy_text: `- ${longest}\n- b\n- c\n- d` }])
  })

  test.each<[string, object, string]>([
    ['one alone', { choices: ['Pricing?'] }, 'offer at least two'],
    ['five', { choices: ['a', 'b', 'c', 'd', 'e'] }, 'offer at most four'],
    ['an empty one', { choices: ['Pricing?', ' '] }, '→ at choices[1]'],
    ['one that is too long', { choices: ['x'.repeat(201), 'b'] }, '→ at choices[0]'],
    ['one of two lines', { choices: ['Pricing?', 'Or\nwhat?'] }, 'write it on one line'],
    ['the same one twice', { choices: ['Pricing?', ' PRICING? '] }, 'only once'],
    ['another shape', { choices: 'Pricing?' }, 'every field that it names'],
  ])('%s is refused with what to put right, and can be offered again', async (_, wrong, words) => {
    const { items, outputs } = await runTurn({
      scripts: [calls('offer_choices', wrong), calls('offer_choices', { choices }, 'fc_2')],
    })

    expect(outputs).toEqual([expect.stringContaining(words)])
    expect(outputs[0]).toContain('Call offer_choices again')
    expect(items.map(({ type }) => type)).toEqual(['widget'])
  })
})

describe('asking for the local date', () => {
  test('is a call of the page, under the id that the model gave it, and ends the turn', async () => {
    const { items, requests } = await runTurn({
      clientTools: DATE_TOOL,
      scripts: [calls('get_local_date', {}, 'fc_9')],
    })

    expect(items).toMatchObject([
      {
        type: 'client_tool_call',
        status: 'pending',
        call_id: 'call_fc_9',
        name: 'get_local_date',
        arguments: {},
      },
    ])
    expect(requests).toHaveLength(1)
  })

  test('is offered only where the page can run it', async () => {
    const without = await runTurn({ scripts: ['Hello.'] })
    const withIt = await runTurn({ scripts: ['Hello.'], clientTools: DATE_TOOL })

    const always = ['ask_creator', 'make_plan', 'offer_choices']
    expect(toolsOffered(without.requests)).toEqual(always)
    expect(toolsOffered(withIt.requests)).toEqual([...always, 'get_local_date'])
  })

  test('happens once a turn, however often the model calls it', async () => {
    const twice = plays(
      ...response(
        functionCall('fc_1', 'get_local_date', {}),
        functionCall('fc_2', 'get_local_date', {}),
      ),
    )

    const { items } = await runTurn({ clientTools: DATE_TOOL, scripts: [twice] })

    expect(items).toMatchObject([{ call_id: 'call_fc_1' }])
  })

  test.each([
    ['ask_creator', { facts: ['niche'] }],
    ['make_plan', draft()],
    ['offer_choices', { choices: ['One?', 'Two?'] }],
  ])('stays the newest item: %s of the same turn is put off', async (name, args) => {
    const both = plays(
      ...response(functionCall('fc_1', 'get_local_date', {}), functionCall('fc_2', name, args)),
    )

    const { items } = await runTurn({ clientTools: DATE_TOOL, scripts: [both] })

    expect(items.map(({ type }) => type)).toEqual(['client_tool_call'])
  })
})

test('every tool has a strict schema', async () => {
  const { requests } = await runTurn({ scripts: ['Hello.'], clientTools: DATE_TOOL })

  for (const tool of toolsIn(requests)) {
    expect(tool).toMatchObject({ strict: true, parameters: { additionalProperties: false } })
  }
})

const DAY = { day: 1, format: 'Reel', hook: 'My first loaf' }

function draft(fields = {}) {
  const days = [{ day: 2, format: 'Post', hook: 'Salt?' }, DAY]
  return { title: 'Loaves', start_date: '2026-11-30', days, ...fields }
}

const calls = (name: string, args: object, id = 'fc_1'): Script =>
  plays(...response(functionCall(id, name, args)))

/** A turn of an agent that has these tools and nothing else. */
async function runTurn(given: {
  scripts: Array<Script | string>
  facts?: Facts
  clientTools?: string[]
}) {
  const upstream = await ScriptedUpstream.start()
  onTestFinished(() => upstream.close())
  upstream.answers(...given.scripts)
  const started = await startThread()
  await started.memory.saveFacts(given.facts ?? {})
  const events: ResponderEvent[] = []
  const { tools, endsTurn, context } = creatorTools(
    turnOf(started, { clientTools: given.clientTools ?? [] }),
    (event) => events.push(event),
  )
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: upstream.url, logLevel: 'off' })
  const agent = new Agent({
    name: 'Coach',
    model: new OpenAIResponsesModel(client, 'gpt-scripted'),
    tools,
    toolUseBehavior: { stopAtToolNames: endsTurn },
  })

  const runner = new Runner({ tracingDisabled: true })
  const run = await runner.run(agent, 'A plan, please', { stream: true, maxTurns: 5, context })
  await run.completed

  return {
    items: events.flatMap((event): ThreadItem[] =>
      event.type === 'thread.item.done' ? [event.item] : [],
    ),
    requests: upstream.turns,
    outputs: outputsIn(upstream.turns.at(-1)?.json.input),
  }
}

type Requests = Awaited<ReturnType<typeof runTurn>>['requests']

/** What the model was told of its calls. */
const outputsIn = (input: unknown): string[] =>
  (input as Array<{ type?: string; output?: unknown }>).flatMap(({ type, output }) =>
    type === 'function_call_output' ? [String(output)] : [],
  )

const toolsIn = (requests: Requests) => requests[0]?.json.tools as Array<{ name: string }>
const toolsOffered = (requests: Requests) => toolsIn(requests).map(({ name }) => name)
