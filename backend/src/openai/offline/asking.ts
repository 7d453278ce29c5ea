import { isAsking } from './clauses.ts'
import type { FileMention, Turn } from './conversation.ts'
import { readSentences } from './markdown.ts'
import { readSubject } from './subject.ts'
import { splitWords, termsOf } from './vocabulary.ts'
import { COUNT, readCount, readOrdinal } from './wording.ts'

export type AskKind =
  | 'greeting'
  | 'thanks'
  | 'about'
  | 'question'
  | 'more'
  | 'shorter'
  | 'why'
  | 'detail'
  | 'explain'

/** How much of an answer the wording calls for. */
export type Shape = 'short' | 'list' | 'table' | 'full'

/** What the newest message asks, completed from the thread before it. */
export interface Ask {
  kind: AskKind
  /** The newest message as it was written. */
  wording: string
  /** What to search for: the newest message, or the question it follows up. */
  topic: string
  shape: Shape
  count?: number
  /** Which entry of the last list is meant, counted from 0; -1 is the last. */
  ordinal?: number
  who?: Who
  /** What else is known of the creator, in the words that a line can take. */
  known?: Known
  /** What the thing asked for is to be about, such as "meal prep". */
  subject?: string
  /** What is to be handed over, such as "hooks"; unlike advice about it. */
  wants?: string
  /** Words that say in which direction, without being asked about. */
  context?: string
  /** Whether the last question is asked again, for someone else. */
  refines?: boolean
  /** The place, such as YouTube, for which the last question is asked again. */
  platform?: string
  /** Everything the coach has said in this thread. */
  given: string[]
  /** Whether a file is what the newest message is about. */
  aboutFile?: boolean
  /** Files that came with the newest message. */
  files: FileMention[]
  /** Files that came with earlier messages, newest first. */
  earlierFiles: FileMention[]
  pictures: number
}

/** Whom the answer is for: a trade the person is in, or an audience they speak to. */
export interface Who {
  kind: 'trade' | 'audience'
  name: string
}

export interface Known {
  niche?: string
  audience?: string
}

type Understanding = Omit<
  Ask,
  'wording' | 'known' | 'given' | 'files' | 'earlierFiles' | 'pictures'
>

export function understand(turns: Turn[], known: Known = {}): Ask {
  const userTurns = turns.filter(({ role }) => role === 'user')
  const newest = userTurns.at(-1)
  const start: Understanding = { kind: 'greeting', topic: '', shape: 'full' }
  const understanding = userTurns.reduce(takeTurn, start)
  return {
    ...understanding,
    wording: newest?.text ?? '',
    known: understanding.who ? {} : known,
    given: turns.filter(({ role }) => role === 'assistant').map(({ text }) => text),
    files: newest?.files ?? [],
    earlierFiles: userTurns
      .slice(0, -1)
      .toReversed()
      .flatMap(({ files }) => files),
    pictures: newest?.pictures ?? 0,
  }
}

/** Pointing at a picture says nothing about what to look up. */
const PICTURE = /\b(this|that|the|my|attached)?\s*(photo|picture|image|screenshot)s?\b/gi

function takeTurn(before: Understanding, turn: Turn): Understanding {
  const next = followUp(before, turn)
  return { ...next, aboutFile: isAboutFile(turn, next, before) }
}

const POINTS_AT_FILE =
  /\b(my|this|that|the|attached|uploaded) (files?|documents?|doc|pdf|attachment|upload|spreadsheet|transcript|csv)\b|\b(this|that) (script|draft|plan|notes?|paper|report|text|article|brief|outline|deck|caption|bio|page|proposal|contract)\b|\b(summari[sz]e|summary|key points|main points|what does it say|what'?s in it|does it (say|mention))\b/i

/** A question about a file points at it, comes with it, or goes on from one that did. */
function isAboutFile({ text, files }: Turn, next: Understanding, before: Understanding): boolean {
  if (files.length > 0) return true
  if (POINTS_AT_FILE.test(text)) return true
  const goesOn = next.kind !== 'question' || leansOnThread(simplify(text))
  return before.aboutFile === true && goesOn
}

const GREETING =
  /^(hi|hiya|hey|hello|yo|howdy|greetings|good (morning|afternoon|evening|day)|hey there|hi there|hello there|how are you|what'?s up|sup)( (coach|there|jason|everyone|all|again|how are you|how'?s it going))*$/
