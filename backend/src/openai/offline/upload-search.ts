import { bestPassages, type Candidate } from './candidates.ts'
import { isFocused, type Match, shareFound, sharesOf } from './coverage.ts'
import { countedOnce, readIdeas } from './ideas.ts'
import { IndexCache } from './index-cache.ts'
import { indexTextNow } from './indexed-text.ts'
import { type Passage, type Piece, toPassage } from './passages.ts'
import { personIdeas } from './persons.ts'
import type { Query } from './query.ts'
import type { RankedPassage } from './ranking.ts'
import type { RelatedWords } from './related-words.ts'
import { fieldsOf, hashOf, passageOf, type TermIndex, TermIndexBuilder } from './term-index.ts'
import type { AttachedFile, Uploads } from './uploads.ts'
import { widen } from './wide-passages.ts'

export interface FoundInUpload extends RankedPassage {
  file: AttachedFile
}

/** More than an answer can use, or a search may ask for. */
const MOST_FOUND = 50
/** Of so many good places one wide passage is made at most, as a rule. */
const PLACES_A_PASSAGE = 8
/** A passage says more to a question if the rest of its file is about it as well. */
const FILE_SHARE = 0.3
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

  /**
   * The best passages of these attachments, best first, each with what stands around it; none of them
   * repeats what an earlier one holds.
   */
  searchWide(query: Query, attachments: number[], most: number): FoundInUpload[] {
    const indexes = this.#indexes.take(attachments)
    const candidates = this.#candidates(query, indexes, PLACES_A_PASSAGE * most)
    return widen(candidates, most, (source, position) =>
      this.#uploads.index.piece(attachments[source] ?? -1, position),
    ).flatMap(({ best, piece }) => {
      const file = this.#uploads.attached(attachments[best.source] ?? -1)
      const index = indexes[best.source]
      return file && index ? [toFound(query, file, index, best, piece)] : []
    })
  }

  /** The best passages of these attachments as they were cut, best first. */
  search(query: Query, attachments: number[], most = MOST_FOUND): FoundInUpload[] {
    const indexes = this.#indexes.take(attachments)
    return this.#candidates(query, indexes, most).flatMap((candidate) => {
      const { source, passage } = candidate
      const file = this.#uploads.attached(attachments[source] ?? -1)
      const piece = file && this.#uploads.index.piece(file.attachment, passage)
      const index = indexes[source]
      return file && piece && index ? [toFound(query, file, index, candidate, piece)] : []
    })
  }

  /** All passages of a file, in order. */
  pathsOf(file: AttachedFile): string[][] {
    this.#indexes.take([file.attachment])
    return this.#uploads.index.paths(file.attachment)
  }

  passageAt(file: AttachedFile, position: number): Passage | undefined {
    const piece = this.#uploads.index.piece(file.attachment, position)
    return piece && toPassage(file, piece, position)
  }

  /** To be called when a file's text changes or goes. */
  forget(attachment: number): void {
    this.#indexes.delete(attachment)
  }

  #candidates(query: Query, indexes: TermIndex[], most: number): Candidate[] {
    const ideas = [...countedOnce(readIdeas(query, this.#related)), ...personIdeas(query.text)]
    return bestPassages(indexes, ideas, most, FILE_SHARE)
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

function toFound(
  query: Query,
  file: AttachedFile,
  index: TermIndex,
  { passage, score }: Candidate,
  piece: Piece,
): FoundInUpload {
  const shares = sharesOf(query, matchOf(query, index, passage))
  return {
    file,
    passage: toPassage(file, piece, passage),
    score,
    coverage: shareFound(query, shares, 'weight'),
    // Uploads have no cues to fit; their order comes from the words alone.
    fit: 0,
    isFocused: isFocused(shares),
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
