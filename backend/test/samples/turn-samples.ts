/** One turn over a real memory, as the coach gets it. */
import { onTestFinished } from 'vitest'
import type { Turn } from '../../src/coach/responder.ts'
import type { SessionMemory, StoredThread } from '../../src/memory/memory.ts'
import { openSqliteMemory } from '../../src/memory/sqlite/sqlite-memory.ts'
import type { ThreadItem, UserMessageItem } from '../../src/protocol/schemas.ts'

const created_at = '2026-01-01T00:00:00.000Z'

/** A thread with these items, in a memory of its own. */
export async function startThread(items: ThreadItem[] = [], id = 'thr_1') {
  const all = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  onTestFinished(() => all.close())
  const memory = all.session('mine')
  const thread: StoredThread = {
    id,
    created_at,
    status: { type: 'active' },
    metadata: { mood: 'kept' },
  }
  await memory.saveUserMessage(thread, question('msg_start', 'Hello'), [])
  await memory.deleteThreadItem(id, 'msg_start')
  for (const item of items) await memory.saveItem(id, item)
  return { memory, thread }
}

export function turnOf(
  { memory, thread }: { memory: SessionMemory; thread: StoredThread },
  fields: Partial<Turn> = {},
): Turn {
  return {
    session: 'mine',
    thread,
    memory,
    userMessage: undefined,
    signal: new AbortController().signal,
    finishNow: new AbortController().signal,
    clientTools: [],
    saveProgress() {},
    emit() {},
    ...fields,
  }
}

export const question = (
  id: string,
  text: string,
  fields: Partial<UserMessageItem> = {},
): UserMessageItem => ({
  id,
  thread_id: 'thr_1',
  created_at,
  type: 'user_message',
  content: [{ type: 'input_text', text }],
  attachments: [],
  inference_options: {},
  ...fields,
})

export const answer = (id: string, text: string): ThreadItem => ({
  id,
  thread_id: 'thr_1',
  created_at,
  type: 'assistant_message',
  content: [{ type: 'output_text', text, annotations: [] }],
})
