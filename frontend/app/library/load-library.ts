import { ApiError } from '~/api/api-error'
import type { Api, LibraryFile } from '~/api/client'

export type LibraryData = {
  files: LibraryFile[]
  /** The coach has no library to read: said by the API, in words. */
  closed?: string
}

export async function loadLibrary(api: Api): Promise<LibraryData> {
  try {
    return { files: await api.libraryFiles() }
  } catch (error) {
    if (error instanceof ApiError && error.code === 'vector_store_not_configured') {
      return { files: [], closed: error.message }
    }
    throw error
  }
}
