/**
 * Local models write their reasoning into the text, between tags. This takes a text apart as it streams, wherever
 * the deltas cut a tag.
 */

/**
 * `at` is the place in the model's own text. `unopened`: all text so far was reasoning, whose opening tag was part of
 * the model's prompt.
 */
export type Piece =
  | { type: 'text'; words: string; at: number }
  | { type: 'thought'; words: string }
  | { type: 'unopened' }

const TAGS: ReadonlyArray<readonly [open: string, close: string]> = [
  ...['think', 'thinking', 'thought', 'thoughts', 'reason', 'reasoning', 'seed:think'].map(
    (name) => [`<${name}>`, `</${name}>`] as const,
  ),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
]
const LONGEST_TAG = Math.max(...TAGS.flat().map(({ length }) => length))

/** A closing tag that was never opened ends its line: prose that speaks of the tag does not. */
const UNOPENED =
  /(?:<\/(?:seed:)?(?:think(?:ing)?|thoughts?|reason(?:ing)?)>|\[\/think\]|◁\/think▷|<\|end_of_thought\|>)[ \t]{0,20}\n/i
const MAYBE_CLOSING = /[<[◁][^\s>\]▷]{0,19}[>\]▷]?[ \t]{0,20}$/

/** A line indented further is code, but not before the first words. */
const INDENT = /^[ \t]{0,3}/
const BLANK_BEFORE = /^[ \t]{0,32}/
const BLANK_LINE = /^[ \t\r]{0,32}\n/
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*)/
/** What is kept of a line to tell whether it is a fence. */
const LINE_HEAD = 100

export class ReasoningTags {
  /** What can be told apart only with what comes next. */
  #held = ''
  /** Of the model's own text, what has come so far. */
  #length = 0
  /** The tag that ends the thought. */
  #close: string | undefined
  #hasBegun = false
  #hasThought = false
  #lineHead = ''
  #ticks = 0
  #fence: string | undefined

  push(delta: string): Piece[] {
    const pieces: Piece[] = []
    this.#length += delta.length
    let rest = this.#held + delta
    this.#held = ''
    while (rest) rest = this.#close ? this.#takeThought(rest, pieces) : this.#takeLine(rest, pieces)
    return pieces
  }

  /** At the end of the text, what was held back is what it looks like. */
  end(): Piece[] {
    const words = this.#held
    this.#held = ''
    if (this.#close) return words ? [{ type: 'thought', words }] : []
    if (!words || !(this.#hasBegun || words.trim())) return []
    return [{ type: 'text', words, at: this.#length - words.length }]
  }

  /** @returns what is left to be looked at */
  #takeThought(text: string, pieces: Piece[]): string {
    const close = this.#close ?? ''
    const at = text.search(patternOf(close))
    const end = at === -1 ? text.length - partOf(text, close) : at
    if (end > 0) pieces.push({ type: 'thought', words: text.slice(0, end) })
    if (at === -1) {
      this.#held = text.slice(end)
      return ''
    }
    this.#close = undefined
    this.#hasBegun = false
    this.#lineHead = ''
    return text.slice(end + close.length)
  }

  #takeLine(text: string, pieces: Piece[]): string {
    if (!this.#hasBegun) {
      const [blank] = BLANK_LINE.exec(text) ?? []
      if (blank) return text.slice(blank.length)
    }
    if (!this.#lineHead && !this.#fence) {
      const [blank = ''] = (this.#hasBegun ? INDENT : BLANK_BEFORE).exec(text) ?? []
      const words = text.slice(blank.length, blank.length + LONGEST_TAG).toLowerCase()
      const tag = TAGS.find(([open]) => words.startsWith(open))
      if (tag) {
        this.#close = tag[1]
        this.#hasThought = true
        return text.slice(blank.length + tag[0].length)
      }
      if (TAGS.some(([open]) => open.startsWith(words))) {
        this.#held = text
        return ''
      }
    }
    return this.#takeText(text, pieces)
  }

  /** To the end of the line, or as far as it has come. */
  #takeText(text: string, pieces: Piece[]): string {
    const end = text.indexOf('\n') + 1 || text.length
    const line = text.slice(0, end)
    const at = this.#length - text.length
    const closing = this.#hasThought || this.#fence ? null : UNOPENED.exec(line)
    if (closing && this.#ticksAfter(line.slice(0, closing.index)) % 2 === 0) {
      this.#pass(line.slice(0, closing.index), at, pieces)
      pieces.push({ type: 'unopened' })
      this.#hasThought = true
      this.#hasBegun = false
      this.#lineHead = ''
      this.#ticks = 0
      return text.slice(end)
    }
    const mayClose =
      this.#hasThought || this.#fence || line.endsWith('\n') ? null : MAYBE_CLOSING.exec(line)
    const passed = mayClose ? line.slice(0, mayClose.index) : line
    this.#held = line.slice(passed.length)
    this.#pass(passed, at, pieces)
    return text.slice(end)
  }

  #pass(words: string, at: number, pieces: Piece[]): void {
    if (!words) return
    this.#hasBegun = true
    pieces.push({ type: 'text', words, at })
    this.#lineHead += words.slice(0, Math.max(0, LINE_HEAD - this.#lineHead.length))
    this.#ticks = this.#ticksAfter(words)
    if (!words.endsWith('\n')) return
    this.#fence = fenceAfter(this.#fence, this.#lineHead)
    this.#lineHead = ''
    this.#ticks = 0
  }

  #ticksAfter(words: string): number {
    return this.#ticks + (words.match(/`/g)?.length ?? 0)
  }
}

/** Lower case can be longer than the text, so that places in it are others. */
const patternOf = (tag: string) => new RegExp(tag.replace(/[|[\]]/g, '\\$&'), 'i')

/** How much of the text's end is the beginning of the tag. */
function partOf(text: string, tag: string): number {
  const end = text.slice(-tag.length + 1).toLowerCase()
  for (let length = Math.min(end.length, tag.length - 1); length > 0; length -= 1) {
    if (end.endsWith(tag.slice(0, length))) return length
  }
  return 0
}

function fenceAfter(open: string | undefined, line: string): string | undefined {
  const [, marks = '', info = ''] = FENCE.exec(line) ?? []
  if (!open) return marks || undefined
  return marks.startsWith(open) && !info.trim() ? undefined : open
}

/** A whole text without its thoughts. */
export function withoutReasoning(text: string): string {
  const tags = new ReasoningTags()
  let words = ''
  for (const piece of [...tags.push(text), ...tags.end()]) {
    if (piece.type === 'unopened') words = ''
    else if (piece.type === 'text') words += piece.words
  }
  return words
}
