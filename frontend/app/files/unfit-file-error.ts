/** A file that need not be uploaded: nothing could be done with it. The message says what to do about it. */
export class UnfitFileError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnfitFileError'
  }
}
