import { InvalidRequestError } from '../../errors.ts'
import { DEEPEST_NESTING, MOST_PIECES } from '../../protocol/bounds.ts'

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] =
  Buffer.from('"\\,:[]{}')

/** Of a text only so much is kept as tells names and types apart. */
const LONGEST_WORD = 32

/**
 * Looks at JSON as it comes in, before it is parsed: how deep and how large it is, and how much of it is a
 * recording. Holds for any bytes at all, JSON or not, in time proportional to their number.
 */
export class JsonScan {
  #depth = 0
  #pieces = 0
  #inText = false
  /** Whether a backslash comes right before. */
  #isEscaped = false
  /** Whether a name and its colon come right before. */
  #isValue = false
  /** The beginning of the last text. */
  #word = ''
  /** The current names on the outermost levels. */
  readonly #names = ['', '', '']
  #type: string | undefined
  #recordingBytes = 0

  /** How many bytes belong to `params.audio_base64`, unless the type of the request is another one. */
  get recordingBytes(): number {
    const mayBeTranscription = this.#type === undefined || this.#type === 'input.transcribe'
    return mayBeTranscription ? this.#recordingBytes : 0
  }

  /** @throws {InvalidRequestError} where there is more in it than a request can need */
  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      at = this.#inText ? this.#readText(chunk, at) : this.#readStructure(chunk, at)
      if (this.#pieces > MOST_PIECES) {
        throw new InvalidRequestError(
          `The body has more than ${MOST_PIECES} parts. Send less at once.`,
        )
      }
    }
  }

  /** Up to behind the quotation mark that ends the text, or to the end of the chunk. */
  #readText(chunk: Uint8Array, start: number): number {
    let isEscaped = this.#isEscaped
    let at = start
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === QUOTE && !isEscaped) break
      isEscaped = byte === BACKSLASH && !isEscaped
    }
    this.#isEscaped = isEscaped
    if (this.#isRecording()) this.#recordingBytes += at - start
    const room = LONGEST_WORD - this.#word.length
    this.#word += Buffer.from(chunk.subarray(start, Math.min(at, start + room))).toString('latin1')
    if (at < chunk.length) this.#endText()
    return at + 1
  }

  #endText(): void {
    this.#inText = false
    if (this.#isValue && this.#depth === 1 && this.#names[1] === 'type') this.#type = this.#word
  }

  /** Up to behind the quotation mark that begins a text, or to the end of the chunk. */
  #readStructure(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      switch (chunk[at]) {
        case QUOTE:
          this.#pieces += 1
          this.#inText = true
          this.#word = ''
          return at + 1
        case COLON:
          this.#isValue = true
          if (this.#depth < this.#names.length) this.#names[this.#depth] = this.#word
          break
        case COMMA:
          this.#pieces += 1
          this.#isValue = false
          break
        case OPEN_LIST:
        case OPEN_OBJECT:
          this.#pieces += 1
          this.#isValue = false
          this.#open()
          break
        case CLOSE_LIST:
        case CLOSE_OBJECT:
          this.#isValue = false
          this.#depth = Math.max(0, this.#depth - 1)
          break
      }
    }
    return chunk.length
  }

  #open(): void {
    this.#depth += 1
    if (this.#depth <= DEEPEST_NESTING) return
    throw new InvalidRequestError(
      `The body is nested more than ${DEEPEST_NESTING} levels deep. Send it with fewer.`,
    )
  }

  #isRecording(): boolean {
    const [, outer, inner] = this.#names
    return this.#isValue && this.#depth === 2 && outer === 'params' && inner === 'audio_base64'
  }
}
