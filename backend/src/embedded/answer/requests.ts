/** What kind of message it is, as far as it is certain. */
import { termsOf, wordsOf } from '../search/terms.ts'

export type Request =
  | { kind: 'greeting' | 'thanks' | 'statement' | 'more' | 'question' }
  | { kind: 'task'; verb: string }

const GREETINGS = new Set('hi hello hey hiya yo good morning afternoon evening there'.split(' '))
const THANKS = new Set(
  'thanks thank thx ty cheers great perfect awesome cool nice ok okay super lot lots helps helped helpful useful'.split(
    ' ',
  ),
)
const MORE = /^(?:more|another|others?|the next|what else|anything else|next|go on|continue)\b/i
/** “Three more”, “a few more please”. */
const SO_MANY_MORE = /^(?:\S+ ){1,2}more(?: please)?[.!?]*$/i
const REQUEST = /^(?:(?:can|could|would) you |please |pls |(?:tell|give|show) me )*/i
const TASK = /^(rewrite|rephrase|shorten|translate|proofread|correct|improve|edit)\b/i
const CAPTION = /^(?:write|make)\b.{0,20}\bcaptions?\b/i
const GREETING = /^(?:(?:hi|hello|hey)\b)?[,!. ]*/i
const STATEMENT = /^(?:i['’]?m|i am|my name is|i (?:run|own|have|teach|make)|we (?:are|run))\b/i

const MOST_GREETING_WORDS = 4
const MOST_THANKS_WORDS = 8
const MOST_MORE_WORDS = 6

export function readRequest(message: string): Request {
  const text = message.trim()
  const words = wordsOf(text)
  const isAll = (known: Set<string>, most: number) =>
    words.length > 0 && words.length <= most && words.some((word) => known.has(word))
  if (isAll(GREETINGS, MOST_GREETING_WORDS) && words.every((word) => GREETINGS.has(word))) {
    return { kind: 'greeting' }
  }
  if (isAll(THANKS, MOST_THANKS_WORDS) && termsOf(text).every((word) => THANKS.has(word))) {
    return { kind: 'thanks' }
  }
  const wanted = text.replace(REQUEST, '')
  const isMore = MORE.test(wanted) || SO_MANY_MORE.test(wanted)
  if (isMore && words.length <= MOST_MORE_WORDS) return { kind: 'more' }
  if (CAPTION.test(wanted)) return { kind: 'task', verb: 'write captions' }
  const verb = TASK.exec(wanted)?.[1]?.toLowerCase()
  if (verb) return { kind: 'task', verb: `${verb} texts` }
  const isStatement = !text.includes('?') && STATEMENT.test(text.replace(GREETING, ''))
  return { kind: isStatement ? 'statement' : 'question' }
}
