/** The part of the contract that is about forgetting that can be shown: overviews, erasures, receipts. */
import { describe, expect, test } from 'vitest'
import type { Receipt } from '../../src/protocol/routes.ts'
import { giveAttachment } from '../samples/give-files.ts'
import { attachment, item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'

const receipt = (id: string): Receipt => ({
  id,
  erased_at: '2026-01-01T00:00:00.000Z',
  objects: [
    { kind: 'thread', count: 2, status: 'erased', confirmed_at: '2026-01-01T00:00:00.000Z' },
    { kind: 'file', id: 'file_1', name: 'notes.md', bytes: 10, status: 'pending' },
  ],
})

export function describeReceiptMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, what a session has`, () => {
    test('items are counted over all chats of one session', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveItem('thr_1', item('msg_2'))
      await mine.saveUserMessage(thread('thr_2'), item('msg_1', 'thr_2'), [])
      await theirs.saveUserMessage(thread('thr_3'), item('msg_1', 'thr_3'), [])

      expect(await mine.countItems()).toBe(3)
      await mine.deleteThread('thr_1')
      expect(await mine.countItems()).toBe(1)
      await memory.forget('mine')
      expect(await mine.countItems()).toBe(0)
      expect(await theirs.countItems()).toBe(1)
    })

    test('attachments are listed, sent or not, for their own session alone', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      const sent = attachment('atc_1')
      sent.attachment.thread_id = 'thr_1'
      await giveAttachment(mine, attachment('atc_1'))
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [sent])
      await giveAttachment(mine, attachment('atc_2'), new Uint8Array([1]))

      const all = (await mine.loadAttachments()).toSorted((a, b) =>
        a.attachment.id.localeCompare(b.attachment.id),
      )
      expect(all).toEqual([sent, attachment('atc_2')])
      expect(await theirs.loadAttachments()).toEqual([])
      await memory.forget('mine')
      expect(await mine.loadAttachments()).toEqual([])
    })
  })

  describe(`${engine} memory, receipts`, () => {
    test('a receipt is kept as it was, and belongs to no session', async () => {
      const { memory } = await open(openMemory)

      await memory.saveReceipt(receipt('a1'))
      await memory.saveReceipt({ ...receipt('b2'), objects: [] })
      await memory.forget('mine')

      expect(await memory.loadReceipt('a1')).toEqual(receipt('a1'))
      expect(await memory.loadReceipt('b2')).toEqual({ ...receipt('b2'), objects: [] })
      expect(await memory.loadReceipt('c3')).toBeUndefined()
    })

    test('it is known since when a file is gone from the vector store', async () => {
      const { memory } = await open(openMemory)
      const before = Date.now()

      await memory.noteErasure('file_1')

      const erasures = await memory.loadErasures(['file_1', 'file_2'])
      expect([...erasures.keys()]).toEqual(['file_1'])
      const at = erasures.get('file_1')?.getTime() ?? 0
      expect(at).toBeGreaterThanOrEqual(before)
      expect(at).toBeLessThanOrEqual(Date.now())
      expect(await memory.loadErasures([])).toEqual(new Map())
    })
  })
}
