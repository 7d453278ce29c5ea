import { describe, expect, test } from 'vitest'
import type {
  ItemUpdate,
  ThreadStreamEvent,
  VisibleItem,
  WidgetRoot,
  Workflow,
} from '~/api/protocol'
import {
  applyEvent,
  dropAfter,
  emptyThread,
  fromNewestPage,
  mergeNewestPage,
  prependPage,
  type ThreadState,
} from './thread-state'

const fields = (id: string) => ({ id, thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' })
const you = (id: string): VisibleItem => ({
  ...fields(id),
  type: 'user_message',
  content: [{ type: 'input_text', text: id }],
  attachments: [],
  inference_options: {},
})
const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] })
const coach = (id: string, text?: string): VisibleItem => ({
  ...fields(id),
  type: 'assistant_message',
  content: text === undefined ? [] : [part(text)],
})
const thread = (title?: string) => ({
  id: 'thr_1',
  title,
  created_at: '2026-01-01T00:00:00Z',
  status: { type: 'active' as const },
  metadata: {},
  items: { data: [], has_more: false },
})
const play = (...events: ThreadStreamEvent[]) => events.reduce(applyEvent, emptyThread)
const ids = (state: ThreadState) => state.items.map((item) => item.id)
const update = (item_id: string, change: ItemUpdate): ThreadStreamEvent => ({
  type: 'thread.item.updated',
  item_id,
  update: change,
})
const workflow: Workflow = { type: 'custom', tasks: [], expanded: false }
const note = (title: string) => ({
  type: 'annotation' as const,
  source: { type: 'file' as const, title, filename: title },
  index: 1,
})

describe('an answer as it is written', () => {
  test('grows out of its deltas and ends as the server stored it', () => {
    const state = play(
      { type: 'thread.item.done', item: you('m1') },
      { type: 'thread.item.added', item: coach('m2') },
      update('m2', {
        type: 'assistant_message.content_part.added',
        content_index: 0,
        content: part(''),
      }),
      update('m2', {
        type: 'assistant_message.content_part.text_delta',
        content_index: 0,
        delta: 'Hel',
      }),
      update('m2', {
        type: 'assistant_message.content_part.text_delta',
        content_index: 0,
        delta: 'lo',
      }),
    )
    expect(state.items[1]).toEqual(coach('m2', 'Hello'))

    const ended = applyEvent(state, { type: 'thread.item.done', item: coach('m2', 'Hello.') })
    expect(ended.items).toEqual([you('m1'), coach('m2', 'Hello.')])
  })

  test('a delta for a part that was never announced makes the part', () => {
    const state = play(
      { type: 'thread.item.added', item: coach('m2') },
      update('m2', {
        type: 'assistant_message.content_part.text_delta',
        content_index: 1,
        delta: 'Hi',
      }),
    )

    expect(state.items[0]).toMatchObject({ content: [part(''), part('Hi')] })
  })

  test('citations keep the order the server gives them', () => {
    const citation = (annotation_index: number, title: string) =>
      update('m2', {
        type: 'assistant_message.content_part.annotation_added',
        content_index: 0,
        annotation_index,
        annotation: note(title),
      })
    const state = play(
      { type: 'thread.item.added', item: coach('m2', 'Hi') },
      citation(0, 'second.md'),
      citation(0, 'first.md'),
      citation(9, 'last.md'),
    )

    expect(state.items[0]).toMatchObject({
      content: [{ annotations: [note('first.md'), note('second.md'), note('last.md')] }],
    })
  })

  test('a finished part replaces what the deltas made', () => {
    const state = play(
      { type: 'thread.item.added', item: coach('m2', 'Helo') },
      update('m2', {
        type: 'assistant_message.content_part.done',
        content_index: 0,
        content: part('Hello'),
      }),
    )

    expect(state.items).toEqual([coach('m2', 'Hello')])
  })

  test('steps are added and then change', () => {
    const task = (status_indicator: 'loading' | 'complete') => ({
      type: 'custom' as const,
      title: 'Search',
      status_indicator,
    })
    const state = play(
      { type: 'thread.item.added', item: { ...fields('w1'), type: 'workflow', workflow } },
      update('w1', { type: 'workflow.task.added', task_index: 0, task: task('loading') }),
      update('w1', { type: 'workflow.task.updated', task_index: 0, task: task('complete') }),
    )

    expect(state.items[0]).toMatchObject({ workflow: { tasks: [task('complete')] } })
  })

  test('a task that is updated before it was added is added', () => {
    const task = { type: 'thought' as const, content: 'Hm', status_indicator: 'none' as const }
    const state = play(
      { type: 'thread.item.added', item: { ...fields('w1'), type: 'workflow', workflow } },
      update('w1', { type: 'workflow.task.updated', task_index: 0, task }),
    )

    expect(state.items[0]).toMatchObject({ workflow: { tasks: [task] } })
  })

  test('a picture knows how far it has come, until it is done', () => {
    const picture = { ...fields('i1'), type: 'generated_image' as const }
    const image = { id: 'ig_1', url: 'data:image/png;base64,AAAA' }
    const state = play(
      { type: 'thread.item.added', item: picture },
      update('i1', { type: 'generated_image.updated', image, progress: 0.5 }),
    )
    expect(state.items).toEqual([{ ...picture, image, progress: 0.5 }])

    const ended = applyEvent(state, { type: 'thread.item.done', item: { ...picture, image } })
    expect(ended.items).toEqual([{ ...picture, image }])
  })

  test('an event that comes twice changes nothing', () => {
    const once = play(
      { type: 'thread.item.done', item: you('m1') },
      { type: 'thread.item.added', item: coach('m2') },
    )

    expect(applyEvent(once, { type: 'thread.item.done', item: you('m1') })).toEqual(once)
  })

  test('an item can be taken back or replaced', () => {
    const state = play(
      { type: 'thread.item.done', item: you('m1') },
      { type: 'thread.item.done', item: coach('m2', 'one') },
      { type: 'thread.item.replaced', item: coach('m2', 'two') },
      { type: 'thread.item.removed', item_id: 'm1' },
      { type: 'thread.item.removed', item_id: 'unknown' },
    )

    expect(state.items).toEqual([coach('m2', 'two')])
  })

  test('events without a place in the conversation leave it alone', () => {
    const state = play({ type: 'thread.item.done', item: you('m1') })

    expect(applyEvent(state, { type: 'progress_update', text: 'Writing' })).toBe(state)
    expect(
      applyEvent(state, { type: 'stream_options', stream_options: { allow_cancel: true } }),
    ).toBe(state)
  })
})

