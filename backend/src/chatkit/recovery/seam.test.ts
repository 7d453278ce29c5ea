import { expect, test } from 'vitest'
import type { Emit, ResponderEvent } from '../../coach/responder.ts'
import type {
  AssistantMessageItem,
  ThreadStreamEvent,
  VisibleItem,
} from '../../protocol/schemas.ts'
import { behindSeam, itemsIn } from './seam.ts'

const fields = { thread_id: 'thr_1', created_at: '2026-01-01T00:00:00.000Z' }
const at = (place: number) => ({
  type: 'annotation' as const,
  source: { type: 'file' as const, title: 'a.md', filename: 'a.md' },
  index: place,
})

const message = (id: string, text: string, places: number[] = []): AssistantMessageItem => ({
  ...{ id, ...fields, type: 'assistant_message' },
  content: [{ type: 'output_text', text, annotations: places.map(at) }],
})
const workflow = (id: string): VisibleItem => ({
  ...{ id, ...fields, type: 'workflow' },
  workflow: { type: 'reasoning', tasks: [], expanded: false },
})

const added = (item: VisibleItem) => ({ type: 'thread.item.added' as const, item })
const done = (item: VisibleItem) => ({ type: 'thread.item.done' as const, item })
const removed = (item_id: string) => ({ type: 'thread.item.removed' as const, item_id })
const delta = (item_id: string, text: string) => ({
  ...{ type: 'thread.item.updated' as const, item_id },
  update: {
    type: 'assistant_message.content_part.text_delta' as const,
    content_index: 0,
    delta: text,
  },
})
const cited = (item_id: string, n: number, place: number) => ({
  ...{ type: 'thread.item.updated' as const, item_id },
  update: {
    type: 'assistant_message.content_part.annotation_added' as const,
    content_index: 0,
    annotation_index: n,
    annotation: at(place),
  },
})

/** A message that is written word by word. */
const writing = (id: string, ...words: string[]) => [
  added(message(id, '')),
  ...words.map((word) => delta(id, word)),
]

async function replyBehind(
  seen: VisibleItem[],
  reply: ResponderEvent[],
  told: ThreadStreamEvent[] = [],
) {
  const events: ResponderEvent[] = []
  const take = (batch: ResponderEvent[]) => void events.push(...batch)
  const respond = async (emit: Emit) => {
    for (const event of reply) emit([event])
  }
  await behindSeam(respond, take, seen, told)
  return events
}

test('of the same answer only what was not seen yet shows, under the id that is known', async () => {
  const reply = [
    ...writing('new', 'Hel', 'lo, ', 'world', '!'),
    done(message('new', 'Hello, world!')),
  ]

  const events = await replyBehind([message('old', 'Hello, w')], reply)

  expect(events).toEqual([
    delta('old', 'orld'),
    delta('old', '!'),
    done(message('old', 'Hello, world!')),
  ])
})

test('citations that were seen do not come twice', async () => {
  const reply = [
    ...writing('new', 'One.'),
    cited('new', 0, 4),
    delta('new', ' Two.'),
    cited('new', 1, 9),
    done(message('new', 'One. Two.', [4, 9])),
  ]

  const events = await replyBehind([message('old', 'One. T', [4])], reply)

  expect(events).toEqual([
    delta('old', 'wo.'),
    cited('old', 1, 9),
    done(message('old', 'One. Two.', [4, 9])),
  ])
})

test('another answer takes the place of what was seen, and of all that came behind it', async () => {
  const reply = [...writing('new', 'Hello', ' you'), done(message('new', 'Hello you'))]

  const events = await replyBehind([message('old', 'Hello, w'), message('older', 'More')], reply)

  expect(events).toEqual([
    removed('old'),
    removed('older'),
    added(message('new', 'Hello you')),
    done(message('new', 'Hello you')),
  ])
})

test('an answer that is shorter this time is what there is', async () => {
  const reply = [...writing('new', 'Hel'), done(message('new', 'Hel'))]

  expect(await replyBehind([message('old', 'Hello')], reply)).toEqual([done(message('old', 'Hel'))])
})

test('other items stay as they were seen until they are done again', async () => {
  const reply = [added(workflow('new')), done(workflow('new')), ...writing('m', 'Hi')]

  const events = await replyBehind([workflow('old')], reply)

  expect(events).toEqual([done(workflow('old')), ...writing('m', 'Hi')])
})

test('items of another kind than those seen come in their place', async () => {
  const reply = [added(workflow('new')), done(workflow('new'))]

  const events = await replyBehind([message('a', 'Hi'), message('b', 'Ho')], reply)

  expect(events).toEqual([removed('a'), removed('b'), ...reply])
})

test('what was seen and does not come again is taken back at the end', async () => {
  const reply = [...writing('new', 'Hi'), done(message('new', 'Hi'))]

  const events = await replyBehind([message('a', 'Hi'), workflow('b')], reply)

  expect(events).toEqual([done(message('a', 'Hi')), removed('b')])
})

test('effects and notices come once, as often as they were meant to', async () => {
  const effect = { type: 'client_effect' as const, name: 'download', data: {} }
  const notice = { type: 'notice' as const, level: 'info' as const, message: 'So it is.' }

  const events = await replyBehind([], [effect, notice, effect], [effect])

  expect(events).toEqual([notice, effect])
})

test('an answer that fails leaves what was seen to whoever ends it', async () => {
  const reply = behindSeam(
    async (emit) => {
      emit([added(message('new', 'Hel'))])
      throw new Error('The model has gone')
    },
    () => {},
    [message('old', 'Hello')],
    [],
  )

  await expect(reply).rejects.toThrow('The model has gone')
})

test('the items of a log are those of the answer, as far as they got', () => {
  const question: VisibleItem = {
    ...{ id: 'q', ...fields, type: 'user_message', content: [], attachments: [] },
    inference_options: {},
  }
  const log: ThreadStreamEvent[] = [
    done(question),
    added(workflow('w')),
    done(workflow('w')),
    added(message('gone', '')),
    ...writing('m', 'Hel', 'lo'),
    removed('gone'),
  ]

  expect(itemsIn(log)).toEqual([workflow('w'), message('m', 'Hello')])
})
