import type { SessionInfo } from '~/api/client'
import { RecentMap, RecentSet } from '~/lib/recent-map'
import type { FieldState } from '~/ui/form-fields'
import { type DraftFile, DraftUploads, type UploadOptions } from '../attachments/draft-uploads'
import { isNew, NEW_CHAT } from './chat-keys'

export type { DraftFile }

/** A message that is sent once its files are uploaded and the answer before it is done. */
export type QueuedMessage = { key: string; text: string; files: DraftFile[] }

export type Draft = {
  text: string
  files: DraftFile[]
  /** Messages of this chat that are not sent yet, in order. */
  queued?: QueuedMessage[]
  notice?: string
  /** Of a message that came back unchanged. */
  sent?: {
    /** Sent again under the same key, it is not said twice. */
    key: string
    times: number
  }
}

type Limits = Pick<SessionInfo['limits'], 'attachment_bytes' | 'attachments_per_message'>

const EMPTY: Draft = { text: '', files: [] }
const isEmpty = ({ text, files, queued = [], notice }: Draft) =>
  text === '' && files.length === 0 && queued.length === 0 && !notice
const filesOf = ({ files, queued = [] }: Draft) => [
  ...files,
  ...queued.flatMap((message) => message.files),
]

const textOf = ({ text, queued = [] }: Draft) =>
  [...queued.map((message) => message.text), text].filter(Boolean).join('\n\n')

const MOST_QUEUED = 10
/** New chats that have got their thread, and forms that were left half filled in: the newest so many. */
const MOST_NEW_CHATS = 50
const MOST_FORMS = 20

