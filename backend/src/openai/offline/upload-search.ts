import { bestPassages } from './candidates.ts'
import { isFocused, type Match, shareFound } from './coverage.ts'
import { readIdeas } from './ideas.ts'
import { IndexCache } from './index-cache.ts'
import { indexTextNow } from './indexed-text.ts'
import { type Passage, toPassage } from './passages.ts'
import type { Query } from './query.ts'
import type { RankedPassage } from './ranking.ts'
import type { RelatedWords } from './related-words.ts'
import { fieldsOf, hashOf, passageOf, type TermIndex, TermIndexBuilder } from './term-index.ts'
import type { AttachedFile, Uploads } from './uploads.ts'

export interface FoundInUpload extends RankedPassage {
  file: AttachedFile
}

/** More than an answer can use, or a search may ask for. */
const MOST_FOUND = 50
/** What the indexes in memory may take: those of more than 2,000 documents of 20 pages. */
const CACHE_BYTES = 128 * 1024 * 1024

/** Search over uploaded files, out of the index on disk; it costs by the files in question, not by all there are. */
export class UploadSearch {
  readonly #uploads: Uploads
  readonly #related: RelatedWords
  readonly #indexes: IndexCache

  constructor(uploads: Uploads, related: RelatedWords) {
    this.#uploads = uploads
    this.#related = related
    this.#indexes = new IndexCache(CACHE_BYTES, (attachment) => this.#load(attachment))
  }

  /** The best passages of these attachments, best first. */
  search(query: Query, attachments: number[], most = MOST_FOUND): FoundInUpload[] {
    const indexes = this.#indexes.take(attachments)
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
    this.#indexes.take([file.attachment])
    return this.#uploads.index
      .pieces(file.attachment)
      .map((piece, position) => toPassage(file, piece, position))
  }

  /** To be called when a file's text changes or goes. */
  forget(attachment: number): void {
    this.#indexes.delete(attachment)
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
