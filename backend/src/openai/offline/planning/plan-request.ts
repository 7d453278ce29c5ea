import { COUNT, readCount } from '../wording.ts'

/** A plan to be made, for so many days. */
export interface PlanRequest {
  days: number
}

export const MOST_DAYS = 31
const MONTH = 30

const SUBJECT =
  '(?:content|posting|post|posts|publishing|social(?: media)?|editorial|video|videos|reels?|tiktok|instagram|youtube|linkedin|podcast|newsletter)'
const SPAN = `(?:(?:${COUNT}|next|this|coming|whole|full|entire|[1-9]\\d?)[ -]*)*(?:days?|weeks?|months?|fortnight)`
const CALENDAR = '(?:plan|calend[ae]r|schedule|planner|timetable)'
/** "a 30-day content plan", "content calendar", "a plan for my posts", "30-day plan". */
const PLAN = new RegExp(
  `\\b${SUBJECT}(?: and \\w+)? ${CALENDAR}\\b|\\b${SPAN} ${CALENDAR}\\b|\\b(?:monthly|weekly) ${CALENDAR}\\b|\\b${CALENDAR} (?:for|of) (?:what (?:i should|to) post|(?:my |all my )?${SUBJECT})\\b|\\b${CALENDAR} (?:for|of|covering|over) (?:my |the |a )?${SPAN}\\b`,
)
/** "plan my month", "plan out the next 30 days". */
const PLANNING = new RegExp(
  `\\bplan (?:out |ahead )?(?:me )?(?:all )?(?:my |our |the |out my |a )?(?:${SPAN}|${SUBJECT}(?: for| over)?(?: (?:my|our|the))?(?: ${SPAN})?)\\b`,
)
const WHAT_TO_POST = new RegExp(
  `^(?:so |ok |and )*what (?:should|do|can|shall|could) i post (?:(?:for|in|over|during|on) )?(?:(?:each|every) day (?:for|in|over|during) )?(?:the |my )?${SPAN}$`,
)

const OTHER_THINGS =
  '(?:launch(?:es)?|workouts?|training|meals?|diet|business|marketing|savings?|retirement|lessons?|study|studies|revision|travel|wedding|party|holidays?|vacation|trip|birthday|funnel|pricing|emails?|webinar|course|cleaning|budget|event|project|exit|backup|family|date|dinner|menu|garden|off)'
/** Plans of another kind, which are not for this page. */
const OTHER_PLAN = new RegExp(
  `\\b${OTHER_THINGS} ${CALENDAR}\\b|\\bplan (?:out )?(?:my |our |the |a |an )?(?:\\w+ )?${OTHER_THINGS}\\b`,
)

/** Said to have one made, rather than to hear how it is done or to tell of one. */
const ASKED =
  /^(?:(?:hi|hey|hello|ok(?:ay)?|so|yes|and|now|then|great|thanks|please|pls|coach|right|well) )*(?:(?:can|could|would|will) you (?:please |also |now |quickly )?(?:help me (?:to )?)?|(?:can|could|may) i (?:please )?(?:have|get)|i (?:need|want|would like|['’]?d like|could use)(?: you to)?|i['’]?d (?:like|love)(?: you to)?|(?:let'?s|lets)|help me(?: to)?(?: with)?|help with|let me have|time (?:for|to)|plan|make|create|build|write|give|draft|generate|prepare|design|set up|put together|do|get|show|come up with|produce|gimme|suggest|map out|new|another|(?:re)?do|rebuild|remake|redo)\b/
const QUESTION =
  /^(?:(?:hi|hey|hello|ok(?:ay)?|so|and|but) )*(?:how|why|what(?:'s| is| are| does| makes| should| goes| do)|when|where|which|who|should|is|are|do|does|did|am)\b|\b(?:how (?:do|can|should|to|would|could) (?:i|you|we|one)|how to) (?:plan|make|create|build|write|stick|keep|use|follow)\b/
/** What is told of a plan that is there. */
const TELLS =
  /\b(?:stick(?:ing)? to|follow(?:ed|ing)?|fell behind|(?:don'?t|do not|didn'?t|did not|can'?t|cannot|never|no longer) (?:need|want|have|like|understand|know)|hate|quit|stopped|using|used|already have|have a|without a|is (?:a|the|not|to)|isn'?t|work(?:ed|s))\b/

/** Reads a request to have the coming days planned; questions about planning are none. */
export function readPlanRequest(text: string): PlanRequest | undefined {
  const sentences = sentencesOf(text)
  const isRequest = sentences.some(
    (plain) => !OTHER_PLAN.test(plain) && (asksForPlan(plain) || WHAT_TO_POST.test(plain)),
  )
  return isRequest ? { days: readDays(sentences.join(' ')) ?? MONTH } : undefined
}

const LONGEST_NAME = 8

function asksForPlan(plain: string): boolean {
  if (QUESTION.test(plain) || TELLS.test(plain)) return false
  const isNamed = PLAN.test(plain)
  if (ASKED.test(plain)) return isNamed || PLANNING.test(plain)
  // "30-day content plan for a potter" is a request too, if that is all there is.
  const isName = new RegExp(`^(?:an? |my |the )?(?:\\S+ ){0,3}?${CALENDAR}\\b`).test(plain)
  const asksLater =
    /\b(?:please|pls|make|create|build|write|give|need|want|plan my|plan the|plan out|help me plan)\b/
  return isNamed
    ? (isName && plain.split(' ').length <= LONGEST_NAME + 4) || asksLater.test(plain)
    : /\b(?:please|help me|can you|could you|need you to|want you to) plan\b/.test(plain) &&
        PLANNING.test(plain)
}

/** The number of days that a text speaks of. */
export function readDays(text: string): number | undefined {
  const plain = text.toLowerCase().replace(/-/g, ' ')
  const [, count, unit = ''] =
    new RegExp(
      `\\b(?:(${COUNT}) )?(?:full |whole |more )?(days?|weeks?|months?|fortnight|weekly|monthly)(?! (?:a|per|each|every)\\b)`,
    ).exec(
      plain.replace(
        /\b(?:hours?|hrs?|times|posts?|videos?|minutes?) (?:a|per|each|every) (?:day|week|month)\b|\b(?:each|every) (?:day|week|month)\b|\bhours? weekly\b/g,
        ' ',
      ),
    ) ?? []
  if (!unit) return undefined
  const length = /^day/.test(unit) ? 1 : /^week/.test(unit) ? 7 : /^fort/.test(unit) ? 14 : MONTH
  if (length === 1 && !count) return undefined
  return Math.min(Math.max((readCount(count) ?? 1) * length, 1), MOST_DAYS)
}

/** The sentences of a text, and the parts between the commas of those that ask nothing. */
function sentencesOf(text: string): string[] {
  return text
    .slice(0, LONGEST_READ)
    .toLowerCase()
    .replace(/[’]/g, "'")
    .split(/[.!?;\n]+(?:\s|$)|\s[–—]\s/)
    .flatMap((sentence) => (QUESTION.test(simplify(sentence)) ? sentence : sentence.split(/,\s/)))
    .map(simplify)
    .filter((sentence) => sentence !== '')
}

function simplify(sentence: string): string {
  return sentence
    .replace(/[^\p{L}\p{N}' -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const LONGEST_READ = 2_000
