import { bestPassages } from './candidates.ts'
import { isFocused, type Match, shareFound } from './coverage.ts'
import { readIdeas } from './ideas.ts'
import { indexTextNow } from './indexed-text.ts'
import { type Passage, toPassage } from './passages.ts'
import type { Query } from './query.ts'
import type { RankedPassage } from './ranking.ts'
import type { RelatedWords } from './related-words.ts'
import { fieldsOf, hashOf, passageOf, TermIndex, TermIndexBuilder } from './term-index.ts'
import type { AttachedFile, Uploads } from './uploads.ts'

export interface FoundInUpload extends RankedPassage {
  file: AttachedFile
}

/** More than an answer can use, or a search may ask for. */
const MOST_FOUND = 50
/** What the indexes of the files that were searched last may take: some 2,000 documents of 20 pages. */
const CACHE_BYTES = 96_000_000

/** Search over uploaded files, out of the index on disk; it costs by the files in question, not by all there are. */
export class UploadSearch {
  readonly #uploads: Uploads
  readonly #related: RelatedWords
  /** By attachment, the least recently used first. */
  readonly #indexes = new Map<number, TermIndex>()
  #bytes = 0

  constructor(uploads: Uploads, related: RelatedWords) {
    this.#uploads = uploads
    this.#related = related
  }

  /** The best passages of these attachments, best first. */
  search(query: Query, attachments: number[], most = MOST_FOUND): FoundInUpload[] {
    const indexes = attachments.map((attachment) => this.#indexOf(attachment))
    const ideas = readIdeas(query, this.#related)
    return bestPassages(indexes, ideas, most).flatMap(({ source, passage: position, score }) => {
      const file = this.#uploads.attached(attachments[source] ?? -1)
      const piece = file && this.#uploads.index.piece(file.attachment, position)
      const index = indexes[source]
      if (!file || !piece || !index) return []
      const match = matchOf(query, index, position)
      return {
        file,
        passage: toPassage(file, piece, position),
        score,
        coverage: shareFound(query, match, 'weight'),
        // Uploads have no cues to fit; their order comes from the words alone.
        fit: 0,
        isFocused: isFocused(query, match),
      }
    })
  }

  /** All passages of a file, in order. */
  passagesOf(file: AttachedFile): Passage[] {
    this.#indexOf(file.attachment)
    return this.#uploads.index
      .pieces(file.attachment)
      .map((piece, position) => toPassage(file, piece, position))
  }

  /** To be called when a file's text changes or goes. */
  forget(attachment: number): void {
    this.#bytes -= this.#indexes.get(attachment)?.byteLength ?? 0
    this.#indexes.delete(attachment)
  }

  #indexOf(attachment: number): TermIndex {
    const index = this.#indexes.get(attachment) ?? new TermIndex(this.#load(attachment))
    this.forget(attachment)
    this.#indexes.set(attachment, index)
    this.#bytes += index.byteLength
    for (const oldest of this.#indexes.keys()) {
      if (this.#bytes <= CACHE_BYTES) break
      this.forget(oldest)
    }
    return index
  }

  #load(attachment: number): Uint8Array {
    const known = this.#uploads.index.packed(attachment)
    if (known) return known
    const file = this.#uploads.attached(attachment)
    if (!file) return new TermIndexBuilder().pack()
    const indexed = indexTextNow(file, this.#uploads.textOf(attachment))
    this.#uploads.saveIndex(attachment, indexed)
    return indexed.packed
  }
}

function matchOf(query: Query, index: TermIndex, passage: number): Match {
  const match: Match = {}
  for (const form of query.forms.keys()) {
    const term = index.find(hashOf(form))
    const postings = term < 0 ? undefined : index.postingsOf(term)
    const posting = postings?.find((each) => passageOf(each) === passage)
    if (posting !== undefined) match[form] = fieldsOf(posting)
  }
  return match
}
