import { stemmer } from 'stemmer'

/** Words that carry no topic, the politeness and verbs of asking among them. */
const stopWords = new Set(
  `a about above after again all already also am an and any are as ask at be because been before being below between both
  but by can could coach d did do does doing don done down during each else ever every few for from further
  get gets getting give gives go goes going got had has have having he help helps her here hers hey hi him his
  how however i if im in into is it its ive just kind let lets like ll lot m make makes making many
  may me might mine more most much must my need needs no nor not now of off ok okay on once one only or other our ours
  out over own per please put quick re really s same say says see she should show so some someone something still such
  sure t take tell than thanks that the their them then there these they thing things this those through to today too
  try under until up us use used using ve very want wants was way ways we well were what whats when where
  which while who whom whose why will with without wont would write writing yes yet you your yours
  best better good great nice suggest suggestion suggestions recommend advice advise tip tips example examples explain
  anything compare cant dont doesn didn isn past think actually able come different another`.split(
    /\s+/,
  ),
)

/** Words that say how rather than about what, or that hold for every question here; they count for little. */
const weakWords = new Set(
  `find choose know pick define identify discover handle deal improve start starting build create creating creator
  creators manage increase stop avoid keep learn teach feel work works working reduce small big right people person
  online idea ideas content post posts posting social media video videos look looking long-term properly correctly
  first new next plan one two three four five six seven eight nine ten simple easy fast quickly begin beginning set tired without less reach fit fits suit suits`
    .split(/\s+/)
    .map((word) => stemmer(word)),
)

/** Places to publish: most advice holds for any of them. */
const platformWords = new Set(
  'instagram ig insta tiktok youtube yt linkedin facebook pinterest podcast threads twitter x snapchat'
    .split(' ')
    .map((word) => stemmer(word)),
)

/** What people ask to be given; naming one says most about what they are after. */
const artefactWords = new Set(
  'script hook caption template bio pitch headline checklist calendar formula story title thumbnail dm email'
    .split(' ')
    .map((word) => stemmer(word)),
)

/** How much a term counts for, beside how rare it is. */
export function importanceOf(term: string): number {
  if (platformWords.has(term)) return 0.1
  if (artefactWords.has(term)) return 1.5
  return weakWords.has(term) ? 0.35 : 1
}

/** Each line is one idea in the words creators use for it; a phrase stands for its words together. */
const synonymLines = `
hook / opening / opener / intro / first line / first seconds / scroll stopper
ideal client / icp / avatar / target audience / ideal customer / dream client / buyer persona / audience / client
niche / speciality / specialise / positioning
thumbnail / cover
reel / short / tiktok / short-form / shortform / video
monetise / earn / money / income / revenue / sell / sales / paid / profit / cash
price / pricing / charge / cost / rate / fee
instagram / ig / insta
youtube / yt
collab / collaboration / partnership / partner
sponsor / brand deal / sponsorship
scroll / swipe / leave / skip
week / weekly
month / monthly
daily / often
improve / rewrite / fix / weak
rhythm / routine / often / frequency
burnout / exhausted / tired / overwhelmed / stressed / burned / burnt
views / reach / impressions / watched
follower / subscriber / audience / growth / grow
caption / copy / text
schedule / calendar / planner / frequency / often / consistent / consistency
post / publish / upload / reel / content
plan / roadmap / calendar
script / outline
engagement / comment / interaction
reply / answer / respond
caption / subtitle
comparison / compare / comparing / envy / jealous
find / choose / know / pick / define / identify
criticism / hate / troll
imposter / impostor / fraud
perfectionism / perfect / perfectionist
break / pause / holiday / vacation / rest
drop / dropped / fall / fell / down / declining / low / flop
procrastination / procrastinate / perfectionism / finish
robotic / stiff / natural
therapist / professional / counsellor / depressed / depression / anxiety / hopeless / suicidal
viral / views / watched
microphone / mic / audio / sound
light / lighting / lamp
repurpose / turn / repost / cut
opt-in / lead magnet
welcome email / welcome sequence
discovery call / sales call
sleazy / salesy / pushy
consistent / consistency / motivation / discipline
b-roll / broll / footage
algorithm / reach / distribution
analytic / metric / insight / statistic / data / numbers / measure
bio / profile / about me
cta / call to action / ending
freebie / lead magnet / opt-in / optin
email / newsletter / mailing
repurpose / recycle / reuse
batch / batching
beginner / newbie / starter / zero / start / first
camera / filming / film / record / shoot
equipment / gear / kit / setup
confidence / confident / comfortable / shy / nervous / fear / afraid / scared
story / storytelling / stories
livestream / live
webinar / workshop / masterclass
course / programme / product / offer
testimonial / review / proof / case study
objection / hesitation
launch / release
retention / watch time / drop-off
length / long / duration / minute / second
time / hour / when
edit / editing / cut
idea / topic / brainstorm
mistake / error / wrong
hashtag / tag / keyword / seo
dm / message / inbox / conversation
lead / enquiry / prospect
habit / routine
trend / trending`
  .trim()
  .split('\n')
  .map((line) => line.split(' / '))

