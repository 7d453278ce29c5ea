/** A plan from the first message to its changes, by the coach that needs no key. */
import { expect, test } from 'vitest'
import { startApi } from '../../../test/api/start-api.ts'
import { planOf } from './plan-widget.ts'

const WITH_DATE = { 'X-Client-Tools': 'get_local_date' }

test('a plan is asked for, told about, made, changed on its card and changed in words', async () => {
  await using api = await startApi()
  const visitor = api.visitor()
  const planShown = async (thread: string) => {
    const item = (await visitor.items(thread)).findLast(({ type }) => type === 'widget')
    const plan = item?.type === 'widget' ? planOf(item.widget) : undefined
    if (!item || !plan) throw new Error('No plan is shown.')
    return { id: item.id, ...plan }
  }

  const asked = await visitor.create('Make me a 2 week content plan from Monday', {}, WITH_DATE)
  await asked.untilEnd()
  const thread = asked.threadId
  const form = (await visitor.items(thread)).at(-1)
  const answers = { niche: { values: ['Vegan baking'] }, hours: { values: ['3 to 5'] } }
  const params = {
    thread_id: thread,
    item_id: form?.id ?? '',
    input: { status: 'answered' as const, answers },
  }
  const filled = await visitor.open({ type: 'threads.add_structured_input', params }, WITH_DATE)
  await filled.untilEnd()
  const told = await visitor.answerTool(thread, { date: '2026-11-26', time_zone: 'Europe/Berlin' })
  await told.untilEnd()

  const made = await planShown(thread)
  expect(made.title).toBe('14-day content plan: Vegan baking')
  expect(made.days.map(({ date }) => date).slice(0, 2)).toEqual(['2026-11-30', '2026-12-01'])
  expect(made.days).toHaveLength(14)

  const edit = { day: 3, format: 'Reel', hook: 'My own first line.' }
  const action = { type: 'plan.save_day', payload: edit }
  await visitor.ask('threads.sync_custom_action', { thread_id: thread, item_id: made.id, action })
  await (await visitor.say(thread, 'what is on day 3?')).untilEnd()
  expect((await visitor.texts(thread)).at(-1)).toContain('My own first line.')

  for (const day of [2, 4]) {
    const mark = { type: 'plan.mark_day', payload: { day } }
    const marked = { thread_id: thread, item_id: made.id, action: mark }
    await visitor.ask('threads.sync_custom_action', marked)
  }
  await (await visitor.say(thread, 'change day 2 to a carousel')).untilEnd()
  const changed = await planShown(thread)
  expect(changed.id).not.toBe(made.id)
  expect(changed.days[1]).toMatchObject({ date: '2026-12-01', format: 'Carousel' })
  expect(changed.days[2]).toMatchObject({ format: 'Reel', hook: 'My own first line.' })
  // A day that is changed is to be done again.
  expect(changed.days.flatMap(({ day, done }) => (done ? day : []))).toEqual([4])

  await (await visitor.say(thread, 'make it 3 days')).untilEnd()
  expect((await planShown(thread)).days.map(({ date }) => date)).toEqual([
    '2026-11-30',
    '2026-12-01',
    '2026-12-02',
  ])
})
