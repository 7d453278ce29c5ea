import type { Ask, Who } from './asking.ts'
import type { Catalogue, FoundPassage, Scope } from './catalogue.ts'
import { isAsking } from './clauses.ts'
import { belonging } from './domain.ts'
import { isCollection, isUsed } from './items.ts'
import { type Query, readQuery } from './query.ts'
import type { RankedPassage } from './ranking.ts'
import { isForTrade } from './trades.ts'

/** What a composer works with: the question and everything found for it, best first. */
export interface Findings {
  ask: Ask
  query: Query
  library: FoundPassage[]
  /** Of a question of several parts, the passage that answers each. */
  parts: FoundPassage[]
  uploads: FoundPassage[]
  catalogue: Catalogue
  scope: Scope
}

/** Below this share of the question's words, a passage does not speak to the question. */
const UPLOAD_COVERAGE = 0.55

export function findFor(ask: Ask, scope: Scope, catalogue: Catalogue): Findings {
  const who = whoFor(ask)
  const extras = [who?.name, ask.context].join(' ')
  const query = readQuery(ask.topic, catalogue.library.index, extras)
  const found = catalogue.searchLibrary(query, scope)
  const library = arrange(inField(found, query, who), ask)
  return {
    ask,
    query,
    catalogue,
    scope,
    library,
    parts: library.length > 0 ? partsOf(query, scope, catalogue) : [],
    uploads: catalogue
      .searchUploads(query, scope)
      .filter(({ coverage, isFocused }) => coverage >= UPLOAD_COVERAGE && isFocused),
  }
}

/** Whom the question names, else the niche that is known of the creator. */
function whoFor({ who, known }: Ask): Who | undefined {
  return who ?? (known?.niche ? { kind: 'trade', name: known.niche } : undefined)
}

/** The more a question's own words speak for the field, the less its best passage has to prove. */
const PROOFS = [
  { belonging: 2, fit: 0.12 },
  { belonging: 1, fit: 0.34 },
  { belonging: 0, fit: 0.6 },
]

/** From this share of the question's words on, a passage at least mentions what is asked. */
const MENTION_COVERAGE = 0.5

/** The passages found if the question is one for the library, best first; else none. */
export function inField<Found extends RankedPassage>(
  found: Found[],
  query: Query,
  who?: Who,
): Found[] {
  const level = belonging(query.text)
  const proof = PROOFS.find((each) => level >= each.belonging)
  const best = found[0]
  if (!proof || !best) return []
  const isMentioned = level >= 2 && best.coverage >= MENTION_COVERAGE && best.isFocused
  if (best.fit < proof.fit && !isMentioned) return []
  return found.filter(
    ({ score, passage }) => score >= best.score * 0.4 || isForTrade(passage.heading, who),
  )
}

/** How surely a passage must answer one clause for it to be a part of its own. */
const PART_FIT = 0.5
const PARTS = 3

function partsOf({ clauses, text }: Query, scope: Scope, catalogue: Catalogue): FoundPassage[] {
  const best = clauses.flatMap((clause) => {
    const isIntroduction = clauses.length > 2 && text.includes(`${clause.text}:`)
    const [first] =
      isAsking(clause.text) && !isIntroduction ? catalogue.searchLibrary(clause, scope) : []
    return first && first.fit >= PART_FIT ? [first] : []
  })
  const distinct = new Map(best.map((found) => [found.passage.id, found]))
  return distinct.size > 1 ? [...distinct.values()].slice(0, PARTS) : []
}

/** What the wording asks for beyond its subject: things to use come first, and what was read already comes last. */
function arrange(library: FoundPassage[], ask: Ask): FoundPassage[] {
  const home = library[0]?.passage.fileId
  const floor = (library[0]?.score ?? 0) * 0.45
  const isOwn = ({ passage }: FoundPassage) =>
    passage.fileId === home && isForTrade(passage.heading, whoFor(ask))
  const first = (found: FoundPassage) => {
    if (library.some(isOwn)) return isOwn(found)
    if (ask.wants) return found.score >= floor && isCollection(found.passage)
    return ask.refines === true && found.score >= floor && !isUsed(found, ask)
  }
  return [...library.filter(first), ...library.filter((found) => !first(found))]
}
