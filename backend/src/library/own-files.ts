/** Files that a visitor adds to the library, within the room of their session. */
import { NotFoundError } from '../errors.ts'
import type { Memory, Room, StoredFile } from '../memory/memory.ts'
import { newId } from '../protocol/ids.ts'
import type { Library, NewFile } from './library.ts'
import { requireRoom } from './room.ts'

/** Longer than the store may take for a file, with all attempts. */
const AWAITED_MS = 15 * 60_000

/**
 * Its room is taken first, and given back where it cannot be added.
 * @throws {AppError} {NotFoundError} where the session was forgotten meanwhile
 */
export async function addOwnFile(
  { library, memory, room }: { library: Library; memory: Memory; room: Room },
  session: string,
  file: NewFile,
): Promise<StoredFile> {
  const own = memory.session(session)
  const reservation = { id: newId('res'), bytes: file.blob.size }
  requireRoom(await own.reserveFile(reservation, room, AWAITED_MS), file.filename, room)
  // Where it cannot be given back now, it ends by itself.
  const release = () => own.releaseFile(reservation.id).catch(() => {})
  try {
    const keep = (stored: StoredFile) => own.addFile(stored, reservation.id)
    const added = await library.add(session, file, keep)
    if (!added) throw new NotFoundError('This session')
    return added
  } catch (error) {
    await release()
    throw error
  }
}
