import { expect, test } from 'vitest'
import type { VisibleItem } from '~/api/protocol'
import { type Chat, IDLE, lacksAnswer } from './chat-state'

const fields = (id: string) => ({ id, thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' })
const question: VisibleItem = {
  ...fields('m1'),
  type: 'user_message',
  content: [{ type: 'input_text', text: 'Plan my month' }],
  attachments: [],
  inference_options: {},
}
const answer: VisibleItem = { ...fields('m2'), type: 'assistant_message', content: [] }
const mark: VisibleItem = {
  ...fields('t1'),
  type: 'task',
  task: { type: 'custom', title: 'Interrupted', icon: 'info', status_indicator: 'none' },
}

const chatOf = (items: VisibleItem[], more: Partial<Chat> = {}): Chat => ({
  ...IDLE,
  thread: { items },
  ...more,
})

test.each<[string, Chat, boolean]>([
  ['nothing at all', chatOf([]), false],
  ['a question alone', chatOf([question]), true],
  ['a question and its answer', chatOf([question, answer]), false],
  ['half an answer and its mark', chatOf([question, answer, mark]), true],
  [
    'a question that is being answered',
    chatOf([question], { turn: { state: 'streaming', startedAt: 0 } }),
    false,
  ],
  [
    'a question behind which the next one is being sent',
    chatOf([question], { outgoing: { text: 'Now?', files: [] } }),
    false,
  ],
  [
    'a problem that is told with its own way out',
    chatOf([question], {
      turn: {
        state: 'ended',
        at: 0,
        outcome: { type: 'failed', problem: { message: 'No answer.', again: 'answer' } },
      },
    }),
    false,
  ],
])('%s: whether an answer is missing', (_, chat, isMissing) => {
  expect(lacksAnswer(chat)).toBe(isMissing)
})
