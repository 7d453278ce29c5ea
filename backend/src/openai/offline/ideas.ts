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

/** A phrase often means what its words mean: what stands for both counts for the weightier one alone. */
export function countedOnce(ideas: Idea[]): Idea[] {
  const weightiest = new Map<string, Idea>()
  const weightIn = ({ forms, importance }: Idea, form: string) =>
    (forms.get(form) ?? 0) * importance
  for (const idea of ideas)
    for (const form of idea.forms.keys()) {
      const known = weightiest.get(form)
      if (!known || weightIn(idea, form) > weightIn(known, form)) weightiest.set(form, idea)
    }
  return ideas
    .map((idea) => ({
      ...idea,
      forms: new Map(
        [...idea.forms].filter(([form, share]) => share === 1 || weightiest.get(form) === idea),
      ),
    }))
    .filter(({ forms }) => forms.size > 0)
}
