/** How much the files of one session may take, and what is said where they would take more. */
import { LimitReachedError, TooLargeError } from '../errors.ts'
import type { Admission, Room } from '../memory/memory.ts'

export type SessionLimits = { fileBytesPerSession: number; filesPerSession: number }

export const roomFor = ({ fileBytesPerSession, filesPerSession }: SessionLimits): Room => ({
  bytes: fileBytesPerSession,
  files: filesPerSession,
})

/** @throws {TooLargeError | LimitReachedError} unless it was admitted */
export function requireRoom(admission: Admission, filename: string, room: Room): void {
  if (admission === 'no_bytes') {
    throw new TooLargeError(`All your files with “${filename}”`, megabytes(room.bytes))
  }
  if (admission === 'no_places') {
    throw new LimitReachedError(
      `There is room for ${room.files} files. Remove one that you no longer need.`,
    )
  }
}

export const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
