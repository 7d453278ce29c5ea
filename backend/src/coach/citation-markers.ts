/**
 * Models may write their internal citation marks into the text. This filter takes them out of a
 * stream, wherever the deltas cut them, and keeps book of what went so that positions can follow.
 */

const mark = [
  '\\uE200[^\\uE201\\s]{0,200}\\uE201', // as the models write them, between private-use characters
  '【\\d+(?::\\d+)?†[^】]{1,200}】', // the old form; other uses of these brackets survive
  '\\b(?:file)?cite(?:turn\\d+[a-z]+\\d+)+', // where something has lost the private-use characters
  '[\\uE200-\\uE20F]', // strays
].join('|')

const MARKS = new RegExp(`[ \\t]?(?:[ \\t]?(?:${mark}))+`)
const EACH_MARK = new RegExp(mark, 'g')

/** The end of a text that may still become a mark, or part of one. */
const UNFINISHED = new RegExp(
  `[ \\t]?(?:${[
    '\\uE200[^\\uE201\\s]{0,200}',
    '【(?:\\d+(?::\\d*)?(?:†[^】]{0,200})?)?',
    '\\b(?:f|fi|fil|file|(?:file)?(?:c|ci|cit|cite(?:turn\\d+[a-z]+\\d+)*(?:t|tu|tur|turn\\d*[a-z]*\\d*)?))',
    '',
  ].join('|')})$`,
)

/** What is left at the very end and cannot be anything but the beginning of a mark. */
const FRAGMENT =
  /[ \t]?(?:\uE200[^\uE201\s]{0,200}|【\d+(?::\d+)?†[^】]{0,200}|\b(?:file)?citeturn\d*[a-z]*\d*)$/

const CLOSES_UP = /^[\s.,;:!?)\]’”]/

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
    this.#held += delta
    const unfinished = this.#held.search(UNFINISHED)
    const ready = this.#held.slice(0, unfinished)
    this.#held = this.#held.slice(unfinished)
    return this.#clean(ready, false)
  }

  /** At the end of the part everything comes out, but for what still looks like a mark. */
  end(): Filtered {
    const ready = this.#held.replace(FRAGMENT, '')
    this.#held = ''
    return this.#clean(ready, true)
  }

  /** Where a place in the model's own text is in the clean text. */
  cleanIndex(index: number): number {
    let removed = 0
    let shift = 0
    for (const { at, length } of this.#removals) {
      shift += Math.min(length, Math.max(0, index - (at + removed)))
      removed += length
    }
    return Math.max(0, index - shift)
  }

  #clean(ready: string, final: boolean): Filtered {
    let text = ''
    const marks: Filtered['marks'] = []
    for (;;) {
      const span = MARKS.exec(ready)
      if (!span) break
      const [found] = span
      const rest = ready.slice(span.index + found.length)
      // Whether its space goes too depends on what follows, so marks at the end wait for that.
      if (!rest && !final) {
        this.#held = found + this.#held
        ready = ready.slice(0, span.index)
        break
      }
      const space = /^[ \t]/.test(found) && rest && !CLOSES_UP.test(rest) ? found.slice(0, 1) : ''
      text += ready.slice(0, span.index) + space
      const at = this.#emitted + text.length
      this.#removals.push({ at, length: found.length - space.length })
      for (const [each] of found.matchAll(EACH_MARK)) marks.push({ mark: each, index: at })
      ready = rest
    }
    text += ready
    this.#emitted += text.length
    return { text, marks }
  }
}

/** A whole text without its marks. */
export function withoutMarks(text: string): string {
  const filter = new CitationMarkerFilter()
  return filter.push(text).text + filter.end().text
}
