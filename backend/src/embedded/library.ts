/** The permanent library: the playbooks of a folder, read-only files in a vector store of their own. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isStorageError } from '../errors.ts'
import { type PlanLines, readPlanLines } from './plan/build-plan.ts'
import { cutText } from './search/passages.ts'
import type { Found } from './search/search.ts'
import type { Files, StoredFile } from './storage/files.ts'

export const LIBRARY_STORE = 'vs_library'
export const LIBRARY_ATTRIBUTES = { kind: 'library' } as const

/** The id follows the name, so that an answer's citations outlive a restart. */
const ID_PREFIX = 'file-library-'

export const isPlaybook = (fileId: string) => fileId.startsWith(ID_PREFIX)

/**
 * Brings the stored playbooks to what the folder has now; what is unchanged stays indexed.
 * @param onError gets what could not be stored: the service starts without it
 */
export async function updateLibrary(
  folder: string,
  files: Files,
  onError: (error: unknown) => void,
): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort()
  const kept = new Set(names.map(idOf))
  for (const { id } of files.listFiles()) {
    if (isPlaybook(id) && !kept.has(id)) files.deleteFile(id)
  }
  for (const name of names) {
    try {
      await updatePlaybook(join(folder, name), files)
    } catch (error) {
      if (!isStorageError(error)) throw error
      onError(error)
    }
  }
}

async function updatePlaybook(path: string, files: Files): Promise<void> {
  const filename = basename(path)
  const [content, { mtimeMs }] = await Promise.all([readFile(path), stat(path)])
  const file: StoredFile = {
    id: idOf(filename),
    filename,
    bytes: content.byteLength,
    purpose: 'assistants',
    createdAt: Math.floor(mtimeMs / 1000),
  }
  const { status } = files.findAttached(LIBRARY_STORE, file.id) ?? {}
  if (status === 'completed' && content.equals(await files.fileContent(file.id))) return
  files.deleteFile(file.id)
  await files.addFile(file, content)
  files.attach(LIBRARY_STORE, file.id, file.createdAt, LIBRARY_ATTRIBUTES)
  const attached = files.findAttached(LIBRARY_STORE, file.id)
  const text = content.toString()
  // The lines under the title introduce the playbook; they answer nothing.
  const sections = cutText(text).filter(({ path }) => path.length > 1)
  if (attached) await files.saveText(attached, text, sections)
}

/** What plans are made of, and the passage that holds it; nothing where no playbook has it. */
export function planMaterial(files: Files): { lines: PlanLines; source: Found } | undefined {
  const playbooks = files
    .listAttached({ storeIds: [LIBRARY_STORE], part: 'library' })
    .filter(({ fileId }) => isPlaybook(fileId))
  const lines = readPlanLines(playbooks.map(({ attachment }) => files.textOf(attachment)))
  const file = lines && playbooks[lines.textIndex]
  const passage = file && files.index.firstOf(file.attachment)
  if (!lines || !file || !passage) return undefined
  const { fileId, filename, attributes } = file
  return {
    lines,
    source: { ...passage, fileId, filename, attributes, score: 1, coverage: 1, exclusive: 1 },
  }
}

const idOf = (filename: string) => ID_PREFIX + basename(filename, '.md')
