import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConversation } from '../conversation/conversation.ts'
import { answerPlan } from './answer-plan.ts'
import type { PlanDraft } from './build-plan.ts'
import { readPlanLines } from './build-plan.ts'

const playbook = readFileSync(
  new URL('../../../knowledge/30-day-content-plan.md', import.meta.url),
  'utf8',
)
const everything = ['ask_creator', 'get_local_date', 'make_plan']
const said = (content: string) => ({ role: 'user', content })
const told = (facts: Record<string, string>) =>
  said(
    `<CreatorFacts>\nWhat the creator has told.\n${Object.entries(facts)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')}\n</CreatorFacts>`,
  )
const allFacts = {
  niche: 'vegan baking',
  audience: 'busy parents',
  platforms: 'TikTok, Instagram',
  hours: '3 to 5',
}
const today = (date: string) => [
  { type: 'function_call', call_id: 'c1', name: 'get_local_date', arguments: '{}' },
  { type: 'function_call_output', call_id: 'c1', output: JSON.stringify({ date }) },
]

function ask(input: unknown[], offered = everything, isForced = false) {
  const answer = answerPlan({
    conversation: readConversation(input),
    offered: new Set(offered),
    isForced,
    lines: readPlanLines(['# Other\n\n| A | B |\n|---|---|\n| 1 | 2 |', playbook]),
    queries: ['content plan'],
  })
  const { name, arguments: given } = answer?.call ?? {}
  const plan = name === 'make_plan' ? (given as PlanDraft) : undefined // as the function takes it
  return { text: answer?.text, called: name, given, plan }
}

/** A plan that is made at once, from a Thursday. */
function planFor(facts: Record<string, string>, request = 'Plan my next 30 days') {
  const blank = { niche: '(not given)', audience: '(not given)', platforms: '(not given)' }
  const all = { ...blank, hours: '(not given)', ...facts }
  return ask([told(all), said(request), ...today('2026-11-26')])
}

describe('towards a plan', () => {
  test('a form asks for what is not known', () => {
    const { text, called, given } = ask([said('Make me a 30-day content plan')])

    expect(text).toMatch(/^Gladly\./)
    expect([called, given]).toEqual([
      'ask_creator',
      { facts: ['niche', 'audience', 'platforms', 'hours'] },
    ])
  })

  test.each([
    ['I teach pottery to beginners on TikTok. Make me a content plan', ['hours']],
    ["I'm a baker on Instagram. Content plan please", ['audience', 'hours']],
    ['My audience is new parents. Make a content plan for YouTube', ['niche', 'hours']],
    ['I have four hours a week. Plan my month', ['niche', 'audience', 'platforms']],
    ['I help new mums with sleep, plan my week', ['platforms', 'hours']],
    ['Make me a content plan for my pottery business', ['audience', 'platforms', 'hours']],
    ['Plan my month, but not for TikTok', ['niche', 'audience', 'platforms', 'hours']],
    ['Plan my month. I teach guitar online', ['audience', 'platforms', 'hours']],
    ['My niche is saturated. Plan my month', ['niche', 'audience', 'platforms', 'hours']],
    ["I'm a bit lost. Plan my month", ['niche', 'audience', 'platforms', 'hours']],
    ["I'm a beginner. Plan my month", ['niche', 'audience', 'platforms', 'hours']],
  ])('“%s” leaves %j to be asked', (request, facts) => {
    expect(ask([said(request)]).given).toEqual({ facts })
  })

  test('what was left out on purpose is not asked again', () => {
    const facts = { niche: 'pottery', audience: '(not given)', hours: 'Under 3' }

    expect(ask([told(facts), said('plan my month')]).given).toEqual({ facts: ['platforms'] })
  })

  test('with the form sent, whatever it left open, the date of the page comes next', () => {
    const form = said('<StructuredInput>\nstatus: skipped\n</StructuredInput>')

    expect(ask([said('plan my month'), form])).toMatchObject({ text: '', called: 'get_local_date' })
  })

  test('a date that was told for an earlier message is asked for again', () => {
    const thread = [told(allFacts), said('Plan my week'), ...today('2026-11-22')]

    expect(ask([...thread, said('Plan my next two weeks')]).called).toBe('get_local_date')
  })

  test('where plans cannot be shown, the answer has it as a table', () => {
    const { text } = ask([told(allFacts), said('Make me a 30-day content plan')], [])

    expect(text?.match(/^\| \d+ \|/gm)).toHaveLength(30)
  })

  test('a request that leaves no choice gets a plan', () => {
    expect(ask([said('vegan baking')], ['make_plan'], true).plan?.days).toHaveLength(30)
  })

  test('a message about a file is not for a plan', () => {
    const content = [
      { type: 'input_text', text: 'Make a content plan from this' },
      { type: 'input_text', text: '[Attached file: "shop.pdf"]' },
    ]

    expect(ask([{ role: 'user', content }]).text).toBeUndefined()
  })

  test('without lines in the library there is no plan', () => {
    expect(readPlanLines(['# Baking\n\nBake.'])).toBeUndefined()
  })
})

