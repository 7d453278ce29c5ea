import type { Idea } from './candidates.ts'
import type { Query } from './query.ts'
import type { RelatedWords } from './related-words.ts'
import { importanceOf, termOf } from './vocabulary.ts'

/** What a question is about: each of its terms, and each phrase that means something as a whole. */
export function readIdeas({ text, terms }: Query, related: RelatedWords): Idea[] {
  const ideas = terms.map(({ term, forms }) => ({
    term,
    forms: new Map(forms),
    importance: importanceOf(term),
  }))
  const phrases: Idea[] = []
  for (const { said, forms } of related.relationsIn(text)) {
    const term = said.length === 1 ? termOf(said[0] ?? '') : undefined
    const idea = ideas.find((each) => each.term === term)
    if (idea) addForms(idea.forms, forms)
    else phrases.push({ forms, importance: 1 })
  }
  return [...ideas, ...phrases]
}

function addForms(known: Map<string, number>, added: Map<string, number>): void {
  for (const [form, share] of added) known.set(form, Math.max(share, known.get(form) ?? 0))
}
