/** Forgetting a session and being able to show it. */
import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import { isStorageError, NotFoundError } from '../../errors.ts'
import { withTimeout } from '../../lib/with-timeout.ts'
import type { Library } from '../../library/library.ts'
import type { Memory, StoredAttachment, StoredFile } from '../../memory/memory.ts'
import type { ErasedObject, Receipt } from '../../protocol/routes.ts'
import type { Runs } from '../../runs/runs.ts'

type Parts = { runs: Runs; library: Library; memory: Memory }

/** How long the answer waits for OpenAI's word on the files: most are gone by then. */
const CONFIRMATION_TIMEOUT_MS = 1_500
const MOST_ATTACHMENTS = 500
const LONGEST_NAME = 200

/** The id is 128 random bits; it gives access to the receipt and to nothing else. */
const RECEIPT_ID = /^[0-9a-f]{32}$/
const newReceiptId = () => randomBytes(16).toString('hex')

/** Stops the session's answers, forgets everything it owns, and tells what that was. */
export async function eraseWithReceipt(
  { runs, library, memory }: Parts,
  session: string,
): Promise<Receipt> {
  const runLogs = await runs.cancelAll(session)
  const own = memory.session(session)
  const [threads, items, attachments, files, facts] = await Promise.all([
    own.countThreads(),
    own.countItems(),
    own.loadAttachments(),
    own.loadFiles(),
    own.loadFacts(),
  ])
  const at = new Date().toISOString()
  const receipt: Receipt = {
    id: newReceiptId(),
    erased_at: at,
    objects: [
      ...counted('thread', threads, at),
      ...counted('message_items', items, at),
      ...counted('run_log', runLogs, at),
      ...counted('facts', Object.keys(facts).length, at),
      ...erasedAttachments(attachments, at),
      ...files.map(pendingFile),
    ],
  }
  // Saved first: what is forgotten cannot be listed any more, and nobody knows the id yet.
  const isSaved = await savedWhereThereIsRoom(memory, receipt)
  await memory.forget(session)
  // That has made room; where it has not, the receipt is told now and not kept.
  if (!isSaved) await savedWhereThereIsRoom(memory, receipt)
  const sweep = library.sweep(files.map(({ id }) => id))
  await withTimeout(sweep, CONFIRMATION_TIMEOUT_MS, () => {})
  return withErasures(memory, receipt)
}

/** Storage that is full is no reason to keep what is to be erased. */
async function savedWhereThereIsRoom(memory: Memory, receipt: Receipt): Promise<boolean> {
  try {
    await memory.saveReceipt(receipt)
    return true
  } catch (error) {
    if (!isStorageError(error)) throw error
    return false
  }
}

/** `GET /receipts/:id`: needs no session, since that one is gone. */
export function getReceipt(memory: Memory) {
  return async (ctx: Context) => {
    const { id } = ctx.params
    const receipt = RECEIPT_ID.test(id) ? await memory.loadReceipt(id) : undefined
    if (!receipt) throw new NotFoundError('This receipt')
    ctx.set('Cache-Control', 'no-store')
    ctx.body = await withErasures(memory, receipt)
  }
}

const counted = (kind: ErasedObject['kind'], count: number, confirmed_at: string) =>
  count === 0 ? [] : [{ kind, count, status: 'erased' as const, confirmed_at }]

function erasedAttachments(attachments: StoredAttachment[], confirmed_at: string): ErasedObject[] {
  const listed = attachments
    .slice(0, MOST_ATTACHMENTS)
    .map(({ attachment: { id, name }, size }) => ({
      kind: 'attachment' as const,
      id,
      name: name.slice(0, LONGEST_NAME),
      bytes: size,
      status: 'erased' as const,
      confirmed_at,
    }))
  return [...listed, ...counted('attachment', attachments.length - listed.length, confirmed_at)]
}

const pendingFile = ({ id, filename, bytes }: StoredFile): ErasedObject => ({
  kind: 'file',
  id,
  name: filename.slice(0, LONGEST_NAME),
  bytes,
  status: 'pending',
})

/** The receipt as it stands now. */
async function withErasures(memory: Memory, receipt: Receipt): Promise<Receipt> {
  const pending = receipt.objects.flatMap(({ id, status }) =>
    id && status === 'pending' ? id : [],
  )
  const erasures = await memory.loadErasures(pending)
  const objects = receipt.objects.map((object) => {
    const at = erasures.get(object.id ?? '')
    return at ? { ...object, status: 'erased' as const, confirmed_at: at.toISOString() } : object
  })
  return { ...receipt, objects }
}
