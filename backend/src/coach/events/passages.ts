/** Passages of files that a turn has found, each with a mark that the model can cite it with. */
import { type Block, block } from '../input/block.ts'
import { sharedWords, wordsOf } from './shared-words.ts'

export type Passage = {
  fileId?: string
  filename: string
  text: string
  /** How well it answers the search that found it, as the store sees it. */
  score?: number
  heading?: string
  page?: number
}

export const HOW_TO_CITE =
  "Put a passage's cite mark, exactly as it is, behind each statement that rests on it."

export class Passages {
  readonly #found: Passage[] = []
  readonly #written: Block[] = []

  /** @returns the passages as a model reads them */
  add(found: Passage[]): Block[] {
    const written = found.map((passage) => {
      const { filename, text } = passage
      const id = `turn0file${this.#found.push(passage) - 1}`
      const cite = `\uE200filecite\uE202${id}\uE201`
      return block('passage', { file: filename, cite }, text)
    })
    this.#written.push(...written)
    return written
  }

  /** All that was found, as far as it fits into so many characters. */
  within(characters: number): Block[] {
    let left = characters
    return this.#written.filter((passage) => {
      left -= passage.text.length
      return left >= 0
    })
  }

  /** Those behind a citation mark that the model wrote. */
  readonly behind = (mark: string): Passage[] =>
    [...mark.matchAll(/turn0file(\d+)/g)].flatMap(([, number]) => this.#found[Number(number)] ?? [])

  /**
   * The passage of this file that a statement rests on. A citation names only the file: it is the one
   * that shares most words with the statement, rare words counting more, and else the best found.
   */
  choose(file: { fileId?: string; filename?: string }, statement: string): Passage | undefined {
    const own = this.#found.filter(({ fileId }) => fileId && fileId === file.fileId)
    // Gateways have ids of their own for the files that they pass on.
    const candidates =
      own.length > 0 ? own : this.#found.filter(({ filename }) => filename === file.filename)
    if (candidates.length < 2) return candidates[0]
    const shares = sharedWords(
      wordsOf(statement),
      candidates.map(({ text, heading }) => `${heading ?? ''} ${text}`),
    )
    const ranked = candidates.map((passage, at) => ({ passage, share: shares[at] ?? 0 }))
    // Of equals, the first found stays first.
    ranked.sort((a, b) => b.share - a.share || (b.passage.score ?? 0) - (a.passage.score ?? 0))
    return ranked[0]?.passage
  }
}

/** What a store tells of a search result, whichever way it was searched. */
type Found = {
  file_id?: string
  filename?: string
  text?: string
  score?: number | null
  attributes?: Record<string, string | number | boolean> | null
}

/** Results without a name or words are left out. */
export function passagesFrom(found: Found[]): Passage[] {
  return found.flatMap(({ file_id, filename, text, score, attributes }) => {
    if (!filename || !text) return []
    const { heading, page } = attributes ?? {}
    return {
      filename,
      text,
      ...(file_id && { fileId: file_id }),
      ...(typeof score === 'number' && { score }),
      ...(typeof heading === 'string' && { heading }),
      ...(typeof page === 'number' && { page }),
    }
  })
}
