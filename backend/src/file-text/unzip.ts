/** Office files are zips. What their directory says of sizes may be a lie, so the real bytes are counted. */
import { inflateRawSync } from 'node:zlib'

type Entry = { name: string; isPacked: boolean; packedSize: number; offset: number }

export class DamagedZipError extends Error {
  override name = 'DamagedZipError'
}

export class TooMuchInsideError extends Error {
  override name = 'TooMuchInsideError'
}

const END_SIZE = 22
const LONGEST_COMMENT = 65_535
const ENTRY_SIZE = 46
const LOCAL_HEADER_SIZE = 30

/** Names as the directory has them; none where there is no directory. */
export function entryNames(content: Uint8Array): string[] {
  try {
    return readDirectory(asBuffer(content)).map(({ name }) => name)
  } catch {
    return []
  }
}

/**
 * Unpacks the wanted entries, as long as all of them together stay within the limit.
 * @throws {DamagedZipError | TooMuchInsideError}
 */
export function unzip(
  content: Uint8Array,
  isWanted: (name: string) => boolean,
  limit: number,
): Map<string, Uint8Array> {
  const zip = asBuffer(content)
  const unpacked = new Map<string, Uint8Array>()
  let room = limit
  for (const entry of readDirectory(zip)) {
    if (!isWanted(entry.name) || unpacked.has(entry.name)) continue
    const bytes = unpack(zip, entry, room)
    room -= bytes.byteLength
    unpacked.set(entry.name, bytes)
  }
  return unpacked
}

function unpack(zip: Buffer, { isPacked, packedSize, offset }: Entry, room: number): Uint8Array {
  const start = offset + LOCAL_HEADER_SIZE + read16(zip, offset + 26) + read16(zip, offset + 28)
  const packed = zip.subarray(start, start + packedSize)
  if (!isPacked && packed.byteLength > room) throw new TooMuchInsideError()
  if (!isPacked) return packed
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(room, 1) })
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError
    throw isTooLarge ? new TooMuchInsideError() : new DamagedZipError('', { cause })
  }
}

function readDirectory(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf('PK\u0005\u0006')
  if (end < zip.length - END_SIZE - LONGEST_COMMENT) throw new DamagedZipError()
  const entries: Entry[] = []
  let at = read32(zip, end + 16)
  for (let left = read16(zip, end + 10); left > 0; left--) {
    if (zip.toString('latin1', at, at + 4) !== 'PK\u0001\u0002') throw new DamagedZipError()
    const nameLength = read16(zip, at + 28)
    entries.push({
      name: zip.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength),
      isPacked: read16(zip, at + 10) !== 0,
      packedSize: read32(zip, at + 20),
      offset: read32(zip, at + 42),
    })
    at += ENTRY_SIZE + nameLength + read16(zip, at + 30) + read16(zip, at + 32)
  }
  return entries
}

const read16 = (zip: Buffer, at: number) => within(zip, at, 2).readUInt16LE(at)
const read32 = (zip: Buffer, at: number) => within(zip, at, 4).readUInt32LE(at)

function within(zip: Buffer, at: number, length: number): Buffer {
  if (at < 0 || at + length > zip.length) throw new DamagedZipError()
  return zip
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength)
