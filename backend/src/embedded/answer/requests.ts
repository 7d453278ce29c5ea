/** What kind of message it is, as far as it is certain, and what of it the visitor has said before. */
import { sharedTerms, termsOf, wordsOf } from '../search/terms.ts'

export type Request =
  | { kind: 'greeting' | 'thanks' | 'statement' | 'more' | 'question' }
  | { kind: 'task'; verb: string }

const GREETING = /^(?:(?:hi|hello|hey|hiya|yo|there|good (?:morning|afternoon|evening))\b[,!. ]*)+/i
const THANKS = new Set(
  'thanks thank thx ty cheers great perfect awesome cool nice ok okay super lot lots helps helped helpful useful'.split(
    ' ',
  ),
)
const MOST_THANKS_WORDS = 8
const MORE = /^(?:more|another|others?|the next|what else|anything else|next|go on|continue)\b/i
/** “Three more”, “a few more please”. */
const SO_MANY_MORE = /^(?:\S+ ){1,2}more(?: please)?[.!?]*$/i
const MOST_MORE_WORDS = 6
const REQUEST = /^(?:(?:can|could|would) you |please |pls |(?:tell|give|show) me )*/i
const TASK = /^(rewrite|rephrase|shorten|translate|proofread|correct|improve|edit)\b/i
const CAPTION = /^(?:write|make)\b.{0,20}\bcaptions?\b/i
const STATEMENT = /^(?:i['’]?m|i am|my name is|i (?:run|own|have|teach|make)|we (?:are|run))\b/i

export function readRequest(message: string): Request {
  const text = message.trim()
  const words = wordsOf(text)
  const rest = text.replace(GREETING, '')
  if (rest === '' && text !== '') return { kind: 'greeting' }
  const isThanks =
    words.length <= MOST_THANKS_WORDS &&
    words.some((word) => THANKS.has(word)) &&
    termsOf(text).every((word) => THANKS.has(word))
  if (isThanks) return { kind: 'thanks' }
  const wanted = text.replace(REQUEST, '')
  const isMore = MORE.test(wanted) || SO_MANY_MORE.test(wanted)
  if (isMore && words.length <= MOST_MORE_WORDS) return { kind: 'more' }
  if (CAPTION.test(wanted)) return { kind: 'task', verb: 'write captions' }
  const verb = TASK.exec(wanted)?.[1]?.toLowerCase()
  if (verb) return { kind: 'task', verb: `${verb} texts` }
  return { kind: !text.includes('?') && STATEMENT.test(rest) ? 'statement' : 'question' }
}

/** “What did I tell you about …?”, “have I said …”, “where I said that … is”. */
const DID_I_SAY =
  /\b(?:did|have) i (?:\w+ )?(?:tell|told|say|said|mention|mentioned|write|wrote)\b/i
const WHAT_I_SAID =
  /\b(?:what|which|when|where|who|why)\b.{0,60}\bi (?:\w+ )?(?:told|said|mentioned|wrote)\b/i
const REMEMBERS = /\b(?:do|can) you (?:still )?(?:remember|recall|know)\b.{0,40}\bmy\b/i
const ABOUT_SAYING = new Set(
  'tell told say said mention mentioned write wrote remember recall'.split(' '),
)
const OWN = /\b(?:i|my|mine|we|our)\b/i
const QUESTION =
  /\?\s*$|^\s*(?:what|how|why|when|where|who|which|can|could|should|do|does|did|is|are)\b/i
/** With fewer words in common, a question may be about anything. */
const FEWEST_TERMS = 2
const MOST_SAID = 3

/** The earlier messages that a question asks for; nothing where it is about something else. */
export function answerFromSaid(question: string, said: string[]): string | undefined {
  const isAsked = [DID_I_SAY, WHAT_I_SAID, REMEMBERS].some((asks) => asks.test(question))
  const { quoted, found, terms } = searchSaid(question, said)
  if (!isAsked) {
    const isOwn = OWN.test(question) && QUESTION.test(question)
    return isOwn && found === terms && found >= FEWEST_TERMS ? quoted : undefined
  }
  if (said.length === 0) return 'This is your first message here.'
  return quoted ?? 'You have not told me that.'
}

/** The earlier messages that have all words of a question, in whatever language it asks. */
export function saidOf(question: string, said: string[]): string | undefined {
  const { quoted, found, terms } = searchSaid(question, said)
  return found === terms && found > 0 && QUESTION.test(question) ? quoted : undefined
}

/** Where no word is the same, all that was said about oneself may be meant. */
function searchSaid(question: string, said: string[]) {
  const terms = termsOf(question).filter((term) => !ABOUT_SAYING.has(term))
  const statements = said.filter((text) => !QUESTION.test(text))
  const hits = statements.map((text) => sharedTerms(terms, wordsOf(text)).length)
  const found = Math.max(...hits, 0)
  const best = statements.filter((_, at) => hits[at] === found).slice(-MOST_SAID)
  const quoted = best.map((text) => `You said: “${text.trim()}”`).join('\n\n') || undefined
  return { quoted, found, terms: terms.length }
}
