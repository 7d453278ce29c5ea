import type { FoundPassage } from './catalogue.ts'
import type { List, Table } from './markdown.ts'

export interface Citation {
  fileId: string
  filename: string
  /** UTF-16 offset in the text, right after the words the file stands behind. */
  index: number
}

/** A finished answer: its text, what stands behind it, and what was searched to find it. */
export interface Answer {
  text: string
  citations: Citation[]
  search?: Search
  /** The function the client is asked to run; with a text it comes after the text. */
  call?: FunctionCall
}

export interface FunctionCall {
  name: string
  arguments: object
}

export interface Search {
  queries: string[]
  /** Null where the request did not ask to see them. */
  results: FoundPassage[] | null
}

/** Writes an answer block by block and notes the passage behind each. */
export class AnswerWriter {
  readonly used: FoundPassage[] = []
  readonly #citations: Citation[] = []
  #text = ''
  #lastCited: FoundPassage | undefined

  get isEmpty(): boolean {
    return this.#text === ''
  }

  /** A paragraph; given a passage, it is cited at the end. */
  paragraph(text: string, source?: FoundPassage): this {
    this.#block(text)
    if (source) this.#cite(source)
    return this
  }

  /** Goes on with the paragraph. */
  sentence(text: string, source?: FoundPassage): this {
    if (this.isEmpty) return this.paragraph(text, source)
    this.#text += ` ${text}`
    if (source) this.#cite(source)
    return this
  }

  subheading(text: string): this {
    this.#lastCited = undefined
    return this.paragraph(`**${text}**`)
  }

  list({ items, ordered }: List, source?: FoundPassage, start = 1): this {
    if (items.length === 0) return this
    this.#block(items.map((item, at) => `${ordered ? `${start + at}.` : '-'} ${item}`).join('\n'))
    if (source) this.#cite(source)
    return this
  }

  /** A list whose entries come from different passages, each cited where its passage ends. */
  points(points: { text: string; source: FoundPassage }[]): this {
    for (const [at, { text, source }] of points.entries()) {
      if (at === 0) this.#block(`- ${text}`)
      else this.#text += `\n- ${text}`
      if (points[at + 1]?.source.passage.id !== source.passage.id) this.#cite(source)
    }
    return this
  }

  /** A citation inside a table would break its last row, so the words before it carry the citation. */
  table({ head, rule, rows }: Table, source?: FoundPassage): this {
    if (source) this.#cite(source)
    return this.paragraph([head, rule, ...rows].join('\n'))
  }

  nextStep(text: string | undefined): this {
    return text ? this.paragraph(`**Next step:** ${text}`) : this
  }

  finish(queries?: string[], alsoFound: FoundPassage[] = []): Answer {
    const answer: Answer = { text: this.#text, citations: this.#citations }
    if (queries) answer.search = { queries, results: distinct([...this.used, ...alsoFound]) }
    return answer
  }

  #block(text: string): void {
    this.#text += this.#text ? `\n\n${text}` : text
  }

  /** One citation stands for a run of blocks out of the same passage. */
  #cite(source: FoundPassage): void {
    if (!this.used.includes(source)) this.used.push(source)
    if (this.#lastCited?.passage.id === source.passage.id || this.isEmpty) return
    const { fileId, filename } = source.passage
    this.#citations.push({ fileId, filename, index: this.#text.length })
    this.#lastCited = source
  }
}

function distinct(found: FoundPassage[]): FoundPassage[] {
  return [...new Map(found.toReversed().map((each) => [each.passage.id, each])).values()].reverse()
}
