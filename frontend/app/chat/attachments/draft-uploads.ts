import type { Attachment } from '~/api/protocol'
import type { Refusal } from '~/api/refusal'
import { prepareUpload } from '~/files/prepare-upload'
import { uploadProblem } from '~/files/upload-error'

export type DraftFile = {
  key: string
  file: File
  /** An address of the picture inside this page, for images. */
  previewUrl?: string
  status: 'uploading' | 'ready' | 'failed'
  /** From 0 to 1; none yet while the file is still being looked at. */
  progress?: number
  problem?: Refusal
  /** Whether sending the same bytes again may help. */
  canRetry?: boolean
  attachment?: Attachment
}

export type UploadOptions = {
  upload: (
    file: File,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ) => Promise<Attachment>
  discard: (attachment: Attachment) => Promise<unknown>
  /** Looks at a file first, and may make it smaller. @default readyForUpload */
  prepare?: typeof prepareUpload
}

type OnChange = (fileKey: string, change: Partial<DraftFile>) => void

/** Brings files to the API: looked at, sent, and given up again when they are taken back. */
export class DraftUploads {
  readonly #options: Required<UploadOptions>
  readonly #onChange: OnChange
  readonly #running = new Map<string, AbortController>()

  constructor(options: UploadOptions, onChange: OnChange) {
    this.#options = { prepare: prepareUpload, ...options }
    this.#onChange = onChange
  }

  start({ key, file }: DraftFile, maxBytes: number) {
    return this.#run(key, async (signal) => {
      const prepared = await this.#options.prepare(file, { maxBytes }, signal)
      if (signal.aborted) return
      const isPicture = prepared.type.startsWith('image/')
      const previewUrl = isPicture ? URL.createObjectURL(prepared) : undefined
      this.#onChange(key, { file: prepared, previewUrl })
      await this.#send(key, prepared, signal)
    })
  }

  /** Sends a file again that was fit to be sent. */
  retry({ key, file }: DraftFile) {
    return this.#run(key, (signal) => this.#send(key, file, signal))
  }

  drop({ key, attachment }: DraftFile) {
    this.#running.get(key)?.abort()
    if (attachment) this.#discard(attachment)
  }

  abortAll() {
    for (const upload of this.#running.values()) upload.abort()
  }

  async #run(key: string, work: (signal: AbortSignal) => Promise<void>) {
    const controller = new AbortController()
    this.#running.set(key, controller)
    try {
      await work(controller.signal)
    } catch (error) {
      if (controller.signal.aborted) return
      this.#onChange(key, { status: 'failed', ...uploadProblem(error) })
    } finally {
      if (this.#running.get(key) === controller) this.#running.delete(key)
    }
  }

  async #send(key: string, file: File, signal: AbortSignal) {
    const onProgress = (progress: number) => this.#onChange(key, { progress })
    onProgress(0)
    const attachment = await this.#options.upload(file, onProgress, signal)
    // Removed during the upload: it will not be sent.
    if (signal.aborted) return this.#discard(attachment)
    this.#onChange(key, { status: 'ready', progress: 1, attachment })
  }

  #discard(attachment: Attachment) {
    void this.#options.discard(attachment).catch(() => {})
  }
}
