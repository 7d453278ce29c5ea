/** Why a file gives no text, as the rest of a sentence that begins with its name. */
export class UnreadableError extends Error {
  override name = 'UnreadableError'
}

/** As a piece of a sentence, like the reasons of such errors. */
export const UNKNOWN_ENCODING =
  'is in an encoding that cannot be told for certain. Save it as UTF-8 and add it again.'
