/** What a plan has to know about its creator: from forms, or stated in so many words. */

/** By the names that the form has for them. */
export const factNames = ['niche', 'audience', 'platforms', 'hours'] as const
export type FactName = (typeof factNames)[number]

/** An empty list was left out on purpose; what is not there was never asked. */
export type Facts = Partial<Record<FactName, string[]>>

const PLATFORMS = ['TikTok', 'Instagram', 'YouTube', 'LinkedIn', 'Podcast', 'Newsletter']

/** Reads the lines `name: value, value` of a `<CreatorFacts>` block. */
export function readFacts(block: string): Facts {
  const facts: Facts = {}
  for (const line of block.split('\n')) {
    const name = factNames.find((each) => line.startsWith(`${each}: `))
    if (!name) continue
    const value = line.slice(name.length + 2).trim()
    // Only the platforms are a list; a comma in another answer is the creator's own.
    const values = name === 'platforms' ? value.split(/\s*,\s*/) : [value]
    facts[name] = value === '(not given)' ? [] : values
  }
  return facts
}

export const COUNTS = 'one two three four five six seven eight nine ten'.split(' ')

/** Within one sentence. */
const SOME = '[^.!?\\n]{1,80}?'
/** `_` is what is stated. */
const statements: [name: FactName, statement: string][] = [
  ['niche', 'my (?:niche|topic|subject) is (?:now )?_(?: now)?'],
  ['niche', `i (?:teach|coach) _(?: to ${SOME})?`],
  ['niche', `i help ${SOME} with (?:their )?_`],
  ['niche', "i(?: am|['’]?m) an? ((?:\\S+ ){0,2}?[a-z]+(?:er|or|ist|ian|eer))"],
  ['niche', 'for my _ (?:business|channel|account|page|brand|blog|shop)'],
  ['niche', '(?:plan|calendar|schedule) about _'],
  ['audience', 'my (?:audience|viewers|followers) (?:is|are) (?:now )?_(?: now)?'],
  ['audience', `i (?:teach|coach) ${SOME} to _`],
  ['audience', `i help _ with ${SOME}`],
  ['hours', `(\\d{1,2}|${COUNTS.join('|')}) hours? (?:a|per|each) week`],
]
const END = '(?=[.,;:!?\\n]|$| (?:on|and|who|but|for|please|now)\\b)'
const patterns = statements.map(
  ([name, statement]) =>
    [name, new RegExp(`\\b${statement.replace('_', `(${SOME})`)}${END}`, 'i')] as const,
)
/** What people say of themselves beside their work, and of a niche or an audience beside its name. */
const NO_FACT =
  /^(?:not|the|it|this|that|so|too|beginner|newcomer|learner|(?:.* )?(?:mother|father))\b/i
const NO_NAMES =
  /^(?:very |pretty )?(?:small|tiny|broad|boring|crowded|saturated|unclear|growing|gone)$/i

/** The facts that someone states of themselves, where the wording leaves no doubt. */
export function readStatedFacts(text: string): Facts {
  const facts: Facts = {}
  for (const [name, pattern] of patterns) {
    const value = pattern.exec(text)?.[1]?.trim()
    if (!value || NO_FACT.test(value) || NO_NAMES.test(value)) continue
    if (readPlatforms(value).length === 0)
      facts[name] ??= [name === 'hours' ? bandOf(value) : value]
  }
  return facts
}

/** Who names a platform to leave it out has to be asked. */
export function readPlatforms(text: string): string[] {
  if (/\b(?:not|no|never|without|except|instead of|quit|hate|don['’]?t)\b/i.test(text)) return []
  const words = text.toLowerCase()
  return PLATFORMS.filter((name) => words.includes(name.toLowerCase()))
}

/** As the form has them. */
function bandOf(count: string): string {
  const hours = Number(count) || COUNTS.indexOf(count.toLowerCase()) + 1
  if (hours < 3) return 'Under 3'
  if (hours < 6) return '3 to 5'
  return hours <= 10 ? '6 to 10' : 'More than 10'
}

const UNKNOWN =
  /^(?:i(?:'m| am)? )?(?:idk|don't know|do not know|no idea|not sure|unsure|n\/a)\b.{0,20}$/i
const LONGEST_SAID = 80

/** What was told of a fact, in the creator's own words; `undefined` where it says nothing. */
export function saidOf([told = '']: string[] = []): string | undefined {
  const words = told.trim().replaceAll('’', "'")
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(words) || UNKNOWN.test(words)) return undefined
  return words.length <= LONGEST_SAID ? words : undefined
}

/** Words of a sentence rather than of a name, and those that name nothing. */
const NO_NAME = new Set([
  ..."i im i'm we my our me it its you they is are am was be a an the not no don't dont know".split(
    ' ',
  ),
  ...'idk sure anything everything nothing something none any all stuff'.split(' '),
])

/**
 * A told niche or audience as it can stand inside a line of the plan: a few plain words. `undefined` for
 * sentences, addresses, people by their work, pictures and the like: a line keeps its blank then.
 */
export function nameFrom(told: string | undefined): string | undefined {
  const name = (told ?? '').trim().replace(/[.!,;]+$/, '')
  if (!/^\p{L}[\p{L}\d'’&, -]{2,39}$/u.test(name)) return undefined
  const words = name.toLowerCase().replaceAll('’', "'").split(/[ ,]+/)
  if (words.some((word) => NO_NAME.has(word))) return undefined
  if (words.length <= 3 && /(?:er|ist|ian|eer)$/.test(words.at(-1) ?? '')) return undefined
  const [first = ''] = name.split(' ')
  const isSentence = /^\p{Lu}[^\p{Lu}]*$/u.test(name) && !LANGUAGES.has(first)
  return isSentence ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

/** They keep their capital letter inside a sentence, alone and before what they describe. */
const languageNames = new Intl.DisplayNames('en', { type: 'language' })
const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz']
const LANGUAGES = new Set(
  ALPHABET.flatMap((one) => ALPHABET.map((other) => languageNames.of(one + other))),
)
