import { TermIndex } from './term-index.ts'

/** The term indexes of the files that were searched last, within bounds. */
export class IndexCache {
  readonly #mostBytes: number
  readonly #load: (attachment: number) => Uint8Array
  /** By attachment, the least recently used first. */
  readonly #indexes = new Map<number, { index: TermIndex; search: number }>()
  #bytes = 0
  #search = 0

  constructor(mostBytes: number, load: (attachment: number) => Uint8Array) {
    this.#mostBytes = mostBytes
    this.#load = load
  }

  /** The indexes of the files that one search goes through. */
  take(attachments: number[]): TermIndex[] {
    this.#search++
    return attachments.map((attachment) => this.#takeOne(attachment))
  }

  delete(attachment: number): void {
    this.#bytes -= this.#indexes.get(attachment)?.index.byteLength ?? 0
    this.#indexes.delete(attachment)
  }

  #takeOne(attachment: number): TermIndex {
    const index = this.#indexes.get(attachment)?.index ?? new TermIndex(this.#load(attachment))
    this.delete(attachment)
    this.#makeRoom(index.byteLength)
    if (this.#bytes + index.byteLength > this.#mostBytes) return index
    this.#indexes.set(attachment, { index, search: this.#search })
    this.#bytes += index.byteLength
    return index
  }

  /** What this search uses stays: to drop it for the next file would drop every file before it is asked for again. */
  #makeRoom(bytes: number): void {
    for (const [attachment, { search }] of this.#indexes) {
      if (this.#bytes + bytes <= this.#mostBytes || search === this.#search) return
      this.delete(attachment)
    }
  }
}