const creators: Record<string, string>[] = [
  allFacts,
  { niche: 'My bakery', audience: 'an engaged couple', platforms: 'Podcast', hours: 'Under 3' },
  {
    niche: 'I own a small bakery.',
    audience: "don't know",
    platforms: 'YouTube',
    hours: '6 to 10',
  },
  { niche: 'https://my-bakery.example/shop', audience: 'idk', hours: 'More than 10' },
  { niche: '🍞🥖', audience: 'everyone', platforms: 'Newsletter, LinkedIn', hours: '(not given)' },
  { niche: 'Ich backe Brot für Familien', audience: 'Kinder', hours: '3 to 5' },
  { niche: 'a'.repeat(500), audience: 'b c '.repeat(125), hours: '6 to 10' },
  { niche: "don't know", audience: '(not given)', platforms: '(not given)', hours: '(not given)' },
  { niche: '[your niche] | `x` <b>', audience: '$& $1', platforms: 'TikTok' },
]

describe('a plan', () => {
  test.each(creators)('for $niche has a line of its own for each day', (facts) => {
    const { plan } = planFor(facts, 'Plan my next 31 days')

    const days = plan?.days ?? []
    expect(plan?.title).toMatch(/^31-day content plan.{0,90}$/u)
    expect(days.map(({ day }) => day)).toEqual(Array.from({ length: 31 }, (_, at) => at + 1))
    expect(new Set(days.map(({ hook }) => hook)).size).toBe(31)
    for (const { format, hook } of days) {
      expect(format).toMatch(/^\S.{2,39}$/)
      expect(hook).toMatch(/^[\p{Lu}‘'“\d[].{10,150}[.?!]$/u)
      expect(hook).not.toMatch(
        /undefined|\b(?:my|own|know|idk)\b bakery|https|<|\b(?:I own|don't know)\b/,
      )
      for (const [, blank = ''] of hook.matchAll(/\[(.*?)\]/g))
        expect(blank).toMatch(/^(?:[Yy]our (?:niche|audience)|[Ww]hat (?:you do|they want to do))$/)
    }
  })

  test('says the niche and the audience where they fit into a line', () => {
    const hooks = planFor(allFacts)
      .plan?.days.map(({ hook }) => hook)
      .join('\n')

    expect(hooks).toContain('about vegan baking')
    expect(hooks).toContain('busy parents')
    expect(hooks).not.toContain('[')
  })

  test.each(["don't know", 'idk', 'Not sure yet', '?', 'a'.repeat(500)])(
    'does not repeat “%s” as a niche',
    (niche) => {
      const { plan, text } = planFor({ niche })

      expect(plan?.title).toBe('30-day content plan')
      expect(text).toContain('Here is your plan: 30 days, from Friday 27 November.')
    },
  )

  test('names the creator’s work in their own words', () => {
    const { plan, text } = planFor({ niche: 'I own a small bakery' })

    expect(plan?.title).toBe('30-day content plan: I own a small bakery')
    expect(text).toContain('for “I own a small bakery”')
  })

  test('after another one has new lines', () => {
    const first = planFor(allFacts, 'Plan my week').plan
    const shown = first?.days.map(({ day, format, hook }) => `day ${day} ${format}: ${hook}`) ?? []
    const plan = said(`<Plan id="msg_1">\ntitle: Week\n${shown.join('\n')}\n</Plan>`)

    const again = ask([told(allFacts), plan, said('Plan my next week'), ...today('2026-11-26')])

    const hooks = first?.days.map(({ hook }) => hook) ?? []
    expect(again.plan?.days.filter(({ hook }) => hooks.includes(hook))).toEqual([])
  })

  test('of “… for …” reads both', () => {
    const { plan } = planFor({ niche: 'Spanish for travellers' })

    const hooks = plan?.days.map(({ hook }) => hook).join('\n')
    expect(hooks).toContain('with Spanish')
    expect(hooks).toContain('travellers')
  })

  test.each([
    ['Under 3', 8, 10],
    ['3 to 5', 12, 15],
    ['6 to 10', 20, 24],
    ['More than 10', 24, 28],
  ])('for %s hours a week has %i to %i posts, on the platforms alone', (hours, least, most) => {
    const formats = planFor({ ...allFacts, hours }).plan?.days.map(({ format }) => format) ?? []
    const posts = formats.filter((format) => format.includes(' · '))

    expect(posts.length).toBeGreaterThanOrEqual(least)
    expect(posts.length).toBeLessThanOrEqual(most)
    expect(new Set(posts.map((format) => format.split(' · ')[1]))).toEqual(
      new Set(['TikTok', 'Instagram']),
    )
  })

  test('has Sundays off, whatever day it begins on', () => {
    const days = planFor(allFacts).plan?.days ?? []

    // It begins on a Friday, so its third day is a Sunday.
    expect(days[2]?.format).toBe('Rest')
    expect(days[9]?.format).toBe('Rest')
  })

  test.each([
    ['Plan my next 30 days', '2026-11-27', 30],
    ['Make me a content plan from Monday', '2026-11-30', 30],
    ['Make me a 14 day content plan starting 1 December', '2026-12-01', 14],
    ['Content plan starting on December 24th for 2 weeks', '2026-12-24', 14],
    ['content plan from 1st of January', '2027-01-01', 30],
    ['plan my posts for December', '2026-12-01', 30],
    ['plan my posts for November', '2026-11-27', 30],
    ['plan my content for marketing', '2026-11-27', 30],
    ['plan next week', '2026-11-30', 7],
    ['plan next month', '2026-12-01', 30],
    ['plan my next month', '2026-11-27', 30],
    ['Make me a content plan starting next Thursday', '2026-12-03', 30],
    ['a content plan from today please', '2026-11-26', 30],
    ['content plan from 31 february', '2026-11-27', 30],
    ['On 3 March I lost my job. Make me a content plan', '2026-11-27', 30],
    ['Content plan please, starting Monday, 2 weeks', '2026-11-30', 14],
    ['content plan from 2026-12-05', '2026-12-05', 30],
    ['I posted for 90 days in May. Make me a content plan', '2026-11-27', 30],
    ['make me a content plan for 90 days', '2026-11-27', 31],
  ])('asked for as “%s” begins on %s and has %i days', (request, start, days) => {
    const { plan } = planFor(allFacts, request)

    expect([plan?.start_date, plan?.days.length]).toEqual([start, days])
  })
})

describe('the plan that is there', () => {
  const lines = [
    'day 1 2026-11-23 Quick tip · TikTok: Fold it once.',
    'day 2 2026-11-24 Rest: No post today.',
    'day 3 2026-11-25 Story · TikTok: I burnt: everything.',
  ]
  const given = (days = lines) =>
    said(`<Plan id="msg_1">\nA plan.\ntitle: Three loaves\n${days.join('\n')}\n</Plan>`)
  const change = (message: string, plan = given()) =>
    ask([told(allFacts), said('plan my week'), plan, said(message), ...today('2026-11-24')])

  test.each([
    ['make it 2 weeks', 14, '2026-11-23', 'vegan baking'],
    ['start on Friday', 3, '2026-11-27', 'vegan baking'],
    ['my niche is pottery now', 3, '2026-11-23', 'pottery'],
    ['Make me a new plan', 3, '2026-11-23', 'vegan baking'],
  ])('“%s” makes a new one', (message, days, start, niche) => {
    const { plan } = change(message)

    expect([plan?.days.length, plan?.start_date]).toEqual([days, start])
    expect(JSON.stringify(plan)).toContain(niche)
  })

  test('“change day 3” changes that day alone, to a line that is not in it', () => {
    const { plan } = change('change day 3')

    expect(plan?.title).toBe('Three loaves')
    expect(plan?.days.slice(0, 2).map(({ hook }) => hook)).toEqual([
      'Fold it once.',
      'No post today.',
    ])
    expect(plan?.days[2]?.format).toBe('Story · TikTok')
    expect(plan?.days[2]?.hook).toMatch(/^(?!I burnt)./)
  })

  test('a day takes the format or the words that it is changed to', () => {
    expect(change('change day 3 to a carousel').plan?.days[2]?.format).toBe('Carousel')
    expect(change('change day 3 to “My first loaf”').plan?.days[2]?.hook).toBe('My first loaf')
  })

  test('where plans cannot be shown, the answer has the day that is changed', () => {
    const { text, called } = ask([told(allFacts), given(), said('change day 3')], [])

    expect(called).toBeUndefined()
    expect(text).toMatch(/^Day 3 could be:\n\n\*\*Story · TikTok\*\*\n\n> ./)
  })

  test('a day that it does not have is not changed', () => {
    expect(change('change day 12').text).toBe('The plan has 3 days, and no day 12.')
  })

  test.each([
    [
      'what do I post tomorrow?',
      'Day 3, Wednesday 25 November: **Story · TikTok**\n\n> I burnt: everything.',
    ],
    ['What is on day 1?', 'Day 1, Monday 23 November: **Quick tip · TikTok**\n\n> Fold it once.'],
    ['show me day 9', 'The plan has 3 days, and no day 9.'],
  ])('“%s” is answered from it', (message, text) => {
    expect(change(message)).toEqual({ text, called: undefined, given: undefined, plan: undefined })
  })

  test('a day that it does not reach is said to be outside it', () => {
    const thread = [given(), said('What should I post today?'), ...today('2026-12-24')]

    expect(ask(thread).text).toContain('nothing for Thursday 24 December')
    expect(ask(thread.slice(0, 2)).called).toBe('get_local_date')
  })

  test.each(['How do I change my hook?', 'What can I do today about hate comments?', 'thanks!'])(
    '“%s” is not about it',
    (message) => {
      expect(change(message).text).toBeUndefined()
    },
  )
})
