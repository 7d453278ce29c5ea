import { readWho } from '../asking.ts'
import { COUNT, readCount } from '../wording.ts'
import type { Facts } from './facts.ts'
import { readDays } from './plan-request.ts'

/** The facts that someone states of themselves in a message, as far as the wording leaves no doubt. */
export function readStatedFacts(text: string): Facts {
  const niche = readNiche(text)
  const audience = readAudience(text)
  const platforms = readPlatforms(text)
  const hours = readHours(text)
  return {
    ...(niche && { niche: [niche] }),
    ...(audience && { audience: [audience] }),
    ...(platforms.length > 0 && { platforms }),
    ...(hours && { hours: [hours] }),
  }
}

/** What ends a statement: a comma, a full stop, "and I have …". */
const END = `(?=\\s*(?:[.,;:!?\\n]|$)| (?:and|but|so|now|with|because) (?:i|my|we|have|plan|make|create|please|only|\\d)| (?:on|for) (?:tiktok|instagram|youtube|linkedin|my|the|this|next)| (?:for|over|in) (?:${COUNT}) | please\\b| instead\\b| now\\b)`
const NICHES = [
  new RegExp(
    `\\b(?:niche|topic|subject) (?:is|has become|will be|would be)(?: now| called)? (?!not\\b|too\\b|so\\b)(.+?)${END}`,
    'i',
  ),
  new RegExp(
    `\\b((?:i|we) (?:help|teach|coach|bake|make|sell|cook|film|paint|knit|sew|design|craft|review|photograph|grow|build|draw|write about|post about|talk about|run) (?!you\\b|it\\b|this\\b|that\\b|them\\b|me\\b|a plan|a content|plans?\\b|sure\\b|posts?\\b|videos?\\b|content\\b|reels?\\b|money\\b).+?)${END}`,
    'i',
  ),
  new RegExp(
    `\\b(?:channel|account|page|podcast|newsletter|blog|tiktok|instagram|youtube|content|posts|videos) (?:is |are )?(?:all )?(?:about|on) (?!it\\b|this\\b|that\\b|(?:my |the )?(?:tiktok|instagram|youtube|linkedin)\\b)(.+?)${END}`,
    'i',
  ),
  new RegExp(
    `\\b(?:plan|calend[ae]r|schedule)\\b[^.?!]{0,60}?\\b(?:about|around|on the topic of) (?!my\\b|the\\b|it\\b|this\\b|that\\b)(.+?)${END}`,
    'i',
  ),
  // "for vegan baking"; what does not end in -ing could be whom it is for.
  new RegExp(`\\b(?:plan|calend[ae]r|schedule) for (?:my )?((?:[\\w'-]+ )?[a-z]+ing)${END}`, 'i'),
]
const NOT_A_NICHE =
  /^(?:posting|filming|everything|next|the coming|making|creating|planning|upcoming|batching|growing|editing|something)$/i

function readNiche(text: string): string | undefined {
  for (const pattern of NICHES) {
    const [, niche = ''] = pattern.exec(text) ?? []
    if (niche && !NOT_A_NICHE.test(niche)) return niche.trim()
  }
  const [, coach] = COACH.exec(text) ?? []
  const who = readWho(text)
  return coach ?? (who?.kind === 'trade' ? who.name : undefined)
}

