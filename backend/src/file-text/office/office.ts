/** What is inside an Office file or a book, unpacked within bounds. */
import { zipSync } from 'fflate'
import { UnreadableError } from '../unreadable.ts'
import { TooMuchInsideError, unzip } from '../unzip.ts'

/** All XML together. A document of a million characters has about a tenth of it. */
const LARGEST_UNPACKED = 100_000_000

/** The parts that hold words: pictures, sounds and embedded files stay packed. */
export function unpackOffice(content: Uint8Array): Map<string, Uint8Array> {
  try {
    return unzip(content, (name) => /\.(xml|rels|opf|x?html?)$/i.test(name), LARGEST_UNPACKED)
  } catch (cause) {
    if (!(cause instanceof TooMuchInsideError)) throw cause
    throw new UnreadableError('unpacks to far more than a document holds, so it was left closed.', {
      cause,
    })
  }
}

/** A file of these parts alone, none of them packed: no library meets what was not counted. */
export function packOffice(parts: Map<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(parts), { level: 0 })
}