describe('a widget as it is written', () => {
  const text = (id: string, value: string, more: object = {}) => ({
    type: 'Text',
    id,
    value,
    ...more,
  })
  const card = (...children: object[]) => ({ type: 'Card' as const, id: 'card', children })
  const widget = (root: WidgetRoot): VisibleItem => ({
    ...fields('w1'),
    type: 'widget',
    widget: root,
  })
  const grow = (component_id: string, delta: string, done = false) =>
    update('w1', { type: 'widget.streaming_text.value_delta', component_id, delta, done })
  const draw = (root: WidgetRoot, ...events: ThreadStreamEvent[]) =>
    play({ type: 'thread.item.added', item: widget(root) }, ...events).items[0]

  test('a text grows wherever it stands in the tree', () => {
    const item = draw(
      card({ type: 'Row', children: [{ type: 'Transition', children: text('t1', 'Day') }] }),
      grow('t1', ' one'),
      grow('t1', '.', true),
    )

    expect(item).toEqual(
      widget(
        card({
          type: 'Row',
          children: [
            { type: 'Transition', children: text('t1', 'Day one.', { streaming: false }) },
          ],
        }),
      ),
    )
  })

  test('a text without words begins with the first delta', () => {
    expect(draw(card({ type: 'Text', id: 't1' }), grow('t1', 'Hi'))).toMatchObject({
      widget: { children: [{ value: 'Hi', streaming: true }] },
    })
  })

  test('a component is exchanged, the others stay', () => {
    const component = { type: 'Badge', id: 'b1', label: 'Done' }
    const item = draw(
      card(text('t1', 'Day 1'), { type: 'Badge', id: 'b1', label: 'Open' }),
      update('w1', { type: 'widget.component.updated', component_id: 'b1', component }),
    )

    expect(item).toEqual(widget(card(text('t1', 'Day 1'), component)))
  })

  test('the whole widget is exchanged', () => {
    const item = draw(
      card(text('t1', 'one')),
      update('w1', { type: 'widget.root.updated', widget: card(text('t1', 'two')) }),
    )

    expect(item).toEqual(widget(card(text('t1', 'two'))))
  })

  test('a root is never exchanged for what cannot be one', () => {
    const component = text('card', 'no card')
    const item = draw(
      card(),
      update('w1', { type: 'widget.component.updated', component_id: 'card', component }),
    )

    expect(item).toEqual(widget(card()))
  })

  test('what names an unknown component, or another kind of item, changes nothing', () => {
    const root = card(text('t1', 'Day 1'))

    expect(draw(root, grow('unknown', '!'))).toEqual(widget(root))
    expect(play({ type: 'thread.item.done', item: you('w1') }, grow('t1', '!')).items).toEqual([
      you('w1'),
    ])
  })
})

