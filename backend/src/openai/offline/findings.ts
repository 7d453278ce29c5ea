import type { Ask } from './asking.ts'
import type { Catalogue, FoundPassage, Scope } from './catalogue.ts'
import { isCollection, isUsed } from './items.ts'
import { type Query, readQuery } from './ranking.ts'

/** What a composer works with: the question and everything found for it, best first. */
export interface Findings {
  ask: Ask
  query: Query
  library: FoundPassage[]
  uploads: FoundPassage[]
  catalogue: Catalogue
  scope: Scope
}

/** Below these shares of the question's words, a passage does not speak to the question. */
const LIBRARY_COVERAGE = 0.5
const UPLOAD_COVERAGE = 0.55

export function findFor(ask: Ask, scope: Scope, catalogue: Catalogue): Findings {
  const extras = [ask.who?.name, ask.context].join(' ')
  const query = readQuery(ask.topic, catalogue.library.index, extras)
  return {
    ask,
    query,
    catalogue,
    scope,
    library: arrange(relevant(catalogue.searchLibrary(query, scope), LIBRARY_COVERAGE), ask),
    uploads: relevant(catalogue.searchUploads(query, scope), UPLOAD_COVERAGE),
  }
}

function relevant(found: FoundPassage[], coverage: number): FoundPassage[] {
  return found.filter((each) => each.coverage >= coverage && each.isFocused)
}

/** What the wording asks for beyond its subject: things to use come first, and what was read already comes last. */
function arrange(library: FoundPassage[], ask: Ask): FoundPassage[] {
  const floor = (library[0]?.score ?? 0) * 0.45
  const first = (found: FoundPassage) => {
    if (ask.wants) return found.score >= floor && isCollection(found.passage)
    return ask.refines === true && found.score >= floor && !isUsed(found, ask)
  }
  return [...library.filter(first), ...library.filter((found) => !first(found))]
}
