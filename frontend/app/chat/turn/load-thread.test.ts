import { expect, test } from 'vitest'
import type { Api } from '~/api/client'
import type { VisibleItem } from '~/api/protocol'
import { loadThreadForDocument } from './load-thread'

const fields = { thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' }
const question: VisibleItem = {
  ...fields,
  id: 'm1',
  type: 'user_message',
  content: [{ type: 'input_text', text: 'Prices?' }],
  attachments: [],
  inference_options: {},
}
const answer: VisibleItem = { ...fields, id: 'm2', type: 'assistant_message', content: [] }

test('an answer that ends while a document is read is in it', async () => {
  const api = apiOf([[question], [answer, question]], [])

  const { page, isAnswering } = await loadThreadForDocument(api, 'thr_1')

  expect(page?.data).toEqual([answer, question])
  expect(isAnswering).toBeUndefined()
})

test('a message that is being answered is known as such', async () => {
  const api = apiOf([[question]], ['thr_1'])

  expect(await loadThreadForDocument(api, 'thr_1')).toMatchObject({ isAnswering: true })
})

test('a chat that ends with an answer is read once', async () => {
  const api = apiOf([[answer, question]], ['thr_2'])

  expect((await loadThreadForDocument(api, 'thr_1')).page?.data).toEqual([answer, question])
})

test('a message that nothing answers stays one', async () => {
  const api = apiOf([[question], [question]], ['thr_2'])

  expect((await loadThreadForDocument(api, 'thr_1')).page?.data).toEqual([question])
})

/** An API that reads these items, the newest first, one read after the other. */
function apiOf(reads: VisibleItem[][], answering: string[]): Api {
  const runs = answering.map((thread_id) => ({ id: 'run_1', thread_id, started_at: '' }))
  return {
    chatkit: async () => ({ data: reads.shift(), has_more: false }),
    session: async () => ({ runs }),
  } as unknown as Api // the two methods that are called
}