/** What is being written but not sent, per chat, files included. Lives as long as the page. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>()
  /** New chats that have become threads: what is typed before the page knows goes there too. */
  readonly #threadOf = new RecentMap<string, string>(MOST_NEW_CHATS)
  /** New chats in which a message has been sent or queued: from then on each has a draft of its own. */
  readonly #begun = new RecentSet<string>(MOST_NEW_CHATS)
  readonly #forms = new RecentMap<string, FieldState[]>(MOST_FORMS)
  readonly #uploads: DraftUploads
  readonly #listeners = new Set<() => void>()
  #fileCount = 0

  constructor(options: UploadOptions) {
    this.#uploads = new DraftUploads(options, (key, change) => this.#changeFile(key, change))
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get(key: string): Draft {
    return this.#drafts.get(this.#placeOf(key)) ?? EMPTY
  }

  /** What is written in each chat, with what is queued before it. */
  texts(): [key: string, text: string][] {
    return [...this.#drafts].flatMap(([key, draft]) => {
      const text = textOf(draft)
      return text ? [[key, text]] : []
    })
  }

  /** What is filled in and not handed in, by the ids of the questions. */
  forms(): [itemId: string, fields: FieldState[]][] {
    return [...this.#forms]
  }

  /** The chat is gone: what was written and attached in it goes to the start screen. */
  abandon(threadId: string) {
    const draft = this.get(threadId)
    if (draft === EMPTY) return
    this.#drafts.delete(threadId)
    this.putBack(NEW_CHAT, { text: textOf(draft), files: filesOf(draft) })
  }

  setText(key: string, text: string) {
    this.#change(key, (draft) => ({ ...draft, text, notice: undefined, sent: undefined }))
  }

  addFiles(key: string, files: File[], limits: Limits) {
    const room = limits.attachments_per_message - this.get(key).files.length
    const fitting = files.slice(0, Math.max(room, 0)).map((file) => this.#begin(file))
    this.#change(key, (draft) => ({
      ...draft,
      files: [...draft.files, ...fitting],
      sent: undefined,
      notice: fitting.length < files.length ? tooMany(limits) : undefined,
    }))
    for (const entry of fitting) void this.#uploads.start(entry, limits.attachment_bytes)
  }

  removeFile(key: string, fileKey: string) {
    const entry = this.get(key).files.find((file) => file.key === fileKey)
    this.#change(key, (draft) => ({
      ...draft,
      notice: undefined,
      sent: undefined,
      files: draft.files.filter((file) => file.key !== fileKey),
    }))
    if (entry) this.#drop(entry)
  }

  retryFile(key: string, fileKey: string) {
    const entry = this.get(key).files.find((file) => file.key === fileKey)
    if (!entry) return
    this.#changeFile(fileKey, { status: 'uploading', progress: 0, problem: undefined })
    void this.#uploads.retry(entry)
  }

  /** Hands over what is ready to be sent, and begins an empty draft. */
  take(key: string): Draft {
    const draft = this.get(key)
    this.#change(key, ({ queued }) => ({ ...EMPTY, queued }))
    const files = draft.files.filter((file) => file.status === 'ready')
    for (const file of draft.files) if (!files.includes(file)) this.#drop(file)
    return { text: draft.text, files, sent: draft.sent }
  }

  /** Puts what is written at the end of the chat's queue. */
  enqueue(key: string) {
    const { text, files } = this.get(key)
    if (!this.#hasRoomInQueue(key)) return
    const failed = files.filter(({ status }) => status === 'failed')
    this.#change(key, (draft) => ({ ...EMPTY, queued: draft.queued }))
    this.queue(key, { text: text.trim(), files: files.filter((file) => !failed.includes(file)) })
    for (const entry of failed) this.#drop(entry)
  }

  /** Puts what was offered to be asked at the end of the chat's queue, unless it waits there already. */
  enqueueOffered(key: string, text: string) {
    const { queued = [] } = this.get(key)
    if (queued.some((message) => message.text === text) || !this.#hasRoomInQueue(key)) return
    this.queue(key, { text, files: [] })
  }

  /** Puts a message at the end of the chat's queue. */
  queue(key: string, { text, files }: Draft) {
    this.begin(key)
    const message = { key: crypto.randomUUID(), text, files }
    this.#change(key, (draft) => ({ ...draft, queued: [...(draft.queued ?? []), message] }))
  }

  /** Takes a message out of the queue and throws it away. */
  withdraw(key: string, messageKey: string) {
    const message = this.#takeQueued(key, messageKey)
    for (const entry of message?.files ?? []) this.#drop(entry)
  }

  /** Takes a message out of the queue, to be written on. */
  edit(key: string, messageKey: string) {
    const message = this.#takeQueued(key, messageKey)
    if (message) this.putBack(key, message)
  }

  /** Takes the next message out of the queue, unless its files are not all uploaded. */
  takeNext(key: string): Draft | undefined {
    const [next] = this.get(key).queued ?? []
    if (!next?.files.every(({ status }) => status === 'ready')) return undefined
    return this.#takeQueued(key, next.key)
  }

  /** The chats in which messages are queued. */
  keysOfQueues(): string[] {
    return [...this.#drafts]
      .filter(([key, { queued = [] }]) => key !== NEW_CHAT && queued.length > 0)
      .map(([key]) => key)
  }

  /** From now on what is written in this new chat is not shown in others. */
  begin(key: string) {
    if (this.#placeOf(key) !== NEW_CHAT) return
    const draft = this.#drafts.get(NEW_CHAT)
    this.#drafts.delete(NEW_CHAT)
    this.#begun.add(key)
    if (draft) this.#drafts.set(key, draft)
  }

  /**
   * What could not be sent comes back, before anything written since. In a new chat it is on the start screen again,
   * however the reader comes there.
   */
  putBack(key: string, { text, files, sent }: Draft) {
    if (this.#placeOf(key) === key && isNew(key)) this.#endBegun(key)
    this.#change(key, (draft) => ({
      queued: draft.queued,
      sent: draft.text || draft.files.length > 0 ? undefined : sent,
      text: draft.text && draft.text !== text ? `${text}\n\n${draft.text}` : text,
      files: [...files, ...draft.files.filter((file) => !files.includes(file))],
    }))
  }

  /** A new chat has its thread: the draft goes along, and so does what is still being typed. */
  assignThread(key: string, threadId: string) {
    const draft = this.get(key)
    this.#drafts.delete(this.#placeOf(key))
    this.#threadOf.set(key, threadId)
    this.#begun.delete(key)
    if (draft !== EMPTY) this.#change(threadId, () => draft)
  }

  forget(threadId: string) {
    for (const entry of filesOf(this.get(threadId))) this.#drop(entry)
    this.#drafts.delete(threadId)
    for (const [key, thread] of this.#threadOf) if (thread === threadId) this.#threadOf.delete(key)
    this.#tell()
  }

  /** The session they were for is gone, and with it what was uploaded. */
  forgetAll() {
    this.#uploads.abortAll()
    for (const draft of this.#drafts.values()) this.release(filesOf(draft))
    this.#forms.clear()
    this.#threadOf.clear()
    this.#begun.clear()
    this.#drafts.clear()
    this.#tell()
  }

  /** What stands in a form of questions that has not been sent. */
  form(itemId: string): FieldState[] | undefined {
    return this.#forms.get(itemId)
  }

  keepForm(itemId: string, fields: FieldState[]) {
    this.#forms.set(itemId, fields)
  }

  /** It has been handed in. */
  forgetForm(itemId: string) {
    this.#forms.delete(itemId)
  }

  /** The pictures of a message that was stored come from the server from now on. */
  release(files: DraftFile[]) {
    for (const { previewUrl } of files) if (previewUrl) URL.revokeObjectURL(previewUrl)
  }

  #begin(file: File): DraftFile {
    this.#fileCount += 1
    return { key: `file-${this.#fileCount}`, file, status: 'uploading' }
  }

  #drop(entry: DraftFile) {
    this.#uploads.drop(entry)
    this.release([entry])
  }

  #changeFile(fileKey: string, change: Partial<DraftFile>) {
    const changed = (files: DraftFile[]) =>
      files.map((file) => (file.key === fileKey ? { ...file, ...change } : file))
    for (const [key, draft] of this.#drafts) {
      if (!filesOf(draft).some((file) => file.key === fileKey)) continue
      this.#change(key, () => ({
        ...draft,
        files: changed(draft.files),
        queued: draft.queued?.map((message) => ({ ...message, files: changed(message.files) })),
      }))
    }
  }

  /** If it has none, the draft says so. */
  #hasRoomInQueue(key: string) {
    const { queued = [] } = this.get(key)
    if (queued.length < MOST_QUEUED) return true
    this.#change(key, (draft) => ({ ...draft, notice: FULL }))
    return false
  }

  #takeQueued(key: string, messageKey: string): QueuedMessage | undefined {
    const { queued = [] } = this.get(key)
    const found = queued.find((message) => message.key === messageKey)
    this.#change(key, (draft) => ({
      ...draft,
      queued: queued.filter((message) => message !== found),
    }))
    return found
  }

  #endBegun(key: string) {
    const draft = this.get(key)
    this.#drafts.delete(key)
    this.#begun.delete(key)
    this.#change(key, (shared) => ({
      ...draft,
      text: [draft.text, shared.text].filter(Boolean).join('\n\n'),
      files: [...draft.files, ...shared.files],
      queued: [...(draft.queued ?? []), ...(shared.queued ?? [])],
    }))
  }

  #change(key: string, change: (draft: Draft) => Draft) {
    const draft = change(this.get(key))
    if (isEmpty(draft)) this.#drafts.delete(this.#placeOf(key))
    else this.#drafts.set(this.#placeOf(key), draft)
    this.#tell()
  }

  /** All new chats share one draft until a message is sent: the start screen keeps what was typed. */
  #placeOf(key: string) {
    return this.#threadOf.get(key) ?? (isNew(key) && !this.#begun.has(key) ? NEW_CHAT : key)
  }

  #tell() {
    for (const listener of this.#listeners) listener()
  }
}

const FULL = `Up to ${MOST_QUEUED} messages wait to be sent. Send this one when there is room.`

function tooMany(limits: Limits) {
  const max = limits.attachments_per_message
  return `A message takes up to ${max} files. The others were left out.`
}
