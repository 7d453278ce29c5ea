import { expect, test } from 'vitest'
import { applyEvent, emptyThread } from '~/chat/turn/thread-state'
import { readEvent } from './read-event'

const item = {
  id: 'm1',
  thread_id: 'thr_1',
  created_at: '2026-01-01T00:00:00Z',
  type: 'assistant_message',
  content: [{ type: 'output_text', text: 'One', annotations: [] }],
}
const added = readEvent(JSON.stringify({ type: 'thread.item.added', item }))
const update = (fields: object) =>
  JSON.stringify({ type: 'thread.item.updated', item_id: 'm1', update: fields })

test.each([
  '',
  'null',
  '[]',
  '{',
  '"text"',
  '{"type":"constructor"}',
  '{"type":"thread.created"}',
  '{"type":"thread.created","thread":{"id":7}}',
  '{"type":"thread.item.added"}',
  '{"type":"thread.item.done","item":{"type":"assistant_message"}}',
  '{"type":"thread.item.updated","item_id":"m1"}',
  update({ type: 'assistant_message.content_part.text_delta', delta: 'x' }),
  update({ type: 'assistant_message.content_part.text_delta', content_index: 1e9, delta: 'x' }),
  update({ type: 'assistant_message.content_part.added', content_index: -1 }),
  update({ type: 'assistant_message.content_part.annotation_added', content_index: 0 }),
  update({ type: 'workflow.task.added', task_index: 0.5 }),
  update({ type: 'hologram.updated' }),
  `${'['.repeat(20_000)}`,
])('what says nothing to the page is no event: %s', (json) => {
  expect(readEvent(json)).toBeUndefined()
})

test.each([
  update({ type: 'assistant_message.content_part.text_delta', content_index: 0, delta: { a: 1 } }),
  update({ type: 'assistant_message.content_part.done', content_index: 3, content: null }),
  update({ type: 'workflow.task.added', task_index: 2, task: [] }),
  update({ type: 'widget.root.updated', widget: 7 }),
  update({ type: 'widget.component.updated', component_id: {}, component: null }),
  update({ type: 'generated_image.updated', image: { url: 'x' }, progress: 0 }).replace(
    '"progress":0',
    '"progress":1e999',
  ),
  '{"type":"thread.item.removed"}',
  '{"type":"progress_update","text":{"deep":true}}',
  '{"type":"notice","level":"loud","message":null}',
  '{"type":"error","message":{},"allow_retry":"yes"}',
  '{"type":"client_effect","name":null,"data":"x"}',
])('an odd event changes nothing that the page could break on: %s', (json) => {
  const event = readEvent(json)
  expect(event).toBeDefined()

  const state = added && event ? applyEvent(applyEvent(emptyThread, added), event) : undefined
  const [shown] = state?.items ?? []
  expect(shown?.type === 'assistant_message' && shown.content[0]?.text).toBe('One')
})

test('halves of a character in two pieces of a text become one', () => {
  const pieces = ['\ud83d', '\udc4b'].map((delta) =>
    readEvent(
      update({ type: 'assistant_message.content_part.text_delta', content_index: 0, delta }),
    ),
  )

  const state = [added, ...pieces].reduce(
    (before, event) => (event ? applyEvent(before, event) : before),
    emptyThread,
  )
  expect(state.items[0]).toMatchObject({ content: [{ text: 'One👋' }] })
})
