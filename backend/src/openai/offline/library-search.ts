import { bestPassages } from './candidates.ts'
import { readIdeas } from './ideas.ts'
import type { Library } from './library.ts'
import type { Query } from './query.ts'
import type { RankedPassage } from './ranking.ts'

/** What the library's own ranking counts for beside the words found, and a question that a section is known to answer. */
const RANKING_SHARE = 0.7
const FIT_SHARE = 1.2
/** Brings the sum to the scale of the uploads' scores, so that neither crowds out the other. */
const WHOLE = 2.2
const MOST_FOUND = 50
/** What it adds that a question means the same as one that a section is known to answer. */
const MEANING_SHARE = 0.3
/** From here on a likeness in meaning alone makes a passage a result. */
const LEAST_MEANING = 0.4
/** The uploads have no such questions, so that the library's scores must give way a little. */
const WITH_MEANING = 0.6

/**
 * The library's passages by three signals together: the words and their relatives, and the likeness, by word
 * and by meaning, to the questions that a section is known to answer. The score is on the scale of the
 * uploads' scores.
 */
export function searchByBoth(library: Library, query: Query): RankedPassage[] {
  const found = bestPassages([library.terms], readIdeas(query, library.relatedWords), MOST_FOUND)
  const strongest = found[0]?.score ?? 0
  const ranking = new Map(library.index.search(query).map((each) => [each.passage.id, each]))
  const byWords = new Map(
    found.map(({ passage, score }) => [library.index.passages[passage]?.id, score]),
  )
  const meanings = library.knownQuestions.likenessesTo(query.text)
  return library.index.passages
    .flatMap((passage, position): RankedPassage[] => {
      const words = byWords.get(passage.id)
      const ranked = ranking.get(passage.id)
      const meaning = meanings[position] ?? 0
      if (words === undefined && !ranked && meaning < LEAST_MEANING) return []
      const { score: rank = 0, fit = 0 } = ranked ?? {}
      // Squared, because a half likeness to a question is no half answer.
      const known = strongest * (RANKING_SHARE * rank + FIT_SHARE * fit ** 2)
      const byWord = ((words ?? 0) + known) / WHOLE
      // Squared like the fit.
      const score = WITH_MEANING * (byWord + MEANING_SHARE * meaning ** 2)
      return [{ ...(ranked ?? unmatched(passage)), score }]
    })
    .sort((a, b) => b.score - a.score)
    .map((ranked) => ({ ...ranked, score: Math.min(1, ranked.score) }))
}

/** Found by other words than those of the question. */
function unmatched(passage: RankedPassage['passage']): RankedPassage {
  return { passage, score: 0, coverage: 0, fit: 0, isFocused: false }
}
