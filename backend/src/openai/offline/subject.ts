import type { PassageIndex } from './ranking.ts'
import { termsOf } from './vocabulary.ts'

const ABOUT =
  /\b(?:about|on the topic of|on the subject of)\s+(?:my |the |a |an )?([^,.?!:;]{3,40}?)\s*(?:$|[,.?!:;]| for )/i
const NO_SUBJECT = /\b(what|how|it|this|that|them|who|myself|me|when|why|which)\b/i

/** What the thing asked for is to be about: "meal prep" in "a script about meal prep". */
export function readSubject(text: string): string | undefined {
  const [, subject] = ABOUT.exec(text) ?? []
  return subject && !NO_SUBJECT.test(subject) ? subject.trim() : undefined
}

/** Whether the library's passages never speak of it. */
export function isUnknown(subject: string, index: PassageIndex): boolean {
  const terms = termsOf(subject)
  return terms.length > 0 && terms.some((term) => index.weightOf(term) > RARE)
}

/** The weight of a word that stands in hardly any passage. */
const RARE = 4
