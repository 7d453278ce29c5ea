import { expect, test } from 'vitest'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  added,
  done,
  message,
  note,
  type ReplyScript,
  words,
} from '../../test/responders/assistant.ts'
import { form, toolCall, widget } from '../../test/responders/thread-items.ts'
import type { ResponderEvent, Turn } from '../coach/responder.ts'
import { now } from '../protocol/ids.ts'
import type { Annotation, ItemUpdate, Task, ThreadItem, VisibleItem } from '../protocol/schemas.ts'

const fileSource = { type: 'file' as const, title: 'hooks.md', filename: 'hooks.md' }
const urlSource = { type: 'url' as const, title: 'Reels', url: 'https://example.com/reels' }
const entitySource = {
  type: 'entity' as const,
  id: 'coach_1',
  title: 'The coach',
  interactive: false,
  data: { since: null },
}
const annotations: Annotation[] = [fileSource, urlSource, entitySource].map((source) => ({
  type: 'annotation',
  source,
  index: 4,
}))

const status_indicator = 'complete' as const
const tasks: Task[] = [
  { type: 'custom', title: 'Reading', content: 'notes.md', status_indicator },
  { type: 'web_search', queries: ['reels'], sources: [urlSource], status_indicator },
  { type: 'thought', content: 'Hm.', status_indicator },
  { type: 'file', sources: [fileSource], status_indicator },
  { type: 'image', title: 'Drawing', status_indicator },
]
const picture = { id: 'img_1', url: 'https://example.com/a.png' }
const answer = { type: 'output_text' as const, text: 'Post daily.', annotations }

/** One item of every kind that a client may see, as it is when it is done. */
function everyItem(turn: Turn): VisibleItem[] {
  const fields = (id: string) => ({ id, thread_id: turn.thread.id, created_at: now() })
  return [
    { ...fields('wf_1'), type: 'workflow', workflow: workflow(tasks) },
    { ...message(turn, 'msg_1'), content: [answer] },
    { ...fields('img_1'), type: 'generated_image', image: picture },
    { ...widget(turn, 'wid_1', { children: [] }), copy_text: 'A plan' },
    { ...fields('tsk_1'), type: 'task', task: tasks[0] as Task },
    form(turn, 'form_1', [{ type: 'freeform', id: 'niche', question: 'Your niche?' }]),
    { ...fields('end_1'), type: 'end_of_turn' },
    toolCall(turn, 'tc_1', { day: null }),
  ]
}

const workflow = (done: Task[]) => ({
  type: 'reasoning' as const,
  tasks: done,
  summary: { duration: 3 },
  expanded: false,
})

const update = (item_id: string, change: ItemUpdate): ResponderEvent => ({
  type: 'thread.item.updated',
  item_id,
  update: change,
})

/** One update of every kind, each of the item that it belongs to. */
const everyUpdate: ResponderEvent[] = [
  update('wf_1', { type: 'workflow.task.added', task_index: 0, task: tasks[0] as Task }),
  update('wf_1', { type: 'workflow.task.updated', task_index: 0, task: tasks[1] as Task }),
  update('msg_1', {
    type: 'assistant_message.content_part.added',
    content_index: 0,
    content: { type: 'output_text', text: '', annotations: [] },
  }),
  words('msg_1', 'Post daily.'),
  ...annotations.map((annotation, annotation_index) =>
    update('msg_1', {
      type: 'assistant_message.content_part.annotation_added',
      content_index: 0,
      annotation_index,
      annotation,
    }),
  ),
  update('msg_1', {
    type: 'assistant_message.content_part.done',
    content_index: 0,
    content: answer,
  }),
  update('img_1', { type: 'generated_image.updated', image: picture, progress: 0.5 }),
  update('wid_1', { type: 'widget.root.updated', widget: { type: 'ListView', children: [] } }),
  update('wid_1', {
    type: 'widget.component.updated',
    component_id: 'text_1',
    component: { type: 'Text', value: 'Hi' },
  }),
  update('wid_1', {
    type: 'widget.streaming_text.value_delta',
    component_id: 'text_1',
    delta: ' there',
    done: true,
  }),
]

