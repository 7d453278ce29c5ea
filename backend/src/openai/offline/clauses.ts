import { splitWords, termsOf } from './vocabulary.ts'

const SENTENCE_END = /(?<=[.?!;…])\s+|\n+|\s+[–—-]+\s+|:\s+/
const ASKS_ON =
  /,\s+(?=(?:and|but|so|or|then|also|how|what|which|when|why|where|who|can|could|should|is|are|do|does|i|i'm|im|any|help|please|each|tell)\b)|\s+(?=(?:and|but|so|then) (?:how|what|which|when|why|where|who|should|can|do|i|tell|give|then)\b)/i

/** So few words without a topic ask nothing. */
const LONGEST_EMPTY = 3

/** The parts of a message that could each be a question of their own. */
export function readClauses(text: string): string[] {
  return text
    .split(SENTENCE_END)
    .flatMap((sentence) => sentence.split(ASKS_ON))
    .map((clause) => clause.trim())
    .filter((clause) => termsOf(clause).length > 0 || splitWords(clause).length > LONGEST_EMPTY)
}

const ASKING =
  /\?|^(and |but |so |then |please )*(each with|how|what|which|when|why|where|who|can|could|should|is|are|do|does|give|write|make|show|help|tell|explain|list|suggest|create)\b/i

/** Whether a clause asks for something rather than telling how things stand. */
export function isAsking(clause: string): boolean {
  return ASKING.test(clause)
}
