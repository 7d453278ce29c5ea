/** Files of a session, as if they had been uploaded. */
import type { SessionMemory, StoredAttachment, StoredFile } from '../../src/memory/memory.ts'

export const PLENTY = { bytes: 1e9, files: 1e6 }
const SOON_MS = 60_000

/** Puts a file into the session's part of the library. */
export async function giveFile(mine: SessionMemory, file: StoredFile): Promise<void> {
  const reservation = { id: `res_${file.id}`, bytes: file.bytes }
  await mine.reserveFile(reservation, PLENTY, SOON_MS)
  await mine.addFile(file, reservation.id)
}

/** Announces an attachment and, where it is uploaded, lets it come: as bytes, or as its library file. */
export async function giveAttachment(
  mine: SessionMemory,
  stored: StoredAttachment,
  bytes = new Uint8Array(),
): Promise<void> {
  const { fileId, ...announced } = stored
  await mine.announceAttachment({ ...announced, uploaded: false }, PLENTY, SOON_MS)
  if (!stored.uploaded) return
  const { attachment, size } = stored
  const file = { filename: attachment.name, bytes: size, status: 'ready' as const }
  await mine.receiveAttachment(stored, fileId ? { file: { id: fileId, ...file } } : { bytes })
}