const messages: ResponderEvent[] = [
  { type: 'progress_update', text: 'Reading', icon: 'search' },
  { type: 'client_effect', name: 'confetti', data: { colour: null } },
  { type: 'notice', level: 'warning', message: 'One file could not be read.', title: 'Files' },
  { type: 'error', code: 'custom', message: 'Half of it is missing.', allow_retry: false },
]

test('an item of every kind is shown, stored and listed as the responder made it', async () => {
  let items: VisibleItem[] = []
  await using api = await startScriptedApi(async function* (turn) {
    items = everyItem(turn)
    for (const item of items) {
      yield added(item)
      yield done(item)
    }
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Everything, please')).untilEnd()
  const thread_id = reply.threadId

  const shown = reply.events.slice(3)
  expect(shown).toEqual(items.flatMap((item) => [added(item), done(item)]))
  expect((await api.stored(visitor, thread_id)).slice(1)).toEqual(items)
  expect((await visitor.items(thread_id)).slice(1)).toEqual(items)
  const { items: page } = await visitor.ask('threads.get_by_id', { thread_id })
  expect(page.data.slice(1)).toEqual(items)
})

test('an update of every kind, and every other event, is shown as it came and stored nowhere', async () => {
  const events = [...everyUpdate, ...messages]
  await using api = await startScriptedApi(async function* (turn) {
    for (const item of everyItem(turn)) yield added(item)
    yield* events
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Everything, please')).untilEnd()

  expect(reply.events.slice(-events.length)).toEqual(events)
  expect(await visitor.texts(reply.threadId)).toEqual(['Everything, please'])
})

test('events that come together go on together, in their order', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield [...everyItem(turn).map(done), ...everyUpdate, ...messages]
  })

  const reply = await (await api.visitor().create('Everything, please')).untilEnd()

  const kinds = [...Array(8).fill('thread.item.done'), ...[...everyUpdate, ...messages].map(typeOf)]
  expect(reply.stages.slice(3)).toEqual(kinds)
})

const typeOf = ({ type }: ResponderEvent) => type

test.each<[string, (turn: Turn) => ThreadItem]>([
  ['a note of the application', (turn) => note(turn, 'hidden_1')],
  [
    'a note of any shape',
    (turn) => ({ ...note(turn, 'hidden_1'), type: 'hidden_context_item', content: { deep: [1] } }),
  ],
  [
    'a note of the server',
    (turn) => ({ ...note(turn, 'hidden_1'), type: 'sdk_hidden_context', content: 'Stopped' }),
  ],
])('%s is stored and never shown', async (_, hidden) => {
  let stored: ThreadItem | undefined
  await using api = await startScriptedApi(async function* (turn) {
    stored = hidden(turn)
    yield done(stored)
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.stages.slice(3)).toEqual([])
  expect(await api.stored(visitor, reply.threadId)).toEqual([expect.anything(), stored])
  expect(await visitor.items(reply.threadId)).toHaveLength(1)
})

test.each<[string, (turn: Turn) => ResponderEvent]>([
  ['removed', () => ({ type: 'thread.item.removed', item_id: 'wid_1' })],
  ['replaced', (turn) => ({ type: 'thread.item.replaced', item: widget(turn, 'wid_1', {}) })],
])('an item that is announced and then %s is so in the store too', async (fate, event) => {
  const respond: ReplyScript = async function* (turn) {
    yield added(widget(turn, 'wid_1', { children: [] }))
    yield event(turn)
  }
  await using api = await startScriptedApi(respond)
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.stages.slice(3)).toEqual(['thread.item.added', `thread.item.${fate}`])
  const kept = (await visitor.items(reply.threadId)).slice(1)
  expect(kept).toMatchObject(fate === 'removed' ? [] : [{ id: 'wid_1', widget: { type: 'Card' } }])
})
