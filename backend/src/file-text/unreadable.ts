/** Why a file gives no text, as the rest of a sentence that begins with its name. */
export class UnreadableError extends Error {
  override name = 'UnreadableError'
}
