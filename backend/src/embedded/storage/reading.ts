/** Reads the text of attached files in the background, and indexes it. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type FileText, readFileText } from '../../file-text/file-text.ts'
import { cutText, type Piece } from '../search/passages.ts'
import type { AttachedFile, Files } from './files.ts'

const AT_ONCE = 2
/** A few milliseconds of work; a thread takes many times as long to start. */
const SHORT_TEXT = 100_000

export class Reading {
  readonly #files: Files
  readonly #onError: (error: unknown) => void
  readonly #waiting: AttachedFile[] = []
  #reading = 0
  #isClosed = false

  /** @param onError hears of files that could not be read for no fault of theirs */
  constructor(files: Files, onError: (error: unknown) => void) {
    this.#files = files
    this.#onError = onError
  }

  close(): void {
    this.#isClosed = true
  }

  add(file: AttachedFile): void {
    this.#waiting.push(file)
    void this.#readNext()
  }

  async #readNext(): Promise<void> {
    const next = this.#reading < AT_ONCE ? this.#waiting.shift() : undefined
    if (!next) return
    this.#reading += 1
    try {
      await this.#read(next)
    } catch (error) {
      this.#failed(next, error)
    }
    this.#reading -= 1
    await this.#readNext()
  }

  async #read(file: AttachedFile): Promise<void> {
    if (this.#isGone(file)) return
    const content = await this.#files.fileContent(file.fileId)
    const read: FileText = await readFileText(content, file.filename)
    if (this.#isGone(file)) return
    if ('error' in read) return this.#files.saveFailure(file.attachment, read.error)
    const pieces = await cut(read.text)
    if (!this.#isGone(file)) await this.#files.saveText(file, read.text, pieces)
  }

  /** Where even that cannot be stored, the file is read again at the next start. */
  #failed(file: AttachedFile, error: unknown): void {
    if (this.#isGone(file)) return
    this.#onError(error)
    try {
      const message = 'The file could not be indexed. Remove it and add it again.'
      this.#files.saveFailure(file.attachment, { code: 'server_error', message })
    } catch (error) {
      this.#onError(error)
    }
  }

  #isGone({ fileId }: AttachedFile): boolean {
    return this.#isClosed || !this.#files.findFile(fileId)
  }
}

/** Cuts a text without holding up the rest of the process. */
async function cut(text: string): Promise<Piece[]> {
  if (text.length <= SHORT_TEXT) return cutText(text)
  const worker = new Worker(new URL('./cutting-worker.ts', import.meta.url), {
    workerData: text,
    // Options of the parent process, such as a test runner's loaders, are not for the worker.
    execArgv: [],
  })
  try {
    const [pieces] = await once(worker, 'message')
    return pieces
  } finally {
    await worker.terminate()
  }
}
