/** What a message wants of a plan: a new one, a change of the one that is there, or nothing. */
import { readStart } from './dates.ts'
import { COUNTS, type Facts, readPlatforms, readStatedFacts } from './facts.ts'

export const MOST_DAYS = 31

export type PlanRequest = {
  /** As asked for, which may be more than a plan can have. */
  days?: number
  facts: Facts
  /** The words that may name its first day. */
  when: string
}

const COUNT = `\\d{1,3}|an?|${COUNTS.join('|')}|couple of`
const SPAN = new RegExp(`\\b(?:(${COUNT}) )?(day|week|month|fortnight)s?\\b(?! old)`)
/** How often, rather than how long. */
const RATE = new RegExp(
  `(?:\\b(?:${COUNT}) [a-z]+ |\\bonce |\\btwice )(?:a|per) (?:day|week|month)|\\b(?:each|every|per) [a-z]+`,
  'g',
)

/** The number of days that a request speaks of. */
export function readDays(text: string): number | undefined {
  const plain = simplify(text).replace(RATE, ' ').replace('weekly', 'a week')
  const [, count = '', unit] = SPAN.exec(plain) ?? []
  if (!unit || (unit === 'day' && /^(?:an?)?$/.test(count))) return undefined
  const length = { day: 1, week: 7, fortnight: 14, month: 30 }[unit] ?? 1
  const counted = count === 'couple of' ? 2 : Number(count) || COUNTS.indexOf(count) + 1
  return length * (counted || 1)
}

const CONTENT = '(?:content|post(?:ing|s)?|publishing|editorial|social(?: media)?|videos?|reels?)'
const PLATFORM = '(?:tiktok|instagram|insta|youtube|linkedin|podcast|newsletter)'
const NAME = '(?:plan|calendar|schedule)'
const NAMED = new RegExp(`^(?:(?:${CONTENT}|${PLATFORM}) )+${NAME}\\b(.*)$`)
const NAMED_BY_LENGTH = new RegExp(`^${NAME}\\b(.*)$`)
const NAMED_BY_USE = new RegExp(`^${NAME}( (?:for|of) .*)$`)
const ABOUT_CONTENT = new RegExp(`\\b(?:${CONTENT}|${PLATFORM}|channel|account|page)\\b`)
/** What is asked for then is something about plans. */
const BESIDE = /^ (?:templates?|examples?|ideas|tips|tools?|apps?|software|prompts?)\b/
const GOES_ON = /^$|^ (?:please|pls|for|about|with|from|starting)\b/

const wordSet = (words: string) => new Set(words.split(/\s+/))
const ASKING = wordSet(
  'make create build write give draft generate prepare design show set put come need want like love help get gimme',
)
/** All that may stand before a plan that is asked for; a longer message tells of one, or asks about it. */
const BEFORE = wordSet(`${[...ASKING, ...COUNTS].join(' ')}
  can could would will may you please pls me us i we i'd let's lets to out up together
  hi hey hello ok okay so yes and now then great coach also just new simple quick another
  my a an the next this coming full whole day days week weeks weekly month months monthly`)

const PLANNING = /^plan (?:out |ahead )?(?:(?:me|my|the|our|a|all|next|this|coming|whole) )*(.+)$/
const PLANNED_CONTENT = new RegExp(
  `^(?:${CONTENT}|${PLATFORM})(?:$| (?:for|from|on|over|please)\\b)`,
)
const WHAT_TO_POST = /^(?:so |and )?what (?:should|do|can|shall) i (?:post|film|publish) (.+)$/

/** Reads a request to have the coming days planned; questions about planning are none. */
export function readPlanRequest(text: string): PlanRequest | undefined {
  const parts = partsOf(text)
  const request = parts.find((part) => asksForPlan(part) || asksWhatToPost(part))
  if (!request) return undefined
  // A number in a story is not a requested count, nor is a day in it a start.
  const others = parts.filter((part) => isSpan(part) || /^(?:start|begin|from)/.test(part))
  const asked = [request, ...others]
  const days = asked.map(readDays).find((each) => each !== undefined)
  return { days, facts: factsIn(text), when: asked.join(' ') }
}

/** “make me a content plan”, “30 day plan”, “plan my month”, “plan two weeks of posts”. */
function asksForPlan(part: string): boolean {
  const words = part.replace('up with', 'up').split(' ')
  const start = words.findIndex((word) => !BEFORE.has(word) && !/^\d+$/.test(word))
  const before = words.slice(0, start)
  const rest = words.slice(start).join(' ')
  const last = before.at(-1) ?? ''
  const named = NAMED.exec(rest)
  const byUse = /^(?:a|my|the)$/.test(last) ? NAMED_BY_USE.exec(rest) : null
  const byLength = /^(?:day|week|month)/.test(last) ? NAMED_BY_LENGTH.exec(rest) : null
  const [, after] = named ?? byLength ?? byUse ?? []
  if (after === undefined) return asksToPlan(before.join(' '), rest)
  // A name alone asks, too, as long as it is only a name.
  const isAsked = before.some((word) => ASKING.has(word))
  const isName = GOES_ON.test(after) && !before.includes('my') && !before.includes('the')
  return !BESIDE.test(after) && (isAsked || isName) && (named !== null || isForContent(after))
}

