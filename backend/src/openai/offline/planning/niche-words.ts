import { readAudience } from './audience-words.ts'
import type { Phrases } from './phrases.ts'
import { lowerFirst, shorten, tidy } from './tidy-words.ts'
import { nameTrade } from './trade-words.ts'
import { gerundOf } from './verbs.ts'

const LEAD_IN =
  /^(?:(?:well|so|hi|hello|um|maybe|mostly|probably|basically|just|currently)[,.]? )*(?:(?:my|our|the) (?:niche|topic|subject|content|channel|account|page|work|field) (?:is|are|covers?)(?: all)?(?: about)? |it['’]?s (?:all )?(?:about )?|it is (?:all )?(?:about )?|(?:i|we) (?:make|create|post|do|film|share|publish|write)(?: (?:videos?|content|posts?|reels|tiktoks|stuff|things))? (?:about|on|around|for) |(?:content|videos?|posts|tips|everything|stuff|all) (?:about|on|around) |i['’]?m into |i am into |about )/i

/** Reads what someone says they make things about, however they put it. */
export function readNiche(told: string): Partial<Phrases> {
  const text = tidy(told).replace(LEAD_IN, '')
  return readHelping(text) ?? readDoing(text) ?? readTrade(text) ?? readSubject(text)
}

/** "a wedding photographer" is about wedding photography. */
function readTrade(text: string): Partial<Phrases> | undefined {
  const named = nameTrade(text)
  if (!named) return undefined
  const { work, about, people } = named
  return { ...readSubject(people ? `${about} for ${people}` : about), work: lowerFirst(work) }
}

/** "yoga for beginners" names whom it is for. */
function readSubject(text: string): Partial<Phrases> {
  const [, subject = '', people = ''] = /^(.+?) for ((?:my |the )?[^,]+)$/i.exec(text) ?? []
  const audience = readAudience(people)
  const niche = lowerFirst(shorten(audience ? subject : text))
  return { work: niche, niche, goal: goalOf(niche), ...(audience && { audience }) }
}

/** What people want of a subject, where it can be said better than that they want more of it. */
const goals: [subject: RegExp, goal: string][] = [
  [/^fitness$|^getting fit/i, 'get fitter'],
  [/^(?:better )?sleep$/i, 'sleep better'],
  [/^(?:personal finance|finances?|money|budgeting|saving money)$/i, 'get on top of your money'],
  [/^productivity$/i, 'get more done'],
  [/^(?:mental health|well-?being|wellness|self-?care)$/i, 'feel better from day to day'],
  [/^(?:nutrition|healthy eating)$/i, 'eat well'],
  [/^(?:career growth|careers?)$/i, 'move forward in your career'],
  [/^(?:running a business|business|entrepreneurship)$/i, 'grow your business'],
  [/^personal growth$/i, 'change something in your life'],
  [/^leadership$/i, 'become a better leader'],
  [/^buying or selling a home$/i, 'buy or sell a home'],
  [/^parenting$/i, 'have calmer days with your children'],
]

function goalOf(subject: string): string {
  const [, goal] = goals.find(([pattern]) => pattern.test(subject)) ?? []
  if (goal) return goal
  return /\bphotos$/.test(subject) ? `get better ${subject}` : `get further with ${subject}`
}

const HELP =
  /^(?:i |we |i['’]m |i am )?(?:help|helping|support|supporting|teach|teaching|coach|coaching|show|showing|guide|guiding|get|getting) (.+)$/i
const PEOPLE_END =
  '(?:people|women|men|mums|moms|dads|mothers|fathers|parents|kids|children|teens|teenagers|beginners|students|owners|founders|entrepreneurs|coaches|creators|introverts|professionals|graduates|businesses|freelancers|makers|artists|couples|families|adults|seniors|folks|teachers|nurses|engineers|developers|managers|leaders|runners|travellers|travelers|expats|buyers|sellers|brands|clients|others|anyone|everyone|[a-z]+ers|[a-z]+ists)'
/** Such as "over 40" or "in tech", before the verb begins. */
const PEOPLE_MORE =
  "(?:(?: who(?: are|['’]re)?| with| in| over| under| from| of| aged?) (?!their|your|the)[\\w-]+(?: (?:and|or|under|over|of) [\\w-]+)?)?"
const HELPED = new RegExp(
  `^((?:[\\w'’-]+ ){0,3}?${PEOPLE_END}${PEOPLE_MORE}) (?:(?:to |how to )?(.+))$`,
  'i',
)

/** "helping new mums sleep better": what the viewers are after is to sleep better. */
function readHelping(text: string): Partial<Phrases> | undefined {
  const [, rest = ''] = HELP.exec(text) ?? []
  const [, people = '', aim = ''] = HELPED.exec(rest) ?? []
  if (!people || !aim) return undefined
  const audience = readAudience(people)
  const helping = shorten(`helping ${audience ?? 'people'} ${aim}`, 80)
  const named = { work: helping, ...(audience && { audience }) }
  const [, thing] = /^(?:with|in|through|at|on|about) (?:their |your |the )?(.+)$/i.exec(aim) ?? []
  if (thing) {
    const niche = lowerFirst(shorten(thing))
    return { ...named, niche, goal: goalOf(niche) }
  }
  const verb = shorten(withoutTheir(aim))
  return {
    ...named,
    niche: nameOfAim(verb),
    goal: SAME_NOUN.test(verb) ? goalOf(nameOfAim(verb)) : verb,
  }
}

/** Said to the viewers, what is theirs is yours. */
function withoutTheir(text: string): string {
  return text.replace(/\btheir\b/gi, 'your').replace(/\bthemselves\b/gi, 'yourself')
}

/** Verbs that are the names of what they mean: "sleep better" is after better sleep. */
const SAME_NOUN = /^(sleep|travel|dance|rest|work|focus)(?: (better|well|more))?$/i

function nameOfAim(aim: string): string {
  const [, noun, how] = SAME_NOUN.exec(aim) ?? []
  if (noun) return how ? `better ${noun.toLowerCase()}` : noun.toLowerCase()
  return gerundOf(aim)
}

const DOING =
  /^(?:i|we) ((?!(?:am|are|have|was|want|like|love|enjoy|don['’]?t)\b)[a-z]+ .+|cook|bake|paint|knit|sew|garden|sing|draw|dance|run|travel)$/i

/** "I bake vegan cakes" is baking vegan cakes; what is sold or taught is what its buyers and learners are after. */
function readDoing(text: string): Partial<Phrases> | undefined {
  const [, loved] = /^(?:i|we) (?:love|like|enjoy) (.+)$/i.exec(text) ?? []
  if (loved) return readSubject(loved)
  const [, verb] = DOING.exec(text) ?? []
  const doing = verb ? gerundOf(verb) : text
  const [, thing] = /^(?:teaching|selling|reviewing) (.+?)(?: to (.+))?$/i.exec(doing) ?? []
  if (thing)
    return {
      ...readSubject(doing.replace(/^\w+ /, '').replace(' to ', ' for ')),
      work: lowerFirst(shorten(doing)),
    }
  return verb ? readSubject(doing) : undefined
}
