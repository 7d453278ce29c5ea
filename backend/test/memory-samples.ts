/** What the contract of memory stores, and where. */
import { onTestFinished } from 'vitest'
import type { ThreadItem } from '../src/chatkit/schemas.ts'
import type { Memory, StoredThread } from '../src/memory/memory.ts'

/** An empty one. @param ttlMinutes how long a session may be idle, where that matters */
export type OpenMemory = (ttlMinutes?: number) => Memory | Promise<Memory>

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

/** Two sessions of one empty memory. */
export async function open(openMemory: OpenMemory, ttlMinutes?: number) {
  const memory = await openMemory(ttlMinutes)
  onTestFinished(() => memory.close())
  return { memory, mine: memory.session('mine'), theirs: memory.session('theirs') }
}

export const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)
