import { bestPassages } from './candidates.ts'
import { readIdeas } from './ideas.ts'
import type { Library } from './library.ts'
import type { Query } from './query.ts'
import type { RankedPassage } from './ranking.ts'

/** What the likeness of a question to a section's heading and cues counts for, beside the words found in it. */
const FIT_SHARE = 1.5
const MOST_FOUND = 50

/**
 * The library's passages by two signals together: the words and their relatives, and the likeness to the
 * questions that a section is known to answer. The score is on the scale of the uploads' scores.
 */
export function searchByBoth(library: Library, query: Query): RankedPassage[] {
  const found = bestPassages([library.terms], readIdeas(query, library.relatedWords), MOST_FOUND)
  const strongest = found[0]?.score ?? 0
  const known = new Map(library.index.search(query).map((each) => [each.passage.id, each]))
  const byWords = new Map(
    found.map(({ passage, score }) => [library.index.passages[passage]?.id, score]),
  )
  return library.index.passages
    .flatMap((passage): RankedPassage[] => {
      const words = byWords.get(passage.id)
      const ranked = known.get(passage.id)
      if (words === undefined && !ranked) return []
      const fit = strongest * (ranked?.score ?? 0)
      const score = ((words ?? 0) + FIT_SHARE * fit) / (1 + FIT_SHARE)
      return [{ ...(ranked ?? unmatched(passage)), score }]
    })
    .sort((a, b) => b.score - a.score)
}

/** Found by other words than those of the question. */
function unmatched(passage: RankedPassage['passage']): RankedPassage {
  return { passage, score: 0, coverage: 0, fit: 0, isFocused: false }
}
