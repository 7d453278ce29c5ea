/**
 * Models may write their internal citation marks into the text. This filter takes them out of a
 * stream, wherever the deltas cut them, and keeps book of what went so that positions can follow.
 */

/** Of a longer run only the blanks beside a mark go with it: a pattern without a bound looks at a run again from each of them. */
const BLANK = '[ \\t]{0,32}'
// Kinds are short words, so that two marks which touch are not read as one.
const SOURCE = '\\uE202?turn\\d+[a-z]{1,7}\\d+'

const mark = [
  '\\uE200[^\\uE201\\s]{0,200}\\uE201', // as the models write them, between private-use characters
  '【\\d+(?::\\d+)?†[^】\\n\\uE200-\\uE20F]{1,200}】', // the old form; other uses of these brackets survive
  `(?:file)?cite(?:${SOURCE})+`, // where something has lost the private-use characters
  '[\\uE200-\\uE20F]', // strays
].join('|')

/** The beginnings of marks. Every one's own beginnings are among them, so what is let go stays gone. */
const partialMark = [
  '\\uE200[^\\uE201\\s]{0,200}',
  '【(?:\\d+(?::\\d*)?(?:†[^】\\n\\uE200-\\uE20F]{0,200})?)?',
  `(?:file)?cite(?:${SOURCE})*\\uE202?(?:t(?:u(?:r(?:n(?:\\d+[a-z]{0,7})?)?)?)?)?`,
  '(?:file)?c(?:it?)?',
  'f(?:i(?:le?)?)?',
].join('|')

/** Marks in a row go together with the blanks around them. */
const GAP = new RegExp(`${BLANK}(?:(?:${mark})${BLANK})+`)
const EACH_MARK = new RegExp(mark, 'g')

/** The end of a text whose meaning depends on what comes next. */
const UNDECIDED = new RegExp(`${BLANK}(?:(?:${mark})${BLANK})*(?:${partialMark})?$`)

/** What is left at the very end and cannot be anything but the beginning of a mark. */
const FRAGMENT = new RegExp(
  `${BLANK}(?:${[
    '\\uE200[^\\uE201\\s]{0,200}',
    '【\\d+(?::\\d+)?†[^】\\n\\uE200-\\uE20F]{0,200}',
    `(?:file)?cite(?:${SOURCE})*\\uE202?turn(?:\\d+[a-z]{0,7})?`,
  ].join('|')})$`,
)

/** What could hold a mark or begin one. Hardly any delta does, and the others are spared the search. */
const SUSPICIOUS = /[\uE200-\uE20F【]|cite|(?:[ \t]|fi?|file?|(?:file)?ci?t?)$/

const NEEDS_NO_SPACE_BEFORE = /^(?:[\s.,;:!?)\]’”]|$)/

export type Filtered = {
  text: string
  /** The marks that were taken out, each with its place in the clean text. */
  marks: Array<{ mark: string; index: number }>
}

export class CitationMarkerFilter {
  #held = ''
  #emitted = 0
  /** In the order of the text; `at` is a place in the clean text. */
  readonly #removals: Array<{ at: number; length: number }> = []

  push(delta: string): Filtered {
    if (!this.#held && !SUSPICIOUS.test(delta)) {
      this.#emitted += delta.length
      return { text: delta, marks: [] }
    }
    const text = this.#held + delta
    const undecided = text.search(UNDECIDED)
    this.#held = text.slice(undecided)
    return this.#clean(text.slice(0, undecided))
  }

  /** At the end of the part everything comes out, but for what still looks like a mark. */
  end(): Filtered {
    const rest = this.#held.replace(FRAGMENT, '')
    this.#held = ''
    return this.#clean(rest)
  }

  /** Where a place in the model's own text is in the clean text. */
  cleanIndex(index: number): number {
    let removed = 0
    let shift = 0
    for (const { at, length } of this.#removals) {
      shift += Math.min(length, Math.max(0, index - (at + removed)))
      removed += length
    }
    return Math.max(0, index - shift - this.#undecidedBefore(index - this.#emitted - removed))
  }

  /** How much of the held text, up to this place, is going to be taken out as far as one can tell. */
  #undecidedBefore(place: number): number {
    if (place <= 0) return 0
    const before = this.#held.slice(0, place)
    return before.length - withoutMarks(before).length
  }

  #clean(text: string): Filtered {
    let clean = ''
    const marks: Filtered['marks'] = []
    let rest = text
    for (let gap = GAP.exec(rest); gap; gap = GAP.exec(rest)) {
      const [found] = gap
      clean += rest.slice(0, gap.index)
      rest = rest.slice(gap.index + found.length)
      const at = this.#emitted + clean.length
      for (const [each] of found.matchAll(EACH_MARK)) marks.push({ mark: each, index: at })
      const parts = at > 0 && /[ \t]/.test(found) && !NEEDS_NO_SPACE_BEFORE.test(rest)
      const space = parts ? ' ' : ''
      this.#removals.push({ at, length: found.length - space.length })
      clean += space
    }
    clean += rest
    this.#emitted += clean.length
    return { text: clean, marks }
  }
}

/** A whole text without its marks. */
export function withoutMarks(text: string): string {
  const filter = new CitationMarkerFilter()
  return filter.push(text).text + filter.end().text
}
