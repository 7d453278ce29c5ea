import { describe, expect, test } from 'vitest'
import { answer, question, startThread, turnOf } from '../../../test/samples/turn-samples.ts'
import type { StructuredInputItem, ThreadItem } from '../../protocol/schemas.ts'
import { FACTS, factsInput, questions, rememberAnswers } from './creator-facts.ts'

type Answers = Record<string, string[]>

describe('a form that has come back', () => {
  test('is remembered for the session, with what was left out', async () => {
    const facts = await remembered([form({ niche: ['vegan baking'], platforms: ['TikTok', 'X'] })])

    expect(facts).toEqual({
      niche: ['vegan baking'],
      audience: [],
      platforms: ['TikTok', 'X'],
      hours: [],
    })
  })

  test('is remembered as left out when it was skipped', async () => {
    const facts = await remembered([{ ...form(), status: 'skipped' }])

    expect(facts).toEqual({ niche: [], audience: [], platforms: [], hours: [] })
  })

  test('is remembered within limits', async () => {
    const facts = await remembered([
      form({ niche: [`  a\nb${'x'.repeat(900)}`], audience: ['  '] }),
    ])

    expect(facts).toMatchObject({ niche: [`a b${'x'.repeat(497)}`], audience: [] })
  })
})

test.each<[string, ThreadItem[]]>([
  ['a form that still waits', [{ ...form({ niche: ['x'] }), status: 'pending' }]],
  ['a form before the newest item', [form({ niche: ['x'] }), question('msg_2', 'And now?')]],
  ['another form', [{ ...form(), inputs: [{ type: 'freeform', id: 'shoe', question: 'Size?' }] }]],
  ['anything but a form', [answer('msg_1', 'niche')]],
  ['an empty thread', []],
])('%s tells nothing', async (_, items) => {
  expect(await remembered(items)).toEqual({})
})

describe('the model', () => {
  test('reads what is known, a fact a line, and what not to ask again', () => {
    expect(
      factsInput({ niche: ['vegan baking'], audience: [], platforms: ['TikTok', 'X'] }),
    ).toEqual([
      {
        role: 'user',
        content: [
          '<CreatorFacts>',
          'What the creator has told about themselves in this session. Facts marked (not given) were left out on purpose: do not ask again.',
          'niche: vegan baking',
          'audience: (not given)',
          'platforms: TikTok, X',
          '</CreatorFacts>',
        ].join('\n'),
      },
    ])
  })

  test('reads nothing where nothing is known', () => {
    expect(factsInput({})).toEqual([])
  })
})

function form(answers: Answers = {}): StructuredInputItem {
  return {
    id: 'msg_form',
    thread_id: 'thr_1',
    created_at: '2026-01-01T00:00:00.000Z',
    type: 'structured_input',
    status: 'answered',
    inputs: FACTS.map((fact) => {
      const values = answers[fact] ?? []
      return { ...questions[fact], answer: { values, skipped: values.length === 0 } }
    }),
  }
}

/** What the session knows after a turn over these items. */
async function remembered(items: ThreadItem[]) {
  const started = await startThread(items)
  await rememberAnswers(turnOf(started))
  return started.memory.loadFacts()
}
