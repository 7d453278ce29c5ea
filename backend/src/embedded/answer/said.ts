/** Answers what the visitor asks of their own earlier messages. */
import { termsOf, wordsOf } from '../search/terms.ts'
import { sharedTerms } from './words.ts'

const ASKS = /\b(?:did|have|what|which|when|where|who|how)\b.{0,60}\bi (?:\w+ )?\w+/i
const SAYING = /\bi (?:\w+ )?(?:tell|told|say|said|mention|mentioned)\b/i
const REMEMBERS = /\b(?:do|can) you (?:still )?(?:remember|recall|know)\b.{0,40}\bmy\b/i
const OWN = /\b(?:i|my|mine|we|our)\b/i
const QUESTION =
  /\?\s*$|^\s*(?:what|how|why|when|where|who|which|can|could|should|do|does|is|are)\b/i
const ABOUT_SAYING = new Set('tell told say said mention mentioned remember recall'.split(' '))
/** With fewer words in common, a question may be about anything. */
const FEWEST_TERMS = 2
const MOST = 3

/** The earlier messages that say what is asked for; nothing where the question is about something else. */
export function answerFromSaid(question: string, said: string[]): string | undefined {
  const statements = said.filter((text) => !QUESTION.test(text))
  const isAsked = (ASKS.test(question) && SAYING.test(question)) || REMEMBERS.test(question)
  if (!isAsked && !OWN.test(question)) return undefined
  const terms = termsOf(question).filter((term) => !ABOUT_SAYING.has(term))
  const hits = (text: string) => sharedTerms(terms, wordsOf(text)).length
  const best = Math.max(...statements.map(hits), 0)
  if (!isAsked) {
    const isSaid = QUESTION.test(question) && best >= FEWEST_TERMS && best === terms.length
    return isSaid ? quote(statements.filter((text) => hits(text) === best)) : undefined
  }
  if (said.length === 0) return 'This is your first message here.'
  // Where no word is the same, all that was said about oneself may be meant.
  const found = best > 0 ? statements.filter((text) => hits(text) === best) : statements
  return found.length > 0 ? quote(found) : 'You have not said that in this chat.'
}

const quote = (texts: string[]) =>
  texts
    .slice(0, MOST)
    .map((text) => `You said: “${text.trim()}”`)
    .join('\n\n')
