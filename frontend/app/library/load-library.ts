import { ApiError } from '~/api/api-error'
import type { Api, LibraryFile } from '~/api/client'
import { readFiles } from '~/api/read-session'
import { type Refusal, refusalOf } from '~/api/refusal'

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
