import { readFile } from 'node:fs/promises'
import { splitWords, stemsOf, termOf } from './vocabulary.ts'

/** What people may mean by a word or phrase of theirs: the terms by which texts speak of the same thing. */
export interface Relation {
  /** The words of the question that led here. */
  said: string[]
  /** Related terms, each with the share of a full match it is worth. */
  forms: Map<string, number>
}

/** One way to call a thing; a phrase stands for its words together. */
interface Name {
  words: string[]
  stems: string[]
  terms: string[]
}

type Group = Name[]

const RELATED_SHARE = 0.7

/** Everyday words for the same thing, so that a question finds what a text says in other words. */
export class RelatedWords {
  /** Every name with its group, by the stem that the name begins with. */
  readonly #names = new Map<string, { name: Name; group: Group }[]>()

  constructor(groups: string[][] = []) {
    for (const group of groups.map((names) => names.map(readName)))
      for (const name of group) {
        const [first = ''] = name.stems
        const known = this.#names.get(first)
        if (known) known.push({ name, group })
        else this.#names.set(first, [{ name, group }])
      }
  }

  relationsIn(question: string): Relation[] {
    const stems = stemsOf(question)
    return stems.flatMap((stem, at) =>
      (this.#names.get(stem) ?? [])
        .filter(({ name }) => isSaid(name, stems, at))
        .map(({ name, group }) => ({ said: name.words, forms: formsBeside(name, group) })),
    )
  }
}

export async function loadRelatedWords(
  path = new URL('./everyday-words.txt', import.meta.url),
): Promise<RelatedWords> {
  const lines = (await readFile(path, 'utf8')).split('\n')
  const groups = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return new RelatedWords(groups.map((line) => line.split(' / ')))
}

function readName(text: string): Name {
  const words = splitWords(text)
  return { words, stems: stemsOf(text), terms: words.flatMap((word) => termOf(word) ?? []) }
}

/** A word without a topic says something only as part of a phrase, as in "log in" or "give up". */
function isSaid({ stems, terms }: Name, question: string[], at: number): boolean {
  const isTelling = stems.length > 1 || terms.length > 0
  return isTelling && stems.every((stem, offset) => question[at + offset] === stem)
}

function formsBeside(said: Name, group: Group): Map<string, number> {
  const forms = new Map<string, number>()
  for (const name of group) {
    if (name === said) continue
    const share = RELATED_SHARE / Math.sqrt(name.terms.length)
    for (const term of name.terms) forms.set(term, Math.max(share, forms.get(term) ?? 0))
  }
  return forms
}
