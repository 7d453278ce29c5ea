import { describe, expect, test } from 'vitest'
import type { ChatKitClient } from '../../../test/api/chatkit-client.ts'
import type { Reply } from '../../../test/api/reply.ts'
import { type ScriptedApi, startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { startThread, turnOf } from '../../../test/samples/turn-samples.ts'
import type { VisibleItem, WidgetItem } from '../../protocol/schemas.ts'
import { planFrom } from './plan.ts'
import { planActions } from './plan-actions.ts'
import { planMarkdown } from './plan-text.ts'
import { planOf, planWidget } from './plan-widget.ts'

describe('marking a day of a plan', () => {
  test('changes it, the progress and what is copied, and keeps that', async () => {
    await using chat = await startWithPlan()

    const { updated_item } = await chat.mark({ day: 2 })

    expect(doneDays(updated_item)).toEqual([2])
    expect(JSON.stringify(updated_item)).toContain('1 of 3 done')
    expect(updated_item).toMatchObject({
      copy_text: expect.stringContaining('- [x] **Tue 1 Dec**'),
    })
    expect(await chat.storedPlan()).toEqual(updated_item)
  })

  test('a second time takes it back', async () => {
    await using chat = await startWithPlan()
    await chat.mark({ day: 2 })

    await chat.mark({ day: 2 })

    expect(doneDays(await chat.storedPlan())).toEqual([])
  })

  test('at the same time as others loses none', async () => {
    const item: WidgetItem = {
      id: 'msg_plan',
      thread_id: 'thr_1',
      created_at: '2026-11-22T10:00:00Z',
      type: 'widget',
      widget: planWidget(plan),
    }
    const { memory, thread } = await startThread([item])
    // Each in a process of its own.
    const mark = (day: number) =>
      planActions().syncAction({
        ...turnOf({ memory, thread }),
        action: { type: 'plan.mark_day', payload: { day } },
        sender: item,
      })

    await Promise.all([mark(1), mark(2), mark(3)])

    const stored = await memory.loadItem('thr_1', 'msg_plan')
    expect(stored?.type === 'widget' && doneDays(stored)).toEqual([1, 2, 3])
  })

  test('changes nothing else of it, whatever the request says of that day', async () => {
    await using chat = await startWithPlan()

    await chat.mark({ day: 2, hook: 'Forged', format: 'Forged', date: '1999-01-01', done: true })

    const plan = planOf((await chat.storedPlan()).widget)
    expect(plan?.days[1]).toEqual({
      day: 2,
      date: '2026-12-01',
      format: 'Post',
      hook: '=SUM(A1)',
      done: true,
    })
  })

  test.each([
    ['without a day', 'plan.mark_day', {}, 'must be the number of a day'],
    ['without anything', 'plan.mark_day', null, 'must be the number of a day'],
    ['that the plan does not have', 'plan.mark_day', { day: 31 }, 'no day 31'],
    ['by another action', 'plan.burn', { day: 1 }, 'plan.burn'],
  ])('%s is refused', async (_, type, payload, words) => {
    await using chat = await startWithPlan()

    const response = await chat.act(type, payload, 'threads.sync_custom_action')

    expect(response.status).toBe(400)
    expect(await response.text()).toContain(words)
    expect(doneDays(await chat.storedPlan())).toEqual([])
  })

  test('of a widget that is no plan is refused', async () => {
    await using chat = await startWithPlan({ type: 'Card', children: [] })

    const response = await chat.act('plan.mark_day', { day: 1 }, 'threads.sync_custom_action')

    expect(response.status).toBe(400)
  })
})

describe('changing a day of a plan', () => {
  test('opens a form below that day, one at a time, and closes it again', async () => {
    await using chat = await startWithPlan()

    await chat.sync('plan.edit_day', { day: 1 })
    await chat.sync('plan.edit_day', { day: 2 })

    expect(formsOf(await chat.storedPlan())).toEqual([2])
    await chat.sync('plan.edit_day', { day: 2 })
    expect(formsOf(await chat.storedPlan())).toEqual([])
  })

  test('keeps what its form sends, closes it, and leaves all else as it was', async () => {
    await using chat = await startWithPlan()
    await chat.mark({ day: 2 })
    await chat.sync('plan.edit_day', { day: 2 })

    const edit = { day: 2, format: ' Reel ', hook: 'Sältzig? 🧂', date: '1999-01-01', done: false }
    const { updated_item } = await chat.sync('plan.save_day', edit)

    expect(updated_item).toEqual(await chat.storedPlan())
    expect(planOf((await chat.storedPlan()).widget)?.days).toEqual([
      { ...plan.days[0] },
      { day: 2, date: '2026-12-01', format: 'Reel', hook: 'Sältzig? 🧂', done: true },
      { ...plan.days[2] },
    ])
    expect(updated_item).toMatchObject({ copy_text: expect.stringContaining('Reel: Sältzig? 🧂') })
  })

  test('keeps a form open while another day is marked', async () => {
    await using chat = await startWithPlan()
    await chat.sync('plan.edit_day', { day: 2 })

    await chat.mark({ day: 1 })

    expect(formsOf(await chat.storedPlan())).toEqual([2])
  })

  test.each([
    ['without words', { hook: ' ' }, 'Write the first line'],
    ['with 301 characters', { hook: 'x'.repeat(301) }, 'it can have 300 characters'],
    ['with a line break', { hook: 'One\ntwo' }, 'Put the first line on one line'],
    ['with a format that is too long', { format: 'x'.repeat(41) }, 'it can have 40 characters'],
    ['without a format', { format: undefined }, 'Write the format'],
    ['of a day that it does not have', { day: 31 }, 'no day 31'],
  ])('%s is refused with words, and changes nothing', async (_, fields, words) => {
    await using chat = await startWithPlan()
    const before = await chat.storedPlan()

    const payload = { day: 2, format: 'Post', hook: 'New', ...fields }
    const response = await chat.act('plan.save_day', payload, 'threads.sync_custom_action')

    expect(response.status).toBe(400)
    expect(await response.text()).toContain(words)
    expect(await chat.storedPlan()).toEqual(before)
  })
})

describe('downloading a plan', () => {
  test('gives the page a calendar, with the days as they are stored', async () => {
    await using chat = await startWithPlan()

    const reply = await chat.download({ file: 'ics' })

    expect(effectsOf(reply)).toEqual([
      {
        type: 'client_effect',
        name: 'download_file',
        data: {
          filename: 'Loaves.ics',
          mime_type: 'text/calendar',
          text: expect.stringMatching(/^BEGIN:VCALENDAR.*UID:msg_plan-day-1@coaching-hub/s),
        },
      },
    ])
    expect(reply.stages).not.toContain('error')
  })

  test('gives the page a spreadsheet, with what has been done', async () => {
    await using chat = await startWithPlan()
    await chat.mark({ day: 2 })

    const [effect] = effectsOf(await chat.download({ file: 'csv' }))

    expect(effect).toMatchObject({ data: { filename: 'Loaves.csv' } })
    expect(JSON.stringify(effect)).toContain("2,2026-12-01,Post,'=SUM(A1),yes")
  })

  test.each([
    ['as another kind of file', 'plan.download', { file: 'exe' }],
    ['as nothing', 'plan.download', null],
    ['by another action', 'plan.burn', {}],
  ])('%s is refused with words', async (_, type, payload) => {
    await using chat = await startWithPlan()

    const reply = await (await chat.actStreamed(type, payload)).untilEnd()

    expect(effectsOf(reply)).toEqual([])
    expect(reply.events.at(-1)).toMatchObject({
      type: 'error',
      code: 'custom',
      message: expect.any(String),
      allow_retry: false,
    })
  })
})

const plan = planFrom({
  title: 'Loaves',
  start_date: '2026-11-30',
  days: [
    { day: 1, format: 'Reel', hook: 'My first loaf' },
    { day: 2, format: 'Post', hook: '=SUM(A1)' },
    { day: 3, format: 'Story', hook: 'The crumb' },
  ],
})

/** A chat that shows a plan, or another widget. */
async function startWithPlan(widget: WidgetItem['widget'] = planWidget(plan)) {
  const api = await startScriptedApi({
    ...planActions(),
    async *respond({ thread }) {
      const item = { id: 'msg_plan', thread_id: thread.id, created_at: '2026-11-22T10:00:00Z' }
      const copy_text = planMarkdown(plan)
      yield { type: 'thread.item.done', item: { ...item, type: 'widget', widget, copy_text } }
    },
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('A plan, please')
  return { ...doings(visitor, thread_id), [Symbol.asyncDispose]: disposerOf(api) }
}

const disposerOf = (api: ScriptedApi) => () => api[Symbol.asyncDispose]()

function doings(visitor: ChatKitClient, thread_id: string) {
  const params = (type: string, payload: unknown) => ({
    thread_id,
    item_id: 'msg_plan',
    action: { type, payload },
  })
  const actStreamed = (type: string, payload: unknown) =>
    visitor.act(thread_id, 'msg_plan', { type, payload })
  return {
    actStreamed,
    act: (action: string, payload: unknown, type: string) =>
      visitor.post({ type, params: params(action, payload) }),
    sync: (action: string, payload: object) =>
      visitor.ask('threads.sync_custom_action', params(action, payload)),
    mark: (payload: object) =>
      visitor.ask('threads.sync_custom_action', params('plan.mark_day', payload)),
    download: async (payload: object) => (await actStreamed('plan.download', payload)).untilEnd(),
    async storedPlan(): Promise<WidgetItem> {
      const item = (await visitor.items(thread_id)).at(-1)
      if (item?.type !== 'widget') throw new Error(`The last item is ${item?.type}.`)
      return item
    },
  }
}

function doneDays(item: VisibleItem | undefined): number[] {
  const shown = item?.type === 'widget' ? planOf(item.widget) : undefined
  return shown?.days.flatMap(({ day, done }) => (done ? [day] : [])) ?? []
}

function formsOf(item: WidgetItem): number[] {
  return planOf(item.widget)?.days.flatMap(({ day, editing }) => (editing ? [day] : [])) ?? []
}

const effectsOf = ({ events }: Reply) => events.filter(({ type }) => type === 'client_effect')
