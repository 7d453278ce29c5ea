import { ApiError } from '~/api/api-error'
import type { Api, LibraryFile } from '~/api/client'
import { readFiles } from '~/api/read-session'
import { failedAttempt, type Refusal, refusalOf } from '~/api/refusal'

export type ListedFile = LibraryFile & {
  /** The sentence of it that a search has found it by. */
  evidence?: string
}

export type LibraryData = {
  files: ListedFile[]
  /** The coach has no library to read: said by the API, in words. */
  closed?: string
  /** Why the files could not be read again. */
  problem?: Refusal
}

const CLOSED = new Set(['vector_store_not_configured', 'vector_store_not_found'])

/** @param known what was read before, which holds where it cannot be read again */
export async function loadLibrary(api: Api, known?: LibraryData): Promise<LibraryData> {
  try {
    return { files: readFiles(await api.libraryFiles()) }
  } catch (error) {
    if (error instanceof ApiError && CLOSED.has(error.code)) {
      return { files: [], closed: error.message }
    }
    if (!known) throw error
    return { ...known, problem: refusalOf(error) }
  }
}

export type LibraryChange = { done: boolean; problem?: Refusal; status?: number }

/** What the forms of the library page ask for: `remove` names a file, `file` holds a new one. */
export async function changeLibrary(api: Api, form: FormData): Promise<LibraryChange> {
  const removed = form.get('remove')
  try {
    if (typeof removed === 'string') await api.removeLibraryFile(removed)
    else await addFile(api, form.get('file'))
    return { done: true }
  } catch (error) {
    return { done: false, ...failedAttempt(error) }
  }
}

async function addFile(api: Api, file: FormDataEntryValue | null) {
  if (file instanceof File && file.size > 0) await api.addLibraryFile(file)
}