const COACH = /\b(?:for|i am|i['’]m|as) an? ((?:[a-z-]+ ){1,2}?coach)\b/i

const AUDIENCE = new RegExp(
  `\\b(?:audience|viewers|ideal clients?|target group|followers) (?:is|are|will be)(?: now| mostly| mainly)? (?!not\\b|too\\b|so\\b|small\\b|tiny\\b|gone\\b|dropping\\b|growing\\b)(.+?)${END}|\\b(?:aimed at|it['’]s for|it is for|speak(?:ing)? to|for an audience of) (?!my |me\\b|you\\b|it\\b)(.+?)${END}`,
  'i',
)
const PEOPLE =
  /\b(?:people|women|men|mums|moms|dads|parents|beginners|students|owners|founders|freelancers|children|kids|teens|families|couples|travell?ers|runners|buyers|professionals|introverts|adults)\b/i

function readAudience(text: string): string | undefined {
  const [, stated, aimed] = AUDIENCE.exec(text) ?? []
  if (stated ?? aimed) return (stated ?? aimed)?.trim()
  const who = readWho(text)
  return who?.kind === 'audience' && PEOPLE.test(who.name) ? who.name : undefined
}

/** The platforms of the form, by the names people have for them. */
const platformNames: [RegExp, string][] = [
  [/\btik ?tok\b/i, 'TikTok'],
  [/\b(?:instagram|insta|ig|reels?)\b/i, 'Instagram'],
  [/\b(?:youtube|yt)\b/i, 'YouTube'],
  [/\blinked ?in\b/i, 'LinkedIn'],
  [/\bpodcasts?\b/i, 'Podcast'],
  [/\bnewsletters?\b/i, 'Newsletter'],
]
/** Named to be left out, so that only asking can tell. */
const LEFT_OUT =
  /\b(?:not|no|never|without|except|leave|left|leaving|quit|hate|instead of|don['’]?t|stopped|off)\b[^.?!]{0,40}\b(?:tik ?tok|instagram|insta|reels?|youtube|linked ?in|podcasts?|newsletters?)\b/i

export function readPlatforms(text: string): string[] {
  if (LEFT_OUT.test(text)) return []
  return platformNames
    .map(([pattern, name]) => ({ name, at: text.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name)
}

const HOURS = new RegExp(
  `\\b(?:(\\d{1,2}(?:\\.\\d)?) ?(?:-|–|to) ?)?(\\d{1,2}(?:\\.\\d)?|half an|an|${COUNT}) ?(hours?|hrs?|h|minutes|mins?)(?: of (?:my )?time)? ?(?:\\/|a|per|each|every|on)? ?(day|week|weekend|weekly|daily)`,
  'i',
)

/** "four hours a week", "30 minutes a day". */
function readHours(text: string): string | undefined {
  const [, , amount = '', unit = '', span = ''] = HOURS.exec(text) ?? []
  if (amount === '') return undefined
  const count = /^half/i.test(amount)
    ? 0.5
    : /^an$/i.test(amount)
      ? 1
      : Number(amount) || (readCount(amount) ?? 0)
  const hours = (/^m/i.test(unit) ? count / 60 : count) * (/^da/i.test(span) ? 7 : 1)
  return hours > 0 ? bandOf(hours) : undefined
}

export const HOUR_BANDS = ['Under 3', '3 to 5', '6 to 10', 'More than 10'] as const
export type HourBand = (typeof HOUR_BANDS)[number]

function bandOf(hours: number): HourBand {
  if (hours < 3) return 'Under 3'
  if (hours < 6) return '3 to 5'
  return hours <= 10 ? '6 to 10' : 'More than 10'
}

/** Reads the answer of the form, or one in words. */
export function readHourBand(told: string | undefined): HourBand | undefined {
  if (!told) return undefined
  const band = HOUR_BANDS.find((each) => told.toLowerCase().startsWith(each.toLowerCase()))
  const count = Number(/\d+(?:\.\d+)?/.exec(told)?.[0])
  return band ?? (count > 0 ? bandOf(count) : undefined)
}

/** What a message says has changed about a plan that is there: its length, or facts behind it. */
export function readPlanChange(text: string): { days?: number; facts: Facts } | undefined {
  const facts = readStatedFacts(text)
  const isNew =
    /\b(?:now|instead|changed?|switch(?:ed)?|only|actually|make it|redo|rebuild|update|adapt|rather|from now on|is now|are now)\b/i.test(
      text,
    )
  const days =
    /\b(?:make|turn|change|cut|shorten|extend|stretch|only|just|rather|instead|for)\b/i.test(text)
      ? readDays(text)
      : undefined
  const isAboutOneDay = /\bday \d|\b(?:tomorrow|today)\b/i.test(text)
  if (/\?\s*$/.test(text) && !/\b(?:can|could|would) you\b/i.test(text)) return undefined
  if (isAboutOneDay || !isNew) return undefined
  return days || Object.keys(facts).length > 0 ? { days, facts } : undefined
}
