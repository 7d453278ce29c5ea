import { readAudience } from './audience-words.ts'
import { readNiche } from './niche-words.ts'

/** What a creator says of themselves, in the forms that a line of the plan can take it in. */
export interface Phrases {
  /** What they do, after "of" or "into": "helping new mums sleep". */
  work: string
  /** What their viewers are after, after "about" or "with": "sleep". */
  niche: string
  /** Several people: "new mums". */
  audience: string
  /** After "to": "sleep better". */
  goal: string
}

/** What stands in a line whose words nobody has told. */
const BLANKS: Phrases = {
  work: '[what you do]',
  niche: '[your niche]',
  audience: 'beginners',
  goal: '[what they want to do]',
}

/** What the creator has told, as far as it names something. */
export function readTold(
  niche: string | undefined,
  audience: string | undefined,
): Partial<Phrases> {
  const told = niche ? readNiche(niche) : {}
  const people = (audience && readAudience(audience)) || told.audience
  return { ...told, ...(people && { audience: people }) }
}

/** The same, with something in every place. */
export function withBlanks(told: Partial<Phrases>): Phrases {
  return { ...BLANKS, ...told }
}
