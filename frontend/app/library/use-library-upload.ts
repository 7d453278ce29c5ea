import { useRef, useState } from 'react'
import type { Refusal } from '~/api/refusal'
import { upload } from '~/api/upload'
import { prepareUpload } from '~/files/prepare-upload'
import { uploadProblem } from '~/files/upload-error'
import { tabApi } from '~/session/tab-session'

export type LibraryUpload = {
  key: string
  file: File
  status: 'waiting' | 'checking' | 'uploading' | 'failed'
  /** From 0 to 1. */
  share: number
  problem?: Refusal
  canRetry?: boolean
  controller: AbortController
}

/** Sends files to the library one after the other, telling how far each is. */
export function useLibraryUpload(limit: number, onDone: () => void) {
  const [uploads, setUploads] = useState<LibraryUpload[]>([])
  const queue = useRef(Promise.resolve())

  const change = (key: string, changes: Partial<LibraryUpload>) =>
    setUploads((all) => all.map((entry) => (entry.key === key ? { ...entry, ...changes } : entry)))
  const leave = (key: string) => setUploads((all) => all.filter((entry) => entry.key !== key))

  async function send({ key, file, controller: { signal } }: LibraryUpload) {
    if (signal.aborted) return
    try {
      change(key, { status: 'checking' })
      const ready = await prepareUpload(file, { maxBytes: limit, pictures: false }, signal)
      signal.throwIfAborted()
      change(key, { status: 'uploading' })
      await sendToLibrary(ready, (share) => change(key, { share }), signal)
      leave(key)
      onDone()
    } catch (error) {
      if (!signal.aborted) change(key, { status: 'failed', ...uploadProblem(error) })
    }
  }

  function enqueue(entry: LibraryUpload) {
    queue.current = queue.current.then(() => send(entry))
  }

  function add(files: File[]) {
    const added = files.map(waiting)
    // What failed before was read when the next files were chosen.
    setUploads((all) => [...all.filter(({ status }) => status !== 'failed'), ...added])
    added.forEach(enqueue)
  }

  function retry({ key, file }: LibraryUpload) {
    const again = { ...waiting(file), key }
    change(key, again)
    enqueue(again)
  }

  function remove({ key, controller }: LibraryUpload) {
    controller.abort()
    leave(key)
  }

  return { uploads, add, retry, remove }
}

const waiting = (file: File): LibraryUpload => ({
  key: crypto.randomUUID(),
  file,
  status: 'waiting',
  share: 0,
  controller: new AbortController(),
})

function sendToLibrary(file: File, onProgress: (share: number) => void, signal: AbortSignal) {
  const body = new FormData()
  body.append('file', file, file.name)
  return upload({ ...tabApi().libraryUpload, method: 'POST', body, signal, onProgress })
}
