import type { Api } from '~/api/client'
import { failedAttempt, type Refusal } from '~/api/refusal'

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