const THANKS =
  /^(ok(ay)? |great |perfect |awesome |cool |many |no )*(thanks?( you)?|thx|ty|cheers|much appreciated|that'?s (great|perfect|helpful|all)|great|perfect|awesome|cool|nice|bye|goodbye|got it)( (so much|a lot|very much|again|for (the|your|all).*|coach|that|this|bye|you|helps?|was|is|great|helpful|really))*$/
const ABOUT =
  /\b(who|what) are you\b|\bwhat can you (do|help)|\bhow (do|does) (you|this) work\b|\bare you (a |an )?(real|human|ai|bot|robot|chatgpt|gpt|person)|\bwhat do you know\b|\bwhat (is|are) (this|your) (library|playbooks?)\b|^help( me)?$|\bwhat (topics|can i ask)\b/
const MORE = new RegExp(
  `^(?:and |ok(?:ay)? |now |please |can you |could you |i (?:want|need) |give me |show me |some |any |a )*(?:(${COUNT})(?: of)? )?(?:some )?(more|others?|another(?: (?:one|${COUNT}))?)(?: (?:one|ones|please|of (?:these|those|them)|like (?:these|those|that|this)|examples?))*$`,
)
const SHORTER =
  /^(can you |could you |please |now )*(make (it|this|that) )?(a bit |much )?(shorter|briefer|more concise|tl ?dr|in short|in brief|brief(ly)?|in one sentence|sum (it|this|that) up|shorten( (it|this|that))?|summari[sz]e (that|it|the answer))( please| version)*$/
const WHY =
  /^(but |and |ok(ay)? )*(why|how come|why not|why is that|why so|why does (that|it|this) work)( (is|does|do) (that|this|it|they)( so)?( work)?)?$/
const DETAIL =
  /^(please |can you |could you |yes |ok(ay)? |sure )*(tell me more|more detail(s)?|go on|go deeper|continue|elaborate|expand( on (that|this|it))?|longer|in more detail|say more|keep going|yes|sure|ok(ay)?|yes please|how( exactly)?|how so|how do i do (that|this|it)|explain( (that|this|it))?)( please)?( (about|on) (that|this|it))?$/
const EXPLAIN =
  /\b(explain|expand|elaborate|detail|more about|more on|what about|go deeper|why|how|mean|unpack|tell me|improve|use)\b/
const PLATFORM =
  /\b(instagram|ig|insta|tiktok|tik tok|youtube|yt|linkedin|facebook|pinterest|podcasts?|email|newsletter|threads|twitter)\b/gi

function followUp(before: Understanding, turn: Turn): Understanding {
  const { files } = turn
  const text = turn.pictures > 0 ? turn.text.replace(PICTURE, ' ') : turn.text
  const plain = simplify(text)
  const next = {
    ...before,
    count: undefined,
    ordinal: undefined,
    refines: false,
    platform: undefined,
  }
  if (plain === '' && files.length > 0) return { ...next, kind: 'question', topic: '' }
  if (plain.length > LONGEST_PHRASE) return readQuestion(request(text), plain, before)
  if (GREETING.test(plain)) return { ...next, kind: 'greeting' }
  if (THANKS.test(plain)) return { ...next, kind: 'thanks' }
  if (ABOUT.test(plain)) return { ...next, kind: 'about' }
  if (before.topic && text) {
    const who = readWho(text)
    const reference = readReference(simplify(removeWho(text, who)), {
      ...next,
      who: who ?? next.who,
    })
    if (reference) return reference
  }
  return readQuestion(text, plain, before)
}

/** Set phrases and follow-ups are short; what is longer is a question, perhaps with a text to go with it. */
const LONGEST_PHRASE = 300

/** The sentences of a long message that ask for something; else how it begins and ends. */
function request(text: string): string {
  const sentences = readSentences(text)
  const asking = sentences.filter((sentence) =>
    /\?|\b(please|can you|could you|help|improve|give me|write|how)\b/i.test(sentence),
  )
  return (
    asking.length > 0 ? asking.slice(-2) : [...sentences.slice(0, 1), ...sentences.slice(-1)]
  ).join(' ')
}

/** Follow-ups that make sense only with the question before them. */
function readReference(plain: string, before: Understanding): Understanding | undefined {
  const more = MORE.exec(plain)
  if (more) return { ...before, kind: 'more', count: readMoreCount(more) }
  if (SHORTER.test(plain)) return { ...before, kind: 'shorter' }
  if (WHY.test(plain)) return { ...before, kind: 'why' }
  if (DETAIL.test(plain)) return { ...before, kind: 'detail' }
  const ordinal = readOrdinal(plain)
  const isShort = plain.split(' ').length <= 8
  if (ordinal !== undefined && isShort && (EXPLAIN.test(plain) || /^the /.test(plain)))
    return { ...before, kind: 'explain', ordinal }
  return undefined
}

function readMoreCount([, count, word = '']: RegExpExecArray): number | undefined {
  if (count) return readCount(count)
  const [, nested] = new RegExp(`^another (${COUNT})$`).exec(word) ?? []
  return readCount(nested) ?? (word.startsWith('another') ? 1 : undefined)
}

function readQuestion(text: string, plain: string, before: Understanding): Understanding {
  const who = readWho(text)
  const count = readListCount(plain)
  const question = removeCount(removeWho(withoutQuotation(text), who), count)
  const asked: Understanding = {
    kind: 'question',
    topic: question,
    shape: shapeOf(plain),
    count,
    who: who ?? before.who,
    subject: readSubject(text),
    wants: readWants(plain, count),
  }
  return before.topic ? (refine(asked, plain, who, before) ?? asked) : asked
}

/** "Improve this hook: Hi guys, …" asks about hooks, not about what the hook says. */
export function withoutQuotation(text: string): string {
  const [, before, quoted = ''] =
    /^([^:\n]{5,80}\b(?:this|my|these)\b[^:\n]{0,40}):\s([\s\S]*)/i.exec(text) ?? []
  const isQuotation = before !== undefined && !isAsking(quoted)
  const asked = isQuotation ? before : text.replace(/["“‘][^"”’]{20,}["”’]/g, ' ')
  return termsOf(asked).length > 0 ? asked : text
}

/** Ties a question to the one before it, where it does not stand on its own. */
function refine(
  asked: Understanding,
  plain: string,
  who: Who | undefined,
  before: Understanding,
): Understanding | undefined {
  const again = { ...before, kind: 'question', who: asked.who, refines: true } as const
  if (who && termsOf(asked.topic).length === 0) return again
  const platform = readPlatform(plain)
  if (platform)
    return {
      ...again,
      refines: false,
      platform,
      topic: `${withoutPlatform(before.topic)} ${platform}`,
    }
  const wantsMore = /\b(more|another|other)\b/.test(plain) && asked.count !== undefined
  if (wantsMore && sharesTopic(asked.topic, before.topic))
    return { ...again, kind: 'more', count: asked.count, refines: false }
  if (turnsTo(plain)) return { ...asked, shape: before.shape, context: before.topic }
  return leansOnThread(plain) ? { ...asked, topic: `${before.topic} ${asked.topic}` } : undefined
}

/** "What about thumbnails?" leaves the last subject for a new one. */
function turnsTo(plain: string): boolean {
  return /^(and |ok |but )*(what|how) about\b/.test(plain) && termsOf(plain).length > 0
}

const WANTED =
  /\b(hooks?|titles?|captions?|ideas?|scripts?|templates?|prompts?|examples?|formulas?|openers?|openings?|lines|headlines?|stories|emails?|dms?|pitch(?:es)?|replies|statements?|questions|subject lines?)\b/

function readWants(plain: string, count: number | undefined): string | undefined {
  const isRequest =
    count !== undefined ||
    /^(please |can you |could you |i )*(give|write|make|draft|create|need|want|show|list|suggest|share)\b/.test(
      plain,
    )
  return isRequest ? WANTED.exec(plain)?.[1] : undefined
}

function sharesTopic(question: string, topic: string): boolean {
  const known = termsOf(topic)
  return termsOf(question).every((term) => known.includes(term))
}

/** "What about YouTube?" asks the last question again, for another platform. */
function readPlatform(plain: string): string | undefined {
  const platform = plain.replace(/^((and|ok|but|what about|how about|on|for) )*/, '')
  return platform && withoutPlatform(platform) === '' ? platform : undefined
}

function withoutPlatform(text: string): string {
  return text.replace(PLATFORM, '').trim()
}

/** Whether a message is too little of a question without the one before it. */
function leansOnThread(plain: string): boolean {
  const words = plain.split(' ')
  const content = termsOf(plain).length
  if (content === 0) return true
  if (/^(and|but|or|also|what about|how about|what if)\b/.test(plain) && content <= 3) return true
  if (/\b(it|that|this|those|these|them|they|ones?)\b/.test(plain) && content <= 2) return true
  return words.length <= 3 && /^(how|when|where|which|what)\b/.test(plain)
}

const LIST_NOUNS =
  'hooks?|ideas?|tips?|titles?|captions?|topics?|prompts?|templates?|examples?|ways?|things?|steps?|mistakes?|reasons?|questions?|headlines?|openings?|openers?|lines?|angles?|formats?|posts|reels|videos|shorts|stories|scripts?|subject lines?|ctas?|calls to action|formulas?|strategies|rules?|hashtags?|names?|exercises?|habits?|goals?|offers?|signs?|tactics?|methods?|metrics?|words?|phrases?|checks?|variations?|versions?|suggestions?|options?'
const NOT_A_COUNT =
  /^(days?|weeks?|months?|years?|hours?|minutes?|mins?|seconds?|secs?|times?|k|followers?|subscribers?|clients?|percent)$/

/** "Five hooks" asks for five; "a 30-day plan", "60 seconds" and "3 reels a week" do not. */
function readListCount(plain: string): number | undefined {
  const pattern = new RegExp(`\\b(${COUNT})((?: [a-z-]+){0,4}?) (?:${LIST_NOUNS})\\b(.*)`)
  const [, count, between = '', after = ''] = pattern.exec(plain) ?? []
  if (!count || /^ (a|per|each|every) (day|week|month)/.test(after)) return undefined
  if (between.split(' ').some((word) => NOT_A_COUNT.test(word))) return undefined
  if (count === 'one' && !/\b(give|write|need|want)\b/.test(plain)) return undefined
  return readCount(count)
}

const SHORT =
  /^(so |and |ok |hey )*(how (long|often|many|much|soon|big)|when |what time|what size|what length|best time|what is|what's|whats|what are|what does|should i|is |are |do i|does |can i|which |who |where |will )|\bbest (time|day|length|size)\b/
const THOROUGH =
  /\b(plan|strategy|template|script|calendar|checklist|framework|guide|step by step|roadmap|system|workflow|outline|routine|process|audit|table|everything|detail(ed|s)?|in depth|complete|full)\b/
const TABLE =
  /\b(table|calendar|schedule|timetable|side by side|compare|week by week|day by day)\b|\b(content|posting|\d+[- ]day|monthly|weekly) plan\b| vs /
const LIST =
  /\b(ideas|hooks|titles|captions|topics|prompts|templates|examples|list|headlines|openers|headlines|ctas)\b/

function shapeOf(plain: string): Shape {
  if (TABLE.test(plain)) return 'table'
  if (THOROUGH.test(plain)) return 'full'
  if (readListCount(plain) !== undefined) return 'list'
  if (SHORT.test(plain) && plain.split(' ').length <= 14) return 'short'
  return LIST.test(plain) && /\b(give|some|list|need|want|write|suggest)\b/.test(plain)
    ? 'list'
    : 'full'
}

const TRADES =
  'coach(?:es)?|trainers?|therapists?|teachers?|tutors?|consultants?|photographers?|designers?|agents?|advis[eo]rs?|nutritionists?|dieti[ct]ians?|instructors?|creators?|freelancers?|mentors?|healers?|practitioners?|bakers?|chefs?|makers?|artists?|musicians?|writers?|authors?|speakers?|founders?|planners?|stylists?|hairdressers?|accountants?|lawyers?|doctors?|psychologists?|business(?:es)?|brands?|shops?|stores?|studios?|salons?|realtors?|potters?|jewell?ers?|painters?|sellers?|florists?|videographers?|knitters?|ceramicists?|entrepreneurs?|counsell?ors?|dancers?|gyms?|restaurants?|cafes?|bakery|bakeries'
/** Names nobody in particular on a page made for creators. */
const ANYONE =
  /^((small|new|another|other|beginner|big|solo|content|online) )*(creators?|brands?|business(es)?)$/i
const NOT_WHO =
  /\b(week|weeks|day|days|month|months|year|years|hour|hours|minute|minutes|second|seconds|free|now|instance|example|sure|me|us|it|them|this|that|each|today|tomorrow|sale|growth|reels?|shorts?|videos?|posts?|content|hooks?|stories|carousels?|captions?|launch|course|webinar|offer|profile|bio|channel|instagram|tiktok|youtube|linkedin|facebook|pinterest|podcast|newsletter|email|social|media|views|engagement|reach|sales|money|intro|thumbnails?|first|next|beginning|account|plan|niche|audience|clients?|programme|program|workshop|community)\b/i

const PEOPLE =
  /\b(students|readers|viewers|followers|customers|members|patients|parents|mums|moms|dads|mothers|women|men|people|kids|children|listeners|subscribers|owners|buyers|beginners)\b/i

/** Reads for whom the answer is wanted out of "for a fitness coach", "I'm a yoga teacher", "for busy parents". */
export function readWho(text: string): Who | undefined {
  const [, trade] =
    new RegExp(
      `\\b(?:for|as|i am|i['’]?m|im|we are) (?:an? |my |the )?((?:[a-z-]+ ){0,3}?(?:${TRADES}))\\b`,
      'i',
    ).exec(text) ?? []
  if (trade && !ANYONE.test(trade)) return { kind: 'trade', name: trade.trim().toLowerCase() }
  const [, audience] =
    /\b(?:for|(?:sell|market|appeal|speak|talk)(?:ing)?(?: [a-z]+){0,4} to) (?:my |the |our )?((?:[a-z'’-]+ ){0,3}?[a-z'’-]+s|people (?:who|with|over|in) [a-z' ]+|women|men|children)(?=\s*[?.!,]|\s*$)/i.exec(
      text,
    ) ?? []
  if (!audience || NOT_WHO.test(audience)) return undefined
  const isOwnThing = new RegExp(`\\bfor (my|our) ${audience}`, 'i').test(text)
  if (isOwnThing && !PEOPLE.test(audience)) return undefined
  return { kind: 'audience', name: audience.trim().toLowerCase() }
}

function removeWho(text: string, who: Who | undefined): string {
  if (!who) return text
  const escaped = who.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const phrase = `(?:,? ?\\b(?:for|to|as|i am|i['’]?m|we are) )(?:an? |my |the |our )?${escaped}`
  return text.replace(new RegExp(phrase, 'i'), ' ').trim()
}

function removeCount(text: string, count: number | undefined): string {
  return count === undefined ? text : text.replace(new RegExp(`\\b(?:${COUNT})\\b`, 'i'), ' ')
}

function simplify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^\p{L}\p{N}'# -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The words of a question that carry its topic, for showing what was searched. */
export function searchWords(question: string): string {
  const words = splitWords(question).filter((word) => termsOf(word).length > 0)
  return [...new Set(words)].join(' ')
}
