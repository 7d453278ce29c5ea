/** Pictures go along whole with every turn, so only the newest do. */

import type { SessionMemory } from '../../memory/memory.ts'
import type { ThreadItem, UserMessageItem } from '../../protocol/schemas.ts'

const MOST_BYTES = 20 * 1024 * 1024

/** Where the model finds each: by the id of the attachment, or of the item that shows it. */
export type Pictures = ReadonlyMap<string, string>

/** Those of the newest item that has some go along in any case. */
export async function loadPictures(items: ThreadItem[], memory: SessionMemory): Promise<Pictures> {
  const pictures = new Map<string, string>()
  let room = MOST_BYTES
  for (const item of items.toReversed()) {
    for (const { id, url, bytes } of await picturesOf(item, memory)) {
      pictures.set(id, url)
      room -= bytes
    }
    if (room <= 0) break
  }
  return pictures
}

type Picture = { id: string; url: string; bytes: number }

async function picturesOf(item: ThreadItem, memory: SessionMemory): Promise<Picture[]> {
  if (item.type === 'user_message') return attachedPictures(item, memory)
  if (item.type !== 'generated_image') return []
  const url = item.image?.url ?? ''
  // Any other address means something to the page only.
  return /^(data|https):/.test(url) ? [{ id: item.id, url, bytes: url.length }] : []
}

async function attachedPictures(
  { attachments }: UserMessageItem,
  memory: SessionMemory,
): Promise<Picture[]> {
  const pictures: Picture[] = []
  for (const { id, type, mime_type } of attachments) {
    const bytes = type === 'image' ? await memory.loadAttachmentBytes(id) : undefined
    if (!bytes) continue
    const url = `data:${mime_type};base64,${Buffer.from(bytes).toString('base64')}`
    pictures.push({ id, url, bytes: bytes.length })
  }
  return pictures
}
