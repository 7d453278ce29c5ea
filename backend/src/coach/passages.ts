/** Passages of files that a turn has found, each with a mark that the model can cite it with. */

export type Passage = { filename: string; text: string }

export const HOW_TO_CITE =
  "Put a passage's cite mark, exactly as it is, behind each statement that rests on it."

export class Passages {
  readonly #filenames: string[] = []
  readonly #written: string[] = []

  /** @returns the passages as a model reads them */
  add(found: Passage[]): string[] {
    const written = found.map(({ filename, text }) => {
      const id = `turn0file${this.#filenames.push(filename) - 1}`
      return `<passage file="${filename}" cite="\uE200filecite\uE202${id}\uE201">\n${text}\n</passage>`
    })
    this.#written.push(...written)
    return written
  }

  /** All that was found, as far as it fits into so many characters. */
  within(characters: number): string[] {
    let left = characters
    return this.#written.filter((passage) => {
      left -= passage.length
      return left >= 0
    })
  }

  /** The files behind a citation mark that the model wrote. */
  readonly filesBehind = (mark: string): string[] =>
    [...mark.matchAll(/turn0file(\d+)/g)].flatMap(
      ([, number]) => this.#filenames[Number(number)] ?? [],
    )
}
