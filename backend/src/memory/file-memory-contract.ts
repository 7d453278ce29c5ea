/** The part of the contract that is about attachments and files. */
import { describe, expect, test } from 'vitest'
import { idsOf, item, type OpenMemory, open, thread } from '../../test/memory-samples.ts'
import type { StoredAttachment, StoredFile } from './memory.ts'

const attachment = (id: string, more: Partial<StoredAttachment> = {}): StoredAttachment => ({
  attachment: { id, name: 'notes.md', mime_type: 'text/markdown', type: 'file' },
  size: 10,
  uploaded: true,
  ...more,
})

const file = (id: string, more: Partial<StoredFile> = {}): StoredFile => ({
  id,
  filename: 'notes.md',
  bytes: 10,
  status: 'ready',
  ...more,
})

const within = (stored: StoredAttachment, thread_id: string): StoredAttachment => ({
  ...stored,
  attachment: { ...stored.attachment, thread_id },
})

export function describeFileMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, attachments`, () => {
    test('keeps an attachment, then what became of it', async () => {
      const { mine } = await open(openMemory)

      await mine.saveAttachment(attachment('atc_1', { uploaded: false, size: 99 }))
      await mine.saveAttachment(attachment('atc_1', { fileId: 'file_1' }))

      expect(await mine.loadAttachment('atc_1')).toEqual(attachment('atc_1', { fileId: 'file_1' }))
      expect(await mine.loadAttachment('atc_2')).toBeUndefined()
    })

    test('keeps the bytes of an attachment, also when its record is saved again', async () => {
      const { mine } = await open(openMemory)
      const bytes = new Uint8Array([0, 255, 128, 10])
      await mine.saveAttachment(attachment('atc_1'))

      expect(await mine.loadAttachmentBytes('atc_1')).toBeUndefined()
      await mine.saveAttachmentBytes('atc_1', bytes)
      await mine.saveAttachment(attachment('atc_1', { size: 4 }))

      expect(Buffer.from((await mine.loadAttachmentBytes('atc_1')) ?? [])).toEqual(
        Buffer.from(bytes),
      )
    })

    test('bytes for an attachment that was deleted go nowhere', async () => {
      const { mine } = await open(openMemory)

      await mine.saveAttachmentBytes('atc_1', new Uint8Array([1]))

      expect(await mine.loadAttachmentBytes('atc_1')).toBeUndefined()
    })

    test('a message names its thread to its attachments, and the thread takes them along', async () => {
      const { memory, mine } = await open(openMemory)
      await mine.saveAttachment(attachment('atc_1', { fileId: 'file_1' }))
      await mine.saveAttachment(attachment('atc_2'))
      await mine.saveFile(file('file_1'))
      await mine.saveFile(file('file_2'))

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
      await mine.saveAttachment(attachment('atc_1', { fileId: 'file_1' }))
      await mine.saveFile(file('file_1', { status: 'indexing' }))
      const sent = within(attachment('atc_1', { fileId: 'file_1' }), 'thr_1')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [sent])

      await mine.saveFile(file('file_1', { status: 'ready' }))
      await mine.deleteThread('thr_1')

      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    })

    test('a deleted attachment leaves its file to be removed', async () => {
      const { memory, mine } = await open(openMemory)
      await mine.saveFile(file('file_1'))
      await mine.saveAttachment(attachment('atc_1', { fileId: 'file_1' }))
      await mine.saveAttachmentBytes('atc_1', new Uint8Array([1]))

      await mine.deleteAttachment('atc_1')
      await mine.deleteAttachment('atc_1')

      expect(await mine.loadAttachment('atc_1')).toBeUndefined()
      expect(await mine.loadAttachmentBytes('atc_1')).toBeUndefined()
      expect(await mine.loadFiles()).toEqual([])
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    })
  })

  describe(`${engine} memory, files`, () => {
    test('lists files newest first, each as it was last saved', async () => {
      const { mine } = await open(openMemory)
      for (const id of ['file_b', 'file_a', 'file_c']) await mine.saveFile(file(id))
      const failed = file('file_a', { status: 'failed', error: 'It could not be read.' })

      await mine.saveFile(failed)

      expect(await mine.loadFiles()).toEqual([file('file_c'), failed, file('file_b')])
    })

    test('a deleted file is to be removed until that is done', async () => {
      const { memory, mine } = await open(openMemory)
      await mine.saveFile(file('file_1'))

      await mine.deleteFile('file_1')
      await mine.deleteFile('file_unknown')
      expect(await mine.loadFiles()).toEqual([])
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])

      await memory.forgetOrphanedFile('file_1')
      expect(await memory.loadOrphanedFiles()).toEqual([])
    })

    test('a forgotten session leaves all its files to be removed', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await mine.saveFile(file('file_1'))
      await mine.saveFile(file('file_2'))
      await theirs.saveFile(file('file_3'))
      await mine.saveAttachment(attachment('atc_1', { fileId: 'file_1' }))

      await memory.forget('mine')

      expect((await memory.loadOrphanedFiles()).toSorted()).toEqual(['file_1', 'file_2'])
      expect(await mine.loadAttachment('atc_1')).toBeUndefined()
      expect(await mine.countBytes()).toBe(0)
      expect(idsOf(await theirs.loadFiles())).toEqual(['file_3'])
    })

    test('counts the bytes of attachments and files, an attached document once', async () => {
      const { mine, theirs } = await open(openMemory)
      await mine.saveAttachment(attachment('atc_1', { size: 100, fileId: 'file_1' }))
      await mine.saveFile(file('file_1', { bytes: 100 }))
      await mine.saveAttachment(attachment('atc_2', { size: 30 }))
      await mine.saveFile(file('file_2', { bytes: 5 }))

      expect(await mine.countBytes()).toBe(135)
      expect(await theirs.countBytes()).toBe(0)
    })

    test('one session neither sees nor changes the files of another', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await mine.saveAttachment(attachment('atc_1', { fileId: 'file_1' }))
      await mine.saveAttachmentBytes('atc_1', new Uint8Array([1]))
      await mine.saveFile(file('file_1'))

      await theirs.saveAttachment(attachment('atc_1', { size: 1 }))
      await theirs.saveAttachmentBytes('atc_1', new Uint8Array([2]))
      await theirs.saveFile(file('file_1', { filename: 'stolen.md' }))
      await theirs.deleteAttachment('atc_1')
      await theirs.deleteFile('file_1')

      expect(await theirs.loadAttachment('atc_1')).toBeUndefined()
      expect(await theirs.loadAttachmentBytes('atc_1')).toBeUndefined()
      expect(await theirs.loadFiles()).toEqual([])
      expect(await mine.loadAttachment('atc_1')).toMatchObject({ size: 10 })
      expect(Array.from((await mine.loadAttachmentBytes('atc_1')) ?? [])).toEqual([1])
      expect(await mine.loadFiles()).toEqual([file('file_1')])
      expect(await memory.loadOrphanedFiles()).toEqual([])
    })
  })
}
