import { expect, test } from 'vitest'
import type { ResponderEvent } from '../../coach/responder.ts'
import type {
  AssistantMessageItem,
  ThreadStreamEvent,
  VisibleItem,
} from '../../protocol/schemas.ts'
import { ShownAnswer } from './shown-answer.ts'

const fields = { thread_id: 'thr_1', created_at: '2026-01-01T00:00:00.000Z' }

const message = (id: string, text = ''): AssistantMessageItem => ({
  ...{ id, ...fields, type: 'assistant_message' },
  content: text ? [{ type: 'output_text', text, annotations: [] }] : [],
})
const workflow = (id: string): VisibleItem => ({
  ...{ id, ...fields, type: 'workflow' },
  workflow: { type: 'reasoning', tasks: [], expanded: false },
})
const question: VisibleItem = {
  ...{ id: 'q', ...fields, type: 'user_message', content: [], attachments: [] },
  inference_options: {},
}

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
const effect = { type: 'client_effect' as const, name: 'download', data: {} }
const progress = { type: 'progress_update' as const, text: 'Thinking it through' }
const line = {
  type: 'notice' as const,
  level: 'info' as const,
  message: 'The server restarted, so this answer is written again.',
}

const SHOWN: ThreadStreamEvent[] = [
  done(question),
  effect,
  added(workflow('w')),
  done(workflow('w')),
  added(message('gone')),
  removed('gone'),
  added(message('m')),
  delta('m', 'Hello'),
]

function sentOn(shown: ShownAnswer, batches: ResponderEvent[][]): ResponderEvent[] {
  const sent: ResponderEvent[] = []
  const emit = shown.replacedBy((events) => sent.push(...events))
  for (const batch of batches) emit(batch)
  return sent
}

test('the first words of the new answer take the place of all that was shown, with one line that says why', () => {
  const sent = sentOn(new ShownAnswer(SHOWN), [
    [progress],
    [added(message('n1'))],
    [delta('n1', 'Good day')],
    [added(message('n2'))],
  ])

  expect(sent).toEqual([
    progress,
    removed('w'),
    removed('m'),
    line,
    added(message('n1')),
    delta('n1', 'Good day'),
    added(message('n2')),
  ])
})

test('what was shown stays as long as the new answer has nothing to read', () => {
  const begun = [[added(workflow('n0'))], [done(workflow('n0'))], [added(message('n1'))]]

  expect(sentOn(new ShownAnswer(SHOWN), [[progress], ...begun])).toEqual([progress])
})

test('effects and notices that were told are not told again', () => {
  const other = { ...effect, name: 'other' }

  expect(sentOn(new ShownAnswer(SHOWN), [[effect, other]])).toEqual([other])
})

test('where nothing of the answer was shown, nothing is said of a restart', () => {
  const reply = [added(message('n1'))]

  expect(sentOn(new ShownAnswer([done(question), progress]), [reply])).toEqual(reply)
})

test('what was not done is known as far as it got', () => {
  expect(new ShownAnswer(SHOWN).pending).toEqual([message('m', 'Hello')])
})