const SYNONYM_WEIGHT = 0.7

/** British and American spellings meet at the American one. */
const spellings: [RegExp, string][] = [
  // The stemmer would make one word of "business" and "busy", of "fitness" and "fit".
  [/^business(es)?$/, 'bizness'],
  [/^fitness$/, 'fitnez'],
  [/isation(s?)$/, 'ization$1'],
  [/is(e|es|ed|ing|er|ers)$/, 'iz$1'],
  [/ys(e|es|ed|ing)$/, 'yz$1'],
  [/our(s|ed|ing|ful|ite|able)?$/, 'or$1'],
  [/(cent|met|theat)re(s?)$/, '$1er$2'],
  [/ll(ed|ing|er)$/, 'l$1'],
  [/ogue(s?)$/, 'og$1'],
  [/programme(s?)$/, 'program$1'],
]

export function splitWords(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\bevery (single )?day\b/g, 'daily')
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/['’]s\b/g, '')
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** The form under which a word is indexed and looked up; undefined for words without a topic. */
export function termOf(word: string): string | undefined {
  if (stopWords.has(word)) return undefined
  if (word.length < 2 && !/\d/.test(word)) return undefined
  return stem(word)
}

/** Stemming is most of the work of indexing, and a language has few words. */
const stems = new Map<string, string>()
const STEMS_KEPT = 50_000
/** What is longer is no word of a language: neither worth its work nor its memory. */
const LONGEST_WORD = 64

function stem(word: string): string {
  if (word.length > LONGEST_WORD) return word.slice(0, LONGEST_WORD)
  const known = stems.get(word)
  if (known) return known
  const stemmed = stemmer(spellings.reduce((text, [from, to]) => text.replace(from, to), word))
  if (stems.size < STEMS_KEPT) stems.set(word, stemmed)
  return stemmed
}

export function termsOf(text: string): string[] {
  return splitWords(text).flatMap((word) => termOf(word) ?? [])
}

/** The stems of all words, those without a topic among them. */
export function stemsOf(text: string): string[] {
  return splitWords(text).map(stem)
}

const synonymGroups = synonymLines.map((names) =>
  names.map((name) => splitWords(name).map((word) => stem(word))),
)

/** Other terms for the same idea, each with the share of a full match that it counts for. */
export function synonymsOf(term: string, question: string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const group of synonymGroups) {
    if (!group.some((name) => name.includes(term) && name.every((part) => question.includes(part))))
      continue
    for (const name of group)
      for (const part of name)
        if (part !== term && !stopWords.has(part)) found.set(part, SYNONYM_WEIGHT / name.length)
  }
  return found
}
