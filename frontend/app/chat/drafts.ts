import type { SessionInfo } from '~/api/client'
import { RecentMap } from '~/lib/recent-map'
import { isNew, NEW_CHAT } from './chat-keys'
import { type DraftFile, DraftUploads, type UploadOptions } from './draft-uploads'
import type { FieldState } from './items/form-fields'

export type { DraftFile }

export type Draft = {
  text: string
  files: DraftFile[]
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
const isEmpty = ({ text, files, notice }: Draft) => text === '' && files.length === 0 && !notice

/** New chats that have got their thread, and forms that were left half filled in: the newest so many. */
const MOST_NEW_CHATS = 50
const MOST_FORMS = 20

/** What is being written but not sent, per chat, files included. Lives as long as the page. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>()
  /** New chats that have become threads: what is typed before the page knows goes there too. */
  readonly #threadOf = new RecentMap<string, string>(MOST_NEW_CHATS)
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
    this.#change(key, () => EMPTY)
    const files = draft.files.filter((file) => file.status === 'ready')
    for (const file of draft.files) if (!files.includes(file)) this.#drop(file)
    return { text: draft.text, files, sent: draft.sent }
  }

  /** What could not be sent comes back, before anything written since. */
  putBack(key: string, { text, files, sent }: Draft) {
    this.#change(key, (draft) => ({
      sent: draft.text || draft.files.length > 0 ? undefined : sent,
      text: draft.text && draft.text !== text ? `${text}\n\n${draft.text}` : text,
      files: [...files, ...draft.files.filter((file) => !files.includes(file))],
    }))
  }

  /** A new chat has its thread: the draft goes along, and so does what is still being typed. */
  adopt(key: string, threadId: string) {
    const draft = this.get(key)
    this.#drafts.delete(this.#placeOf(key))
    this.#threadOf.set(key, threadId)
    if (draft !== EMPTY) this.#change(threadId, () => draft)
  }

  forget(threadId: string) {
    for (const entry of this.get(threadId).files) this.#drop(entry)
    this.#drafts.delete(threadId)
    for (const [key, thread] of this.#threadOf) if (thread === threadId) this.#threadOf.delete(key)
    this.#tell()
  }

  /** The session they were for is gone, and with it what was uploaded. */
  forgetAll() {
    this.#uploads.abortAll()
    for (const { files } of this.#drafts.values()) this.release(files)
    this.#forms.clear()
    this.#threadOf.clear()
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
    for (const [key, draft] of this.#drafts) {
      if (!draft.files.some((file) => file.key === fileKey)) continue
      const files = draft.files.map((file) =>
        file.key === fileKey ? { ...file, ...change } : file,
      )
      this.#change(key, () => ({ ...draft, files }))
    }
  }

  #change(key: string, change: (draft: Draft) => Draft) {
    const draft = change(this.get(key))
    if (isEmpty(draft)) this.#drafts.delete(this.#placeOf(key))
    else this.#drafts.set(this.#placeOf(key), draft)
    this.#tell()
  }

  /** All new chats share one draft until they have a thread: the start screen keeps what was typed. */
  #placeOf(key: string) {
    return this.#threadOf.get(key) ?? (isNew(key) ? NEW_CHAT : key)
  }

  #tell() {
    for (const listener of this.#listeners) listener()
  }
}

function tooMany(limits: Limits) {
  const max = limits.attachments_per_message
  return `A message takes up to ${max} files. The others were left out.`
}
