/**
 * Session-keyed memory: what every session owns, behind one interface for SQLite and Redis. A
 * `session` here is the key made of the session id, never the id itself. The verbs are those of
 * ChatKit's `Store`.
 */

import type { Receipt } from '../protocol/routes.ts'
import type {
  Attachment,
  Feedback,
  Page,
  Paging,
  ThreadItem,
  ThreadStatus,
} from '../protocol/schemas.ts'

export type StoredThread = {
  id: string
  title?: string
  created_at: string
  status: ThreadStatus
  metadata: Record<string, unknown>
}

export type StoredAttachment = {
  attachment: Attachment
  /** What the client announced, then what arrived; in bytes. */
  size: number
  uploaded: boolean
  /** The library file made of it, where it is a document. */
  fileId?: string
}

/** A file of this session that the coach may read. */
export type StoredFile = {
  id: string
  filename: string
  bytes: number
  status: 'indexing' | 'ready' | 'failed'
  error?: string
  /** The sentence of it that a search has found it by: the proof that it is ready. */
  evidence?: string
  /** What goes along with a question about it as long as no search finds it. */
  inlineText?: { text: string; isWhole: boolean }
  /** As `Date.now()` has it. Its indexing has to end within some time from then. */
  addedAt?: number
  /** The thread it was attached in; with the thread it goes. */
  threadId?: string
}

/** Room for a file that is to come; the id is the caller's own. */
export type Reservation = { id: string; bytes: number }

/** What the files of a session may take together, those that are announced and to come included. */
export type Room = { bytes: number; files: number }

/** `no_bytes`: with this one they would have too many bytes; `no_places`: there are too many of them. */
export type Admission = 'admitted' | 'no_bytes' | 'no_places'

/** What one session may have at most. */
export type MessageRoom = { threads: number; itemsOfThread: number }

/** Nothing is stored unless it is `saved`. */
export type SaveOutcome = 'saved' | 'no_thread' | 'no_attachment' | 'threads_full' | 'thread_full'

/** What the visitor has told about themselves, by the fact's name; an empty list was left out on purpose. */
export type Facts = Record<string, string[]>

/** Tokens of the model. */
export type SpentTokens = { service: number; session: number }

/** A turn under way, and what of its answer would be lost with its process. */
export type OpenTurn = { id: string; items: ThreadItem[] }

export type AbandonedTurn = OpenTurn & { session: string; threadId: string }

export interface SessionMemory {
  loadThread(threadId: string): Promise<StoredThread | undefined>
  /** Newest first by default. @throws {UnknownCursorError} */
  loadThreads(paging: Paging): Promise<Page<StoredThread>>
  countThreads(): Promise<number>
  /**
   * Changes a stored thread in one step: what others store of it at the same time is kept.
   * @param change from what is stored to what is to be stored; may be called again, with something newer
   * @returns what is stored now; `undefined` where the thread has been deleted
   */
  changeThread(
    threadId: string,
    change: (stored: StoredThread) => StoredThread,
  ): Promise<StoredThread | undefined>
  /** Takes its items, attachments and feedback along, and marks its files for removal. */
  deleteThread(threadId: string): Promise<void>

  /**
   * The user's message with its attachments, and its thread where that is not stored yet: all of it, or nothing.
   * A stored thread stays as it is.
   */
  saveUserMessage(
    thread: StoredThread,
    message: ThreadItem,
    attachments: StoredAttachment[],
    options?: {
      /** @default true */
      isNew?: boolean
      /** @default as much as there is */
      room?: MessageRoom
    },
  ): Promise<SaveOutcome>
  loadItem(threadId: string, itemId: string): Promise<ThreadItem | undefined>
  /** Pages hold hidden items too. @throws {UnknownCursorError} */
  loadThreadItems(threadId: string, paging: Paging): Promise<Page<ThreadItem>>
  /** Items of all threads, hidden ones too. */
  countItems(): Promise<number>
  /** Adds the item, or replaces it at its first place. Nothing happens in a deleted thread. */
  saveItem(threadId: string, item: ThreadItem): Promise<void>
  /** The same for an item as `changeThread` for a thread. */
  changeItem(
    threadId: string,
    itemId: string,
    change: (stored: ThreadItem) => ThreadItem,
  ): Promise<ThreadItem | undefined>
  /** Deletes every item after this one; returns how many. */
  deleteItemsAfter(threadId: string, itemId: string): Promise<number>
  deleteThreadItem(threadId: string, itemId: string): Promise<void>
  /** Of items that are there; a rating goes with its item. */
  saveFeedback(threadId: string, itemIds: string[], kind: Feedback): Promise<void>

