import { ApiError } from '~/api/api-error'
import type { Api, LibraryFile } from '~/api/client'

export type ListedFile = LibraryFile & {
  /** The sentence of it that a search has found it by. */
  evidence?: string
}

export type LibraryData = {
  files: ListedFile[]
  /** The coach has no library to read: said by the API, in words. */
  closed?: string
}

const CLOSED = new Set(['vector_store_not_configured', 'vector_store_not_found'])

export async function loadLibrary(api: Api): Promise<LibraryData> {
  try {
    return { files: await api.libraryFiles() }
  } catch (error) {
    if (error instanceof ApiError && CLOSED.has(error.code)) {
      return { files: [], closed: error.message }
    }
    throw error
  }
}