function asksToPlan(before: string, rest: string): boolean {
  const [, what = ''] = PLANNING.exec(rest) ?? []
  if (!what || /^(?:i|we)$/.test(before)) return false
  const span = SPAN.exec(what)
  return span?.index === 0 ? isForContent(what.slice(span[0].length)) : PLANNED_CONTENT.test(what)
}

function asksWhatToPost(part: string): boolean {
  const [, when = ''] = WHAT_TO_POST.exec(part) ?? []
  return SPAN.test(when) && isSpan(when)
}

/** Whether nothing else is meant: nothing more is said, or it is about posts. */
function isForContent(after: string): boolean {
  const rest = after.replace(
    /\b(?:please|pls|for me|from|starting|on|next|tomorrow|today|[a-z]+day)\b/g,
    '',
  )
  return rest.trim() === '' || ABOUT_CONTENT.test(rest)
}

function factsIn(text: string): Facts {
  const platforms = readPlatforms(text)
  return { ...readStatedFacts(text), ...(platforms.length > 0 && { platforms }) }
}

const isSpan = (part: string) =>
  part
    .replace(SPAN, '')
    .replace(/\b(?:for|in|just|only|about|please|next|the|this|my)\b/g, '')
    .trim() === ''

const QUESTION =
  /^(?:so |and |but )?(?:how|why|what|when|where|which|who|should|is|are|do|does|did|am|has)\b/
const AN_HOW = /\bhow (?:do|to|can|should)\b/
const REQUEST_BEGINS =
  / (?:and|so|but) (?=i need|i want|need|can you|could you|please|plan my)|[,:]\s/

/** Sentences; those that ask nothing are also cut where a request may begin. */
function partsOf(text: string): string[] {
  return text
    .replaceAll('’', "'")
    .split(/[.!?;\n]+(?:\s|$)|\s[–—-]\s/)
    .flatMap((sentence) =>
      isQuestion(simplify(sentence)) ? sentence : sentence.toLowerCase().split(REQUEST_BEGINS),
    )
    .map(simplify)
    .filter((part) => part !== '')
}

const isQuestion = (part: string) => QUESTION.test(part) || AN_HOW.test(part)

const simplify = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()

const POLITE = /^(?:(?:please|can you|could you|ok|and|now) )+/
const CHANGE =
  /^(?:make|turn|change|cut|shorten|extend|start|begin|move) (?:it|this|on|from|(?:the|my) plan)\b/
const AGAIN = /^(?:redo|rebuild|remake|update) (?:it|this|(?:the|my) plan)\b/
const ANOTHER =
  /^(?:(?:make|give|create) )?(?:me )?(?:an? )?(?:new|another|different) (?:plan|one)\b/

/** What a message changes about the whole plan that is there. */
export function readPlanChange(text: string): (PlanRequest & { isAgain: boolean }) | undefined {
  const plain = simplify(text).replace(POLITE, '')
  if (isQuestion(plain)) return undefined
  const isAgain = AGAIN.test(plain) || ANOTHER.test(plain)
  const days = CHANGE.test(plain) ? readDays(plain) : undefined
  const isMoved = CHANGE.test(plain) && readStart(plain, '2026-01-01') !== undefined
  const facts = /\b(?:now|instead|changed|actually|only)\b/.test(plain) ? factsIn(text) : {}
  const hasNews = days !== undefined || isMoved || Object.keys(facts).length > 0
  return isAgain || hasNews ? { days, facts, when: plain, isAgain } : undefined
}

const DAY_ASKED = new RegExp(
  `^(?:so |and )?(?:what(?:'s| is| (?:do|should) i (?:post|do|film))|show me|tell me)(?: on| for)?` +
    ` (?:day (\\d{1,3})|(today|tomorrow))$`,
)

/** "What do I post tomorrow?" of the plan that is there: a number, "today" or "tomorrow". */
export function readDayAsked(text: string): string | undefined {
  const [, number, when] = DAY_ASKED.exec(simplify(text.replaceAll('’', "'"))) ?? []
  return number ?? when
}

const ONE_DAY = /^(?:change|edit|replace|swap|rewrite|redo) (?:the )?day (\d{1,3})\b(.*)$/is
const QUOTED = /["“](.{3,300}?)["”]/
const TO_FORMAT = /^ (?:in)?to an? ([\p{L}&-]+(?: [\p{L}&-]+){0,2})[.!]?$/u

export type DayChange = { day: number; format?: string; hook?: string }

/** "Change day 3 to a carousel", with its own words in quotation marks where it has any. */
export function readDayChange(text: string): DayChange | undefined {
  const [, day, rest = ''] =
    ONE_DAY.exec(text.trim().replace(/^(?:please|can you|could you) /i, '')) ?? []
  if (!day) return undefined
  const [, format] = TO_FORMAT.exec(rest) ?? []
  const [, hook] = QUOTED.exec(rest) ?? []
  return { day: Number(day), ...(format && { format: capitalise(format) }), ...(hook && { hook }) }
}

export const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
