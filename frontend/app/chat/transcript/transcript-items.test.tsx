// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import type { VisibleItem } from '~/api/protocol'
import { RichItem } from '~/items/rich-item'
import { drawMarkdown } from '~/markdown/draw-markdown'
import { answer, done, openChat, plan, question } from '../../../test/scripted-chat'
import { IDLE } from '../turn/chat-state'
import { TranscriptItems } from './transcript-items'

// The real ones, with their calls counted.
vi.mock('~/items/rich-item', { spy: true })
vi.mock('~/markdown/draw-markdown', { spy: true })

const message = { text: 'And the next month?', files: [] }
const word = (delta: string) => ({
  type: 'thread.item.updated' as const,
  item_id: 'm4',
  update: { type: 'assistant_message.content_part.text_delta' as const, content_index: 0, delta },
})
const workflow = (id: string): VisibleItem => ({
  id,
  thread_id: 'thr_1',
  created_at: '2026-01-01T00:00:00Z',
  type: 'workflow',
  workflow: {
    type: 'custom',
    expanded: false,
    tasks: [{ type: 'custom', title: 'Searched the library', status_indicator: 'complete' }],
  },
})

/** A chat with a plan and an answer, in which the next answer has begun. */
async function openTranscript() {
  const chat = openChat()
  const stored = [answer('m2', 'A first answer.'), plan('w1', 'Plan'), question('m1')]
  chat.chatStore.receive('thr_1', { data: stored, has_more: false }, 0)
  const place = document.createElement('div')
  const root = createRoot(place)
  const drawFrame = () => {
    const shown = chat.chatStore.chat('thr_1') ?? IDLE
    flushSync(() => root.render(<TranscriptItems chat={shown} threadId="thr_1" canAct />))
  }
  chat.chatStore.send('thr_1', message)
  const reply = await chat.stream()
  const begun = { type: 'thread.item.added' as const, item: answer('m4', '') }
  const words = word('A first block.\n\nAnd ')
  await reply.write(done(question('m3')), done(workflow('w2')), begun, words)
  drawFrame()
  // Markdown and widgets are loaded when they are first drawn.
  await vi.dynamicImportSettled()
  await vi.waitFor(() => expect(drawnTexts()).toContain('And'))
  vi.mocked(RichItem).mockClear()
  vi.mocked(drawMarkdown).mockClear()
  return { ...chat, reply, drawFrame, place }
}

const drawnItems = () => vi.mocked(RichItem).mock.calls.map(([{ item }]) => item.id)
const drawnTexts = () => vi.mocked(drawMarkdown).mock.calls.map(([text]) => text)

test('the words of an answer draw nothing again but the block that grows', async () => {
  const { reply, drawFrame, place } = await openTranscript()

  for (const delta of ['another ', 'one']) {
    await reply.write(word(delta))
    drawFrame()
  }

  expect(place.textContent).toContain('And another one')
  expect(drawnItems()).toEqual([])
  expect(drawnTexts()).toEqual(['And another', 'And another one'])
})

test('what was done with one item draws that item again, and no other', async () => {
  const { chatStore, answersJson, drawFrame, place } = await openTranscript()
  answersJson(() => ({ updated_item: plan('w1', 'Plan, 1 day done') }))

  await chatStore.act('thr_1', 'w1', { type: 'plan.mark_day' }, true)
  drawFrame()

  expect(place.textContent).toContain('Plan, 1 day done')
  expect(drawnItems()).toEqual(['w1'])
  expect(drawnTexts()).toEqual([])
})
