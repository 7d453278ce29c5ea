/** What the contract of memory stores, and where. */
import { onTestFinished } from 'vitest'
import type { TimeSource } from '../../src/memory/clock.ts'
import type { Memory, StoredAttachment, StoredFile, StoredThread } from '../../src/memory/memory.ts'
import type { ThreadItem } from '../../src/protocol/schemas.ts'

/**
 * An empty one.
 * @param ttlMinutes how long a session may be idle, where that matters
 * @param time what it tells the time by, where that matters
 */
export type OpenMemory = (ttlMinutes?: number, time?: TimeSource) => Memory | Promise<Memory>

export const thread = (id: string, title?: string): StoredThread => ({
  id,
  title,
  created_at: '2026-01-01T00:00:00.000Z',
  status: { type: 'active' },
  metadata: { mood: 'kept inside' },
})

export const item = (id: string, thread_id = 'thr_1', text = id): ThreadItem => ({
  id,
  thread_id,
  created_at: '2026-01-01T00:00:00.000Z',
  type: 'assistant_message',
  content: [{ type: 'output_text', text, annotations: [] }],
})

export const attachment = (id: string, more: Partial<StoredAttachment> = {}): StoredAttachment => ({
  attachment: { id, name: 'notes.md', mime_type: 'text/markdown', type: 'file' },
  size: 10,
  uploaded: true,
  ...more,
})

export const file = (id: string, more: Partial<StoredFile> = {}): StoredFile => ({
  id,
  filename: 'notes.md',
  bytes: 10,
  status: 'ready',
  ...more,
})

/** Two sessions of one empty memory. */
export async function open(openMemory: OpenMemory, ttlMinutes?: number, time?: TimeSource) {
  const memory = await openMemory(ttlMinutes, time)
  onTestFinished(() => memory.close())
  return { memory, mine: memory.session('mine'), theirs: memory.session('theirs') }
}

export const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)

/** A clock that stands still until it is moved. */
export function handClock() {
  let [wall, steady] = [Date.parse('2026-01-01T12:00:00Z'), 1_000]
  return {
    time: { wall: () => wall, steady: () => steady },
    /** Time goes by. */
    advance(ms: number) {
      wall += ms
      steady += ms
    },
    /** Somebody puts it forward, or back. */
    jump(ms: number) {
      wall += ms
    },
  }
}
