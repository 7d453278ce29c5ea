import { expect, test } from 'vitest'
import { allFacts, creatorFacts, localDate, saidByUser, startPlanning } from './planning-kit.ts'

const days = [
  { day: 1, date: '2026-11-23', format: 'Quick tip · TikTok', hook: 'Fold it once.' },
  { day: 2, date: '2026-11-24', format: 'Rest', hook: 'No post today.' },
  { day: 3, date: '2026-11-25', format: 'Story · TikTok', hook: 'I burnt: everything.' },
]
const asText = saidByUser(
  `<Plan id="msg_1">\nA plan that the user sees as a list, 1 of 3 done.\ntitle: Three loaves\n${days.map(({ day, date, format, hook }) => `day ${day} ${date} ${format}: ${hook}`).join('\n')} (done)\n</Plan>`,
)
const actions = days.map((payload) => ({
  type: 'Button',
  onClickAction: { type: 'plan.mark_day', payload },
}))
const asWidget = saidByUser(
  `The widget msg_1 was shown to the user:\n${JSON.stringify({ size: 'lg', type: 'Card', children: actions })}`,
)
const before = [creatorFacts(allFacts), saidByUser('plan my week')]

test.each([
  ['a plan in words', asText],
  ['a widget', asWidget],
])('%s tells what to post tomorrow', async (_, plan) => {
  const { ask } = await startPlanning()
  const thread = [...before, plan, saidByUser('what do I post tomorrow?')]

  const first = await ask(thread)
  const { text } = await ask([...thread, ...localDate('2026-11-24')])

  expect(first.called).toBe('get_local_date')
  expect(text).toMatch(/^Tomorrow, Wednesday 25 November, is day 3: \*\*Story/)
  expect(text).toContain('I burnt: everything.')
})

test('a day that the plan does not reach is said to be outside it', async () => {
  const { ask } = await startPlanning()

  const { text } = await ask([
    ...before,
    asText,
    saidByUser('What should I post today?'),
    ...localDate('2026-12-24'),
  ])

  expect(text).toContain('Thursday 24 December, is not in the plan')
})

test('a single day is shown, and not changed', async () => {
  const { ask } = await startPlanning()

  const shown = await ask([...before, asText, saidByUser('what is on day 1?')])
  const changed = await ask([...before, asText, saidByUser('change day 3 to a carousel')])

  expect(shown.text).toContain('Fold it once.')
  expect(changed.called).toBeUndefined()
  expect(changed.text).toMatch(/^I can’t edit single days of a plan, but I can make it anew/)
})

test.each([
  ['my niche is pottery now', /pottery/, 3],
  ['make it 2 weeks', /vegan baking/, 14],
  ['I only have 2 hours a week now', /under 3 hours/, 3],
  ['Make me a new plan', /vegan baking/, 3],
])('“%s” makes the plan anew', async (message, holds, length) => {
  const { ask } = await startPlanning(['ask_creator', 'make_plan'])

  const { plan, text } = await ask([...before, asText, saidByUser(message)])

  expect(plan?.days).toHaveLength(length)
  expect(text).toMatch(holds)
})

test.each(['How do I change my hook?', 'What can I do today about hate comments?', 'thanks!'])(
  '“%s” is not about the plan',
  async (message) => {
    const { ask } = await startPlanning()

    const { called, text } = await ask([...before, asText, saidByUser(message)])

    expect(called).toBeUndefined()
    expect(text).not.toMatch(/\bday \d|edit single days/)
  },
)
