import type { Page, Paging } from '../../protocol/schemas.ts'
import type { Redis } from '../../redis/connection.ts'
import {
  type Facts,
  type Room,
  type SessionMemory,
  type StoredAttachment,
  type StoredFile,
  type StoredThread,
  UnknownCursorError,
} from '../memory.ts'
import type { GlobalIndex } from './global-index.ts'
import { sessionKeys } from './keys.ts'
import { sessionScript } from './session-script.ts'

/** A script cannot take any number. */
const MOST_ARGS = 1_000

type Parts = {
  redis: Redis
  index: GlobalIndex
  now(): Promise<number>
  /** How long this session may be idle. */
  idleMs(session: string): number
}

/** What has to happen as one is an operation of `session.lua`. */
export function redisSessionMemory(
  { redis, index, now, idleMs }: Parts,
  session: string,
): SessionMemory {
  const keys = sessionKeys(session)
  const run = sessionScript(redis, keys)

  const load = async <T>(key: string, field: string) => {
    const stored = await redis.call((on) => on.hGet(key, field))
    return stored === null ? undefined : parseRecord<T>(stored)
  }

  /** Nobody else may have changed it between reading and writing; else it is read again. */
  const changeRecord = async <T>(
    key: string,
    field: string,
    change: (stored: T) => T,
    replace: (before: string, json: string) => Promise<0 | 1>,
  ): Promise<T | undefined> => {
    for (;;) {
      const before = await redis.call((on) => on.hGet(key, field))
      if (before === null) return undefined
      const changed = change(parseRecord<T>(before))
      if ((await replace(before, JSON.stringify(changed))) === 1) return changed
    }
  }

  const values = (key: string) => redis.call((on) => on.hVals(key))

  /** Somebody has to find this later, even if it is the first thing in its session. */
  const beginToWrite = async () => {
    await index.scheduleSoon(session)
    return [String(await now()), String(idleMs(session))] as const
  }

  const roomArgs = (room: Room, waitMs: number) =>
    [String(waitMs), String(room.files), String(room.bytes)] as const

  /** The vector store's files are all in one place: one of another session stays that session's. */
  const isForeign = async (fileId: string) => {
    const owner = await index.ownerOf(fileId)
    return owner !== null && owner !== session
  }

  return {
    loadThread: (threadId) => load(keys.threads, ` ${threadId}`),

    async loadThreads(paging) {
      return toPage(await run('loadThreads', ...pageArgs(paging)), paging)
    },

    countThreads: () => redis.call((on) => on.hLen(keys.threads)),

    changeThread: (threadId, change) =>
      changeRecord(keys.threads, ` ${threadId}`, change, (before, json) =>
        run('changeThread', threadId, before, json),
      ),

    async deleteThread(threadId) {
      await index.apply(session, await run('deleteThread', threadId))
    },

    async saveUserMessage(thread, message, attachments, { isNew = true, room } = {}) {
      const limits = room ? [String(room.threads), String(room.itemsOfThread)] : ['', '']
      return run(
        'saveUserMessage',
        ...(await beginToWrite()),
        isNew ? '1' : '0',
        ...limits,
        ...[thread.id, JSON.stringify(thread), message.id, JSON.stringify(message)],
        ...attachments.flatMap((stored) => [
          stored.attachment.id,
          stored.fileId ?? '',
          JSON.stringify(stored),
        ]),
      )
    },

    loadItem: (threadId, itemId) => load(keys.items, `${threadId} ${itemId}`),

    async loadThreadItems(threadId, paging) {
      return toPage(await run('loadThreadItems', threadId, ...pageArgs(paging)), paging)
    },

    countItems: () => redis.call((on) => on.hLen(keys.items)),

    async saveItem(threadId, item) {
      await run('saveItem', threadId, item.id, JSON.stringify(item))
    },

    changeItem: (threadId, itemId, change) =>
      changeRecord(keys.items, `${threadId} ${itemId}`, change, (before, json) =>
        run('changeItem', threadId, itemId, before, json),
      ),

    async deleteItemsAfter(threadId, itemId) {
      const [count, news] = await run('deleteItemsAfter', threadId, itemId)
      await index.apply(session, news)
      return count
    },

    async deleteThreadItem(threadId, itemId) {
      await index.apply(session, await run('deleteThreadItem', threadId, itemId))
    },

    async saveFeedback(threadId, itemIds, kind) {
      await index.scheduleSoon(session)
      for (let i = 0; i < itemIds.length; i += MOST_ARGS) {
        const some = itemIds.slice(i, i + MOST_ARGS)
        await index.apply(session, await run('saveFeedback', threadId, kind, ...some))
      }
    },

    async saveOpenTurn(threadId, { id, items }, leaseMs) {
      await index.leaseTurn(session, threadId, leaseMs)
      await run('saveOpenTurn', threadId, id, JSON.stringify(items))
    },

    async closeOpenTurn(threadId, turnId, lastItems = []) {
      const records = lastItems.flatMap((item) => [item.id, JSON.stringify(item)])
      const wasOpen = (await run('closeOpenTurn', threadId, turnId, ...records)) === 1
      if (wasOpen) await index.endLease(session, threadId)
      return wasOpen
    },

    async loadFacts() {
      const facts = Object.entries(await redis.call((on) => on.hGetAll(keys.facts)))
      return Object.fromEntries(facts.map(([name, json]) => [name, JSON.parse(json)])) as Facts
    },

    async saveFacts(facts) {
      const told = Object.entries(facts).flatMap(([name, list]) => [name, JSON.stringify(list)])
      if (told.length > 0) await run('saveFacts', ...(await beginToWrite()), ...told)
    },

    loadAttachment: (id) => load(keys.attachments, id),

    async loadAttachments() {
      const stored = await values(keys.attachments)
      return stored.map((record) => parseRecord<StoredAttachment>(record))
    },

    async announceAttachment(announced, room, waitMs) {
      const record = [announced.attachment.id, String(announced.size), JSON.stringify(announced)]
      const start = [...(await beginToWrite()), ...roomArgs(room, waitMs)]
      return run('announceAttachment', ...start, ...record)
    },

    async receiveAttachment(received, content) {
      const { attachment, size } = received
      const fileId = 'file' in content ? content.file.id : undefined
      if (fileId && (await isForeign(fileId))) return false
      const stored = fileId ? { ...received, fileId } : received
      const isAwaited = await run(
        'receiveAttachment',
        ...[String(await now()), attachment.id, String(size), JSON.stringify(stored)],
        fileId ?? '',
        'file' in content ? JSON.stringify(content.file) : asBuffer(content.bytes),
      )
      if (isAwaited && fileId) await index.claimFile(session, fileId)
      return isAwaited === 1
    },

    loadAttachmentBytes: (id) => redis.loadBytes(keys.bytes, id),

    async deleteAttachment(id) {
      await index.apply(session, await run('deleteAttachment', id))
    },

    async loadFiles() {
      const newestFirst = (await values(keys.files)).toSorted().toReversed()
      return newestFirst.map((stored) => parseRecord<StoredFile>(stored))
    },

    async reserveFile({ id, bytes }, room, waitMs) {
      const start = [...(await beginToWrite()), ...roomArgs(room, waitMs)]
      return run('reserveFile', ...start, id, String(bytes))
    },

    async addFile(file, reservationId) {
      if (await isForeign(file.id)) return false
      const record = [file.id, String(file.bytes), JSON.stringify(file)]
      const isAdded = await run('addFile', String(await now()), reservationId, ...record)
      if (isAdded) await index.claimFile(session, file.id)
      return isAdded === 1
    },

    async releaseFile(reservationId) {
      await run('releaseFile', reservationId)
    },

    changeFile: (id, change) =>
      changeRecord(keys.files, id, change, (before, json) => run('changeFile', id, before, json)),

    async deleteFile(id) {
      await index.apply(session, await run('deleteFile', id))
    },

    countBytes: async () => run('countBytes', String(await now())),
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

/** Without the head that `session.lua` has put before it. */
const parseRecord = <T>(stored: string) => JSON.parse(stored.slice(stored.indexOf('{'))) as T

/** One row more than wanted tells whether there are more. */
const pageArgs = ({ order, limit, after }: Paging) => [
  order,
  String(limit + 1),
  ...(after === undefined ? [] : [after]),
]

function toPage<T extends StoredThread | { id: string }>(
  rows: string[] | null,
  { limit }: Paging,
): Page<T> {
  if (rows === null) throw new UnknownCursorError()
  const data = rows.slice(0, limit).map((row) => parseRecord<T>(row))
  const last = data.at(-1)
  return rows.length > limit && last
    ? { data, has_more: true, after: last.id }
    : { data, has_more: false }
}
