/** The part of the contract that is about attachments and files. */
import { describe, expect, test } from 'vitest'
import type { StoredAttachment } from '../../src/memory/memory.ts'
import { giveAttachment, giveFile } from '../samples/give-files.ts'
import {
  attachment,
  file,
  idsOf,
  item,
  type OpenMemory,
  open,
  thread,
} from '../samples/memory-samples.ts'

const within = (stored: StoredAttachment, thread_id: string): StoredAttachment => ({
  ...stored,
  attachment: { ...stored.attachment, thread_id },
})

export function describeFileMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, attachments`, () => {
    test('keeps an attachment that is announced, then what has come', async () => {
      const { mine } = await open(openMemory)
      const announced = attachment('atc_1', { uploaded: false, size: 99 })

      await giveAttachment(mine, announced)
      expect(await mine.loadAttachment('atc_1')).toEqual(announced)
      await giveAttachment(mine, attachment('atc_1', { fileId: 'file_1' }))

      expect(await mine.loadAttachment('atc_1')).toEqual(attachment('atc_1', { fileId: 'file_1' }))
      expect(await mine.loadFiles()).toEqual([file('file_1')])
      expect(await mine.loadAttachment('atc_2')).toBeUndefined()
    })

    test('keeps the bytes of an attachment, also when it is sent', async () => {
      const { mine } = await open(openMemory)
      const bytes = new Uint8Array([0, 255, 128, 10])
      await giveAttachment(mine, attachment('atc_1', { uploaded: false }))

      expect(await mine.loadAttachmentBytes('atc_1')).toBeUndefined()
      await giveAttachment(mine, attachment('atc_1', { size: 4 }), bytes)
      const sent = within(attachment('atc_1', { size: 4 }), 'thr_1')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [sent])

      expect(Buffer.from((await mine.loadAttachmentBytes('atc_1')) ?? [])).toEqual(
        Buffer.from(bytes),
      )
    })

    test('keeps a large attachment whole', async () => {
      const { mine } = await open(openMemory)
      const bytes = new Uint8Array(3_000_001).map((_, at) => at % 251)

      await giveAttachment(mine, attachment('atc_1', { size: bytes.length }), bytes)

      const loaded = Buffer.from((await mine.loadAttachmentBytes('atc_1')) ?? [])
      expect(loaded.equals(bytes)).toBe(true)
    })

    test('bytes for an attachment that was deleted go nowhere', async () => {
      const { mine } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { uploaded: false }))
      await mine.deleteAttachment('atc_1')

      const bytes = new Uint8Array([1])
      const isKept = await mine.receiveAttachment(attachment('atc_1', { size: 1 }), { bytes })

      expect(isKept).toBe(false)
      expect(await mine.loadAttachment('atc_1')).toBeUndefined()
      expect(await mine.loadAttachmentBytes('atc_1')).toBeUndefined()
      expect(await mine.countBytes()).toBe(0)
    })

    test('a message with an attachment that was deleted is not stored, nor is its thread', async () => {
      const { mine } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1'))
      await giveAttachment(mine, attachment('atc_2'))
      await mine.deleteAttachment('atc_2')
      const both = ['atc_1', 'atc_2'].map((id) => within(attachment(id), 'thr_1'))

      const outcome = await mine.saveUserMessage(thread('thr_1'), item('msg_1'), both)

      expect(outcome).toBe('no_attachment')
      expect(await mine.loadThread('thr_1')).toBeUndefined()
      expect(await mine.loadAttachment('atc_1')).toEqual(attachment('atc_1'))
      expect(await mine.loadAttachment('atc_2')).toBeUndefined()
    })

    test('a message names its thread to its attachments, and the thread takes them along', async () => {
      const { memory, mine } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { fileId: 'file_1' }))
      await giveAttachment(mine, attachment('atc_2'))
      await giveFile(mine, file('file_2'))

      const sent = within(attachment('atc_1', { fileId: 'file_1' }), 'thr_1')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [sent])
      expect(await mine.loadAttachment('atc_1')).toEqual(sent)
      await mine.deleteThread('thr_1')

      expect(await mine.loadAttachment('atc_1')).toBeUndefined()
      expect(await mine.loadAttachment('atc_2')).toBeDefined()
      expect(idsOf(await mine.loadFiles())).toEqual(['file_2'])
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    })

    test('a file indexed after its message was sent still goes with the thread', async () => {
      const { memory, mine } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { fileId: 'file_1' }))
      const sent = within(attachment('atc_1', { fileId: 'file_1' }), 'thr_1')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [sent])

      await mine.changeFile('file_1', (stored) => ({ ...stored, evidence: 'A sentence.' }))
      await mine.deleteThread('thr_1')

      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    })

    test('a deleted attachment leaves its file to be removed', async () => {
      const { memory, mine } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { fileId: 'file_1' }))
      await giveAttachment(mine, attachment('atc_2', { size: 1 }), new Uint8Array([1]))

      for (const id of ['atc_1', 'atc_1', 'atc_2']) await mine.deleteAttachment(id)

      expect(await mine.loadAttachment('atc_1')).toBeUndefined()
      expect(await mine.loadAttachmentBytes('atc_2')).toBeUndefined()
      expect(await mine.loadFiles()).toEqual([])
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    })
  })

  describe(`${engine} memory, files`, () => {
    test('lists files newest first, each as it was last saved', async () => {
      const { mine } = await open(openMemory)
      for (const id of ['file_b', 'file_a', 'file_c']) await giveFile(mine, file(id))
      const failed = file('file_a', { status: 'failed', error: 'It could not be read.' })

      expect(await mine.changeFile('file_a', () => failed)).toEqual(failed)

      expect(await mine.loadFiles()).toEqual([file('file_c'), failed, file('file_b')])
    })

    test('a file that was deleted while it was changed stays deleted', async () => {
      const { mine } = await open(openMemory)
      await giveFile(mine, file('file_1'))

      const [changed] = await Promise.all([
        mine.changeFile('file_1', (stored) => ({ ...stored, evidence: 'A sentence.' })),
        mine.deleteFile('file_1'),
      ])

      expect([undefined, 'A sentence.']).toContain(changed?.evidence)
      expect(await mine.loadFiles()).toEqual([])
      expect(await mine.changeFile('file_1', (stored) => stored)).toBeUndefined()
    })

    test('changes of one file made at once are all kept', async () => {
      const { mine } = await open(openMemory)
      await giveFile(mine, file('file_1', { evidence: '' }))
      const numbers = Array.from({ length: 20 }, (_, n) => n)

      await Promise.all(
        numbers.map((n) =>
          mine.changeFile('file_1', (stored) => ({
            ...stored,
            evidence: `${stored.evidence}${n} `,
          })),
        ),
      )

      const [changed] = await mine.loadFiles()
      const noted = changed?.evidence?.trim().split(' ').map(Number)
      expect(noted?.toSorted((a, b) => a - b)).toEqual(numbers)
    })

    test('a file that belongs to nobody is to be removed until that is done', async () => {
      const { memory } = await open(openMemory)

      await memory.noteOrphanedFile('file_1')
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
      await memory.forgetOrphanedFile('file_1')

      expect(await memory.loadOrphanedFiles()).toEqual([])
    })

    test('a deleted file is to be removed until that is done', async () => {
      const { memory, mine } = await open(openMemory)
      await giveFile(mine, file('file_1'))

      await mine.deleteFile('file_1')
      await mine.deleteFile('file_unknown')
      expect(await mine.loadFiles()).toEqual([])
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])

      await memory.forgetOrphanedFile('file_1')
      expect(await memory.loadOrphanedFiles()).toEqual([])
    })

    test('a forgotten session leaves all its files to be removed', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { fileId: 'file_1' }))
      await giveFile(mine, file('file_2'))
      await giveFile(theirs, file('file_3'))

      await memory.forget('mine')

      expect((await memory.loadOrphanedFiles()).toSorted()).toEqual(['file_1', 'file_2'])
      expect(await mine.loadAttachment('atc_1')).toBeUndefined()
      expect(await mine.countBytes()).toBe(0)
      expect(idsOf(await theirs.loadFiles())).toEqual(['file_3'])
    })

    test('counts the bytes of attachments and files, an attached document once', async () => {
      const { mine, theirs } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { size: 100, fileId: 'file_1' }))
      await giveAttachment(mine, attachment('atc_2', { size: 30 }))
      await giveFile(mine, file('file_2', { bytes: 5 }))

      expect(await mine.countBytes()).toBe(135)
      expect(await theirs.countBytes()).toBe(0)
    })

    test('one session neither sees nor changes the files of another', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { size: 1 }), new Uint8Array([1]))
      await giveAttachment(mine, attachment('atc_2', { uploaded: false }))
      await giveFile(mine, file('file_1'))

      await giveAttachment(theirs, attachment('atc_1', { size: 5 }), new Uint8Array([2]))
      await giveAttachment(theirs, attachment('atc_2', { size: 5 }), new Uint8Array([2]))
      await giveFile(theirs, file('file_1', { filename: 'stolen.md' }))
      await theirs.changeFile('file_1', () => file('file_1', { filename: 'stolen.md' }))
      for (const id of ['atc_1', 'atc_2']) await theirs.deleteAttachment(id)
      await theirs.deleteFile('file_1')

      expect(await theirs.loadAttachments()).toEqual([])
      expect(await theirs.loadAttachmentBytes('atc_1')).toBeUndefined()
      expect(await theirs.loadFiles()).toEqual([])
      expect(await mine.loadAttachment('atc_1')).toMatchObject({ size: 1 })
      expect(await mine.loadAttachment('atc_2')).toMatchObject({ uploaded: false })
      expect(Array.from((await mine.loadAttachmentBytes('atc_1')) ?? [])).toEqual([1])
      expect(await mine.loadFiles()).toEqual([file('file_1')])
      expect(await memory.loadOrphanedFiles()).toEqual([])
    })
  })
}
