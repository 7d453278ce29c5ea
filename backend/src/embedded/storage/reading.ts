/** Reads the text of attached files in the background, and indexes it. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import { readFileText } from '../../file-text/file-text.ts'
import { cutText, type Piece } from '../search/passages.ts'
import type { AttachedFile, Files } from './files.ts'

const AT_ONCE = 2
/** A few milliseconds of work; a thread takes many times as long to start. */
const SHORT_TEXT = 100_000

export type Reading = ReturnType<typeof createReading>

/** @param onError hears of files that could not be read for no fault of theirs */
export function createReading(files: Files, onError: (error: unknown) => void) {
  const limit = pLimit(AT_ONCE)
  let isClosed = false
  const isGone = ({ fileId }: AttachedFile) => isClosed || !files.findFile(fileId)

  async function read(file: AttachedFile): Promise<void> {
    if (isGone(file)) return
    const read = await readFileText(await files.fileContent(file.fileId), file.filename)
    if (isGone(file)) return
    if ('error' in read) return files.saveFailure(file.attachment, read.error)
    const pieces = await cut(read.text)
    if (!isGone(file)) await files.saveText(file, read.text, pieces)
  }

  function failed(file: AttachedFile, error: unknown): void {
    if (isGone(file)) return
    onError(error)
    const message = 'The file could not be indexed. Remove it and add it again.'
    files.saveFailure(file.attachment, { code: 'server_error', message })
  }

  return {
    add(file: AttachedFile): void {
      limit(read, file)
        .catch((error: unknown) => failed(file, error))
        // Where even that cannot be stored, the file is read again at the next start.
        .catch(onError)
    },
    close(): void {
      isClosed = true
    },
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
