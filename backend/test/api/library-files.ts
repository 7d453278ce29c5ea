/** Files that a visitor adds on the library page. */
import { vi } from 'vitest'
import type { LibraryFile } from '../../src/protocol/routes.ts'
import type { ChatKitClient } from './chatkit-client.ts'

/** @param fields what a client may send along, and has no say in */
export function postFile(
  visitor: ChatKitClient,
  name: string,
  text: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  const body = new FormData()
  for (const [field, value] of Object.entries(fields)) body.append(field, value)
  body.append('file', new File([text], name))
  return visitor.fetch('/library/files', { method: 'POST', body })
}

export async function listFiles(visitor: ChatKitClient): Promise<LibraryFile[]> {
  const response = await visitor.fetch('/library/files')
  if (!response.ok) throw new Error(await response.text())
  return ((await response.json()) as { data: LibraryFile[] }).data
}

export const ownFiles = async (visitor: ChatKitClient) =>
  (await listFiles(visitor)).filter(({ shared }) => !shared)

export const removeFile = (visitor: ChatKitClient, id: string) =>
  visitor.fetch(`/library/files/${encodeURIComponent(id)}`, { method: 'DELETE' })

/** Adds a file, and waits until a search finds it. */
export async function addFile(
  visitor: ChatKitClient,
  name: string,
  text: string,
): Promise<LibraryFile> {
  const response = await postFile(visitor, name, text)
  if (!response.ok) throw new Error(await response.text())
  const { id } = (await response.json()) as LibraryFile
  return untilReady(visitor, id)
}

export function untilReady(visitor: ChatKitClient, id: string): Promise<LibraryFile> {
  return vi.waitFor(
    async () => {
      const file = (await ownFiles(visitor)).find((each) => each.id === id)
      if (file?.status !== 'ready') throw new Error(`${id} is ${file?.status ?? 'not there'}`)
      return file
    },
    { timeout: 10_000, interval: 20 },
  )
}