test('events and updates that are newer than this page do no harm', () => {
  const state = play({ type: 'thread.item.done', item: you('m1') })
  const unknown = [
    '{"type":"thread.item.sparkled","item_id":"m1"}',
    '{"type":"thread.item.updated","item_id":"m1","update":{"type":"user_message.sparkled"}}',
    '{"type":"thread.item.updated","item_id":"gone","update":{"type":"widget.sparkled"}}',
  ]

  for (const json of unknown) expect(applyEvent(state, JSON.parse(json))).toEqual(state)
})

test('a new title does not lose the conversation', () => {
  const state = play(
    { type: 'thread.created', thread: thread() },
    { type: 'thread.item.done', item: you('m1') },
    { type: 'thread.updated', thread: thread('Habits') },
  )

  expect(state.info?.title).toBe('Habits')
  expect(ids(state)).toEqual(['m1'])
})

test('trying again drops everything after the question', () => {
  const state = fromNewestPage({
    data: [coach('m4'), you('m3'), coach('m2'), you('m1')],
    has_more: false,
  })

  expect(ids(dropAfter(state, 'm3'))).toEqual(['m1', 'm2', 'm3'])
  expect(dropAfter(state, 'unknown')).toBe(state)
})

describe('pages', () => {
  const newest = { data: [coach('m4'), you('m3')], has_more: true, after: 'm3' }

  test('the newest page reads from old to new and knows where earlier ones begin', () => {
    const state = fromNewestPage(newest)

    expect(ids(state)).toEqual(['m3', 'm4'])
    expect(state.earlier).toBe('m3')
  })

  test('earlier messages go on top', () => {
    const state = prependPage(fromNewestPage(newest), {
      data: [you('m3'), coach('m2'), you('m1')],
      has_more: false,
    })

    expect(ids(state)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(state.earlier).toBeUndefined()
  })

  test('coming back to a chat keeps the earlier messages that were opened', () => {
    const opened = prependPage(fromNewestPage(newest), {
      data: [coach('m2'), you('m1')],
      has_more: false,
    })

    const state = mergeNewestPage(
      opened,
      { data: [coach('m6'), you('m5'), coach('m4')], has_more: true, after: 'm4' },
      false,
    )

    expect(ids(state)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6'])
    expect(state.earlier).toBeUndefined()
  })

  test('what the server no longer has disappears', () => {
    const state = mergeNewestPage(
      fromNewestPage(newest),
      { data: [you('m3')], has_more: false },
      false,
    )

    expect(ids(state)).toEqual(['m3'])
  })

  test('an answer being written is ahead of what the server has stored', () => {
    const writing = play(
      { type: 'thread.item.done', item: you('m3') },
      { type: 'thread.item.added', item: coach('m4', 'Half an ans') },
    )

    const state = mergeNewestPage(
      writing,
      { data: [you('m3'), coach('m2')], has_more: false },
      true,
    )

    expect(state.items).toEqual([coach('m2'), you('m3'), coach('m4', 'Half an ans')])
  })
})
