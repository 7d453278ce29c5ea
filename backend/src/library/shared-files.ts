/** The permanent library, as everybody sees it. */
import type { StoredFile } from '../memory/memory.ts'
import type { VectorStore } from '../openai/client.ts'
import type { LibraryFile } from '../protocol/routes.ts'
import { quickCall } from './polling.ts'

/** For all pages of the list; the library page waits for it. */
const LIST_MS = 30_000

/** By name. @throws also where it takes too long */
export async function listSharedFiles({ client, id }: VectorStore): Promise<LibraryFile[]> {
  const call = quickCall(AbortSignal.timeout(LIST_MS))
  const names = new Map<string, { filename: string; bytes: number }>()
  for await (const { id, filename, bytes } of client.files.list({ purpose: 'assistants' }, call)) {
    names.set(id, { filename, bytes })
  }
  const files: LibraryFile[] = []
  for await (const file of client.vectorStores.files.list(id, { limit: 100 }, call)) {
    const named = names.get(file.id)
    if (file.attributes?.kind !== 'library' || !named) continue
    const status = statuses[file.status] ?? 'failed'
    files.push({ id: file.id, ...named, status, shared: true })
  }
  return files.sort((a, b) => a.filename.localeCompare(b.filename))
}

const statuses: Partial<Record<string, StoredFile['status']>> = {
  completed: 'ready',
  in_progress: 'indexing',
}
