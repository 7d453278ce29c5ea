/** A finished answer, and the writer that puts it together. */
import { z } from 'zod'
import type { Found } from '../search/search.ts'

export type Citation = {
  fileId: string
  filename: string
  /** UTF-16 offset in the text, right after the words that the file stands behind. */
  index: number
}

export type Answer = {
  text: string
  citations: Citation[]
  search?: Search
  /** The function that the client is asked to run; it comes after the text. */
  call?: FunctionCall
}

export type FunctionCall = { name: string; arguments: object }

export type Search = {
  queries: string[]
  /** Null where the request did not ask to see them. */
  results: Found[] | null
}

/** An answer without sources. */
export const say = (text: string): Answer => ({ text, citations: [] })

export const OFFER_CHOICES = 'offer_choices'

const choicesDraft = z.object({ choices: z.array(z.string()) })

/** What an answer shows: its words, and under them the choices that it offers. */
export function shownOf({ text, call }: Pick<Answer, 'text' | 'call'>): string {
  const { data } = choicesDraft.safeParse(call?.name === OFFER_CHOICES ? call.arguments : undefined)
  return data ? [text, '', ...data.choices.map((choice) => `- ${choice}`)].join('\n') : text
}

export class AnswerWriter {
  readonly #cited = new Set<Found>()
  readonly #citations: Citation[] = []
  #text = ''

  /** Markdown that stands by itself; given passages, they are cited at the end. */
  block(markdown: string, ...sources: (Found | undefined)[]): this {
    return this.#add(markdown, '\n\n', sources)
  }

  /** Goes on in the next line, as an entry of a list does. */
  line(markdown: string, ...sources: (Found | undefined)[]): this {
    return this.#add(markdown, '\n', sources)
  }

  /** @param alsoFound passages that are shown as results without being quoted */
  finish(queries: string[], alsoFound: Found[] = []): Answer {
    const results = [...new Set([...this.#cited, ...alsoFound])]
    return { text: this.#text, citations: this.#citations, search: { queries, results } }
  }

  #add(markdown: string, separator: string, sources: (Found | undefined)[]): this {
    this.#text += this.#text ? separator + markdown : markdown
    for (const source of sources) {
      if (!source) continue
      const { fileId, filename } = source
      this.#citations.push({ fileId, filename, index: this.#text.length })
      this.#cited.add(source)
    }
    return this
  }
}