  /**
   * Notes a turn of this thread, apart from its items, in the place of an earlier one. Who runs it has to
   * note it again before the lease is over. Nothing happens in a deleted thread.
   */
  saveOpenTurn(threadId: string, turn: OpenTurn, leaseMs: number): Promise<void>
  /**
   * The turn is over: its note goes, and these last items are saved, all of it or nothing.
   * @returns false where no such turn is noted, or a newer one: then nothing happens
   */
  closeOpenTurn(threadId: string, turnId: string, lastItems?: ThreadItem[]): Promise<boolean>

  loadFacts(): Promise<Facts>
  /** Adds these to what is known; what was told before under the same names is replaced. */
  saveFacts(facts: Facts): Promise<void>

  loadAttachment(id: string): Promise<StoredAttachment | undefined>
  /** All of them, sent or not, in no particular order. */
  loadAttachments(): Promise<StoredAttachment[]>
  /**
   * Takes room for a file that is to come, of the size that is announced.
   * @param waitMs for so long it is waited for; after that it is as if it had never been announced
   */
  announceAttachment(announced: StoredAttachment, room: Room, waitMs: number): Promise<Admission>
  /**
   * The file has come: its bytes, or the library's file that was made of it.
   * @returns false where it is not waited for, or is larger than announced: then nothing is kept
   */
  receiveAttachment(
    received: StoredAttachment,
    content: { bytes: Uint8Array } | { file: StoredFile },
  ): Promise<boolean>
  loadAttachmentBytes(id: string): Promise<Uint8Array | undefined>
  /** Marks its library file for removal too. */
  deleteAttachment(id: string): Promise<void>

  loadFiles(): Promise<StoredFile[]>
  /** Takes room for a file of the library that is to come. As for `announceAttachment`. */
  reserveFile(reservation: Reservation, room: Room, waitMs: number): Promise<Admission>
  /**
   * Puts the file in the place of its reservation.
   * @returns false where there is none (any more), or a smaller one: then nothing is kept
   */
  addFile(file: StoredFile, reservationId: string): Promise<boolean>
  /** Gives back what was reserved, if it has not been used. */
  releaseFile(reservationId: string): Promise<void>
  /** The same for a file as `changeThread` for a thread. */
  changeFile(
    id: string,
    change: (stored: StoredFile) => StoredFile,
  ): Promise<StoredFile | undefined>
  /** Marks the file for removal from the vector store. */
  deleteFile(id: string): Promise<void>
  /** Bytes of attachments and files together, those to come included. */
  countBytes(): Promise<number>
}

/** How long a receipt is stored. */
export const RECEIPT_HOURS = 24
/** Anybody can ask for a receipt, and need not own anything: beyond this number the oldest are deleted. */
export const MOST_RECEIPTS = 10_000

export interface Memory {
  readonly engine: 'sqlite' | 'redis'
  session(session: string): SessionMemory
  /**
   * Notes that the session is in use; one that was idle for too long is forgotten first.
   * @param idleMinutes how long it may be idle from now on; the usual time by default
   */
  touch(session: string, idleMinutes?: number): Promise<void>
  /** Whether it is in use: neither new, nor forgotten, nor idle for too long. */
  isKnown(session: string): Promise<boolean>
  forget(session: string): Promise<void>
  /** Forgets every session idle past the limit, unless an answer is being written in it; returns how many. */
  forgetIdle(stop?: AbortSignal): Promise<number>
  /** Open turns whose process has not noted them in time, some of them where there are very many. */
  loadAbandonedTurns(): Promise<AbandonedTurn[]>
  /** Ratings of answers in all sessions that are still there. */
  countFeedback(): Promise<Record<Feedback, number>>
  /** A file of the library that belongs to nobody. */
  noteOrphanedFile(id: string): Promise<void>
  /** Library files whose owner is gone, still to be removed from the vector store. */
  loadOrphanedFiles(): Promise<string[]>
  forgetOrphanedFile(id: string): Promise<void>
  /** It is gone from the vector store now: known as long as a receipt may ask for it. */
  noteErasure(fileId: string): Promise<void>
  /** When these were gone from the vector store, by id; those that are still there are left out. */
  loadErasures(fileIds: string[]): Promise<Map<string, Date>>
  /**
   * Adds to what the model has cost on this day, for the session as long as it is not forgotten.
   * @param day in UTC, as in 2026-01-31
   */
  spendTokens(session: string, day: string, tokens: number): Promise<void>
  /** What was spent on that day; it is known until the end of the next. */
  loadSpentTokens(session: string | undefined, day: string): Promise<SpentTokens>
  /** Keeps the receipt for `RECEIPT_HOURS`. It belongs to no session. */
  saveReceipt(receipt: Receipt): Promise<void>
  /** As it was saved. */
  loadReceipt(id: string): Promise<Receipt | undefined>
  /** Writes a little. @throws when memory cannot be reached, or nothing can be stored. */
  check(): Promise<void>
  close(): Promise<void>
}

export class UnknownCursorError extends Error {
  constructor() {
    super('Nothing here has the id given as `after`. Leave it out to start from the beginning.')
    this.name = 'UnknownCursorError'
  }
}
