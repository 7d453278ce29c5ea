/** Sessions to be measured: a small one, and one at the limits. */
import { randomUUID } from 'node:crypto'
import { sessionKey } from '../../../backend/src/http/middleware/session.ts'
import type { Memory, SessionMemory } from '../../../backend/src/memory/memory.ts'
import type { ThreadItem } from '../../../backend/src/protocol/schemas.ts'
import { giveAttachment, giveFile } from '../../../backend/test/samples/give-files.ts'

export type Size = {
  threads: number
  /** Of one thread; the others hold a message each. */
  items: number
  files: number
}

/** A page of items is full in both. */
export const SMALL: Size = { threads: 2, items: 60, files: 1 }
/** 50 threads and 200 MB are as much as the API takes. */
export const LARGE: Size = { threads: 50, items: 2_000, files: 200 }

/** What a file is said to have; the bytes themselves are at OpenAI. */
const FILE_BYTES = 1024 * 1024

export type Session = {
  id: string
  size: Size
  bytes: number
  /** The one with all the items. */
  threadId: string
  middleItem: string
}

export async function fillSession(memory: Memory, size: Size): Promise<Session> {
  const id = randomUUID()
  const own = memory.session(sessionKey(id))
  await memory.touch(sessionKey(id))
  for (let n = 1; n < size.threads; n++) await openThread(own, `thr_${randomUUID()}`)
  const threadId = `thr_${randomUUID()}`
  const middleItem = await fillThread(own, threadId, size.items)
  for (let n = 0; n < size.files; n++) await addFile(own, threadId, n)
  return { id, size, bytes: size.files * FILE_BYTES, threadId, middleItem }
}

async function openThread(own: SessionMemory, id: string): Promise<ThreadItem> {
  const thread = { id, title: 'A plan for the week', created_at: now(), metadata: {} }
  const question = newQuestion(id)
  await own.saveUserMessage({ ...thread, status: { type: 'active' } }, question, [])
  return question
}

/** Returns the id of the item in its middle. */
async function fillThread(own: SessionMemory, threadId: string, count: number): Promise<string> {
  const items = [await openThread(own, threadId)]
  for (let n = 1; n < count; n++) {
    const item = n % 2 === 1 ? newAnswer(threadId) : newQuestion(threadId)
    await own.saveItem(threadId, item)
    items.push(item)
  }
  return items[Math.floor(count / 2)]?.id ?? ''
}

/** Every other one was attached, and has an attachment with the same bytes beside it. */
async function addFile(own: SessionMemory, threadId: string, n: number): Promise<void> {
  const [id, filename, isAttached] = [`file-${randomUUID()}`, `notes-${n}.md`, n % 2 === 0]
  const evidence = 'A file is ready once a search has found a sentence of it.'
  const file = { id, filename, bytes: FILE_BYTES, status: 'ready' as const, evidence }
  if (!isAttached) return giveFile(own, file)
  const fields = { id: `atc_${randomUUID()}`, name: filename, mime_type: 'text/markdown' }
  const attachment = { ...fields, type: 'file' as const, thread_id: threadId }
  await giveAttachment(own, { attachment, size: FILE_BYTES, uploaded: true, fileId: id })
}

const now = () => new Date().toISOString()
const words = (count: number) =>
  'Plan the week before it begins, and leave room in it. '.repeat(count)

const newQuestion = (thread_id: string): ThreadItem => ({
  id: `msg_${randomUUID()}`,
  thread_id,
  created_at: now(),
  type: 'user_message',
  content: [{ type: 'input_text', text: words(3) }],
  attachments: [],
  inference_options: {},
})

const newAnswer = (thread_id: string): ThreadItem => ({
  id: `msg_${randomUUID()}`,
  thread_id,
  created_at: now(),
  type: 'assistant_message',
  content: [{ type: 'output_text', text: words(15), annotations: [] }],
})
