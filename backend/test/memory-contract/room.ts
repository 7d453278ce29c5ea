/** The part of the contract that is about limits: they hold however much comes at once. */
import { describe, expect, test } from 'vitest'
import type {
  Admission,
  SaveOutcome,
  SessionMemory,
  StoredAttachment,
} from '../../src/memory/memory.ts'
import { giveAttachment, giveFile, PLENTY } from '../samples/give-files.ts'
import {
  attachment,
  file,
  handClock,
  item,
  type OpenMemory,
  open,
  thread,
} from '../samples/memory-samples.ts'

const MINUTE = 60_000
const fifty = Array.from({ length: 50 }, (_, n) => n)

const count = <T>(outcomes: T[], outcome: T) => outcomes.filter((each) => each === outcome).length

const announced = (id: string, size: number): StoredAttachment =>
  attachment(id, { size, uploaded: false })

/** Of ten bytes each, by turns announced in a message and added to the library. */
const takeRoom = (mine: SessionMemory, n: number, room: typeof PLENTY): Promise<Admission> =>
  n % 2 === 0
    ? mine.announceAttachment(announced(`atc_${n}`, 10), room, MINUTE)
    : mine.reserveFile({ id: `res_${n}`, bytes: 10 }, room, MINUTE)

export function describeRoomMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, room for files`, () => {
    test('files that come at once do not pass the limit of bytes', async () => {
      const { mine } = await open(openMemory)
      const room = { ...PLENTY, bytes: 105 }

      const outcomes = await Promise.all(fifty.map((n) => takeRoom(mine, n, room)))

      expect(count(outcomes, 'admitted')).toBe(10)
      expect(count(outcomes, 'no_bytes')).toBe(40)
      expect(await mine.countBytes()).toBe(100)
    })

    test('files that come at once do not pass the limit of how many, be they empty', async () => {
      const { mine } = await open(openMemory)
      const room = { ...PLENTY, files: 7 }

      const outcomes = await Promise.all(
        fifty.map((n) => mine.announceAttachment(announced(`atc_${n}`, 0), room, MINUTE)),
      )

      expect(count(outcomes, 'admitted')).toBe(7)
      expect(count(outcomes, 'no_places')).toBe(43)
      expect(await mine.loadAttachments()).toHaveLength(7)
    })

    test('what is there takes room, an attached document once', async () => {
      const { mine, theirs } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { size: 40, fileId: 'file_1' }))
      await giveFile(mine, file('file_2', { bytes: 40 }))
      const room = { bytes: 100, files: 3 }

      expect(await mine.reserveFile({ id: 'res_1', bytes: 21 }, room, MINUTE)).toBe('no_bytes')
      expect(await mine.reserveFile({ id: 'res_1', bytes: 20 }, room, MINUTE)).toBe('admitted')
      expect(await mine.announceAttachment(announced('atc_2', 0), room, MINUTE)).toBe('no_places')
      expect(await theirs.announceAttachment(announced('atc_3', 100), room, MINUTE)).toBe(
        'admitted',
      )
    })

    test('what was announced and does not come gives its room back, and does not come late', async () => {
      const clock = handClock()
      const { memory, mine } = await open(openMemory, 60, clock.time)
      await memory.touch('mine')
      const room = { bytes: 20, files: 2 }
      await takeRoom(mine, 0, room)
      await takeRoom(mine, 1, room)
      expect(await takeRoom(mine, 2, room)).toBe('no_places')

      clock.advance(MINUTE + 1)

      expect(await mine.countBytes()).toBe(0)
      expect(await takeRoom(mine, 2, room)).toBe('admitted')
      expect(await takeRoom(mine, 3, room)).toBe('admitted')
      const bytes = new Uint8Array(10)
      expect(await mine.receiveAttachment(attachment('atc_0'), { bytes })).toBe(false)
      expect(await mine.addFile(file('file_1'), 'res_1')).toBe(false)
      expect(await mine.loadFiles()).toEqual([])
    })

    test('what is deleted, given up or smaller than announced gives its room back', async () => {
      const { mine } = await open(openMemory)
      for (const n of [0, 1, 2]) await takeRoom(mine, n, PLENTY)

      await mine.deleteAttachment('atc_0')
      await mine.releaseFile('res_1')
      expect(await mine.countBytes()).toBe(10)
      const bytes = new Uint8Array(4)
      expect(await mine.receiveAttachment(attachment('atc_2', { size: 4 }), { bytes })).toBe(true)

      expect(await mine.countBytes()).toBe(4)
    })

    test('what is larger than announced is not kept', async () => {
      const { mine } = await open(openMemory)
      await takeRoom(mine, 0, PLENTY)
      await takeRoom(mine, 1, PLENTY)

      const bytes = new Uint8Array(11)
      const received = attachment('atc_0', { size: 11 })
      expect(await mine.receiveAttachment(received, { bytes })).toBe(false)
      expect(await mine.addFile(file('file_1', { bytes: 11 }), 'res_1')).toBe(false)

      expect(await mine.loadAttachmentBytes('atc_0')).toBeUndefined()
      expect(await mine.loadFiles()).toEqual([])
      expect(await mine.countBytes()).toBe(20)
    })

    test('of a file that comes several times at once, one is kept', async () => {
      const { mine } = await open(openMemory)
      await mine.announceAttachment(announced('atc_1', 4), PLENTY, MINUTE)

      const kept = await Promise.all(
        [1, 2, 3].map((n) =>
          mine.receiveAttachment(attachment('atc_1', { size: 4 }), {
            bytes: new Uint8Array([n, n, n, n]),
          }),
        ),
      )

      const [first, ...others] = (await mine.loadAttachmentBytes('atc_1')) ?? []
      expect(count(kept, true)).toBe(1)
      expect(others).toEqual([first, first, first])
      expect(await mine.countBytes()).toBe(4)
    })

    test('a forgotten session awaits nothing any more', async () => {
      const { memory, mine } = await open(openMemory)
      await takeRoom(mine, 0, PLENTY)
      await takeRoom(mine, 1, PLENTY)

      await memory.forget('mine')

      const bytes = new Uint8Array(10)
      expect(await mine.receiveAttachment(attachment('atc_0'), { bytes })).toBe(false)
      expect(await mine.addFile(file('file_1'), 'res_1')).toBe(false)
      expect(await mine.countBytes()).toBe(0)
      expect(await mine.loadFiles()).toEqual([])
    })

    test('a deleted thread gives back what was attached in it', async () => {
      const { mine } = await open(openMemory)
      await giveAttachment(mine, attachment('atc_1', { size: 3 }), new Uint8Array(3))
      await giveAttachment(mine, attachment('atc_2', { fileId: 'file_2' }))
      const sent = [attachment('atc_1', { size: 3 }), attachment('atc_2', { fileId: 'file_2' })]
      const within = sent.map((stored) => ({
        ...stored,
        attachment: { ...stored.attachment, thread_id: 'thr_1' },
      }))
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), within)
      expect(await mine.countBytes()).toBe(13)

      await mine.deleteThread('thr_1')

      expect(await mine.countBytes()).toBe(0)
    })
  })

  describe(`${engine} memory, room for chats`, () => {
    const say = (mine: SessionMemory, n: number, threadId: string, isNew: boolean) =>
      mine.saveUserMessage(thread(threadId), item(`msg_${n}`, threadId), [], {
        isNew,
        room: { threads: 5, itemsOfThread: 8 },
      })

    test('threads that are opened at once do not pass their limit', async () => {
      const { mine } = await open(openMemory)

      const outcomes = await Promise.all(fifty.map((n) => say(mine, n, `thr_${n}`, true)))

      expect(count<SaveOutcome>(outcomes, 'saved')).toBe(5)
      expect(count<SaveOutcome>(outcomes, 'threads_full')).toBe(45)
      expect(await mine.countThreads()).toBe(5)
      expect(await mine.countItems()).toBe(5)
    })

    test('messages that come at once do not make a thread longer than its limit', async () => {
      const { mine } = await open(openMemory)
      await say(mine, 0, 'thr_1', true)
      await say(mine, 0, 'thr_2', true)

      const outcomes = await Promise.all(fifty.map((n) => say(mine, n + 1, 'thr_1', false)))

      expect(count<SaveOutcome>(outcomes, 'saved')).toBe(7)
      expect(count<SaveOutcome>(outcomes, 'thread_full')).toBe(43)
      expect(await say(mine, 1, 'thr_2', false)).toBe('saved')
    })

    test('a message to a chat that is there needs no room for another chat', async () => {
      const { mine } = await open(openMemory)
      for (const n of [1, 2, 3, 4, 5]) await say(mine, n, `thr_${n}`, true)

      expect(await say(mine, 6, 'thr_5', false)).toBe('saved')
      // The same request again.
      expect(await say(mine, 5, 'thr_5', true)).toBe('saved')
      expect(await say(mine, 6, 'thr_6', true)).toBe('threads_full')
    })

    test('only items that are there can be rated, and a rating goes with its item', async () => {
      const { memory, mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      for (const n of [2, 3, 4]) await mine.saveItem('thr_1', item(`msg_${n}`))

      const madeUp = fifty.map((n) => `made_up_${n}`)
      await mine.saveFeedback('thr_1', [...madeUp, 'msg_2', 'msg_3', 'msg_4'], 'positive')
      expect(await memory.countFeedback()).toEqual({ positive: 3, negative: 0 })
      await mine.deleteThreadItem('thr_1', 'msg_2')
      expect(await memory.countFeedback()).toEqual({ positive: 2, negative: 0 })
      await mine.deleteItemsAfter('thr_1', 'msg_1')

      expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
    })
  })
}
