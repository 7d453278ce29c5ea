/** What happens in a round, drawn from its seed: who asks what, and what goes wrong meanwhile. */
import { createRandom, type Random } from './random.ts'

/** Where a connection is cut: so many events go through, and so many bytes of the next one. */
export type Cut = { events: number; bytes: number }

/** What befalls the processes behind the balancer. */
export type Trouble =
  /** The replica that writes the answer is killed, or told to end. */
  | { kind: 'kill' | 'terminate' }
  /** Redis is gone for so long. */
  | { kind: 'redis away'; ms: number }

/** Something that happens once the page has seen so many events of the answer. */
type At = { at: number }

export type Question = {
  /** Asked once in a round, so that it names the question too. */
  text: string
  /** The answer to the request gets lost, so that it has to be repeated. */
  isAnswerLost: boolean
  /** Of the page's connections, one after the other. */
  cuts: Cut[]
  trouble?: Trouble & At
  /** Another reader joins, and begins to read after this share of what the page has seen. */
  onlooker?: At & { from: number; cuts: Cut[] }
  stop?: At
}

export type Round = {
  seed: number
  /** For each session its chats, and for each of these what is asked there. */
  sessions: Question[][][]
}

/** What can go wrong: on a single machine there is nobody to take over from a process that ends. */
export type Odds = { troubles: number }

export function drawRound(seed: number, odds: Odds): Round {
  const random = createRandom(seed)
  const texts = shuffled(random, QUESTIONS)
  const drawQuestion = () => questionAbout(texts.pop() ?? '', random, odds)
  const sessions = listOf(oneToMost(random, 3), () =>
    listOf(oneToMost(random, 2), () => listOf(oneToMost(random, 2), drawQuestion)),
  )
  return { seed, sessions }
}

/** A round in a few words. */
export function describeRound({ seed, sessions }: Round): string {
  const chats = sessions.flat()
  const questions = chats.flat()
  const faults = questions.flatMap(({ isAnswerLost, cuts, trouble, onlooker, stop }) => [
    ...(isAnswerLost ? ['lost answer'] : []),
    ...cuts.map(({ bytes }) => (bytes > 0 ? 'cut inside an event' : 'cut')),
    ...(trouble ? [trouble.kind] : []),
    ...(onlooker ? ['onlooker'] : []),
    ...(stop ? ['stop'] : []),
  ])
  const who = `${sessions.length} sessions, ${chats.length} chats, ${questions.length} questions`
  return `seed ${seed}: ${who}; ${counted(faults) || 'no fault'}`
}

function questionAbout(text: string, random: Random, odds: Odds): Question {
  const at = () => random.whole(1, 50)
  return {
    text,
    isAnswerLost: random.chance(0.15),
    cuts: random.chance(0.6) ? listOf(random.whole(1, 4), () => cut(random)) : [],
    ...(random.chance(odds.troubles) && { trouble: { ...trouble(random), at: at() } }),
    ...(random.chance(0.3) && {
      onlooker: {
        at: at(),
        from: random.share(),
        cuts: listOf(random.whole(0, 2), () => cut(random)),
      },
    }),
    ...(random.chance(0.15) && { stop: { at: at() } }),
  }
}

/** Often several at once, as on a train: then the next comes after few events, or none. */
function cut(random: Random): Cut {
  const events = random.chance(0.4) ? random.whole(0, 3) : random.whole(0, 60)
  return { events, bytes: random.chance(0.5) ? random.whole(1, 200) : 0 }
}

function trouble(random: Random): Trouble {
  const kind = random.oneOf(['kill', 'terminate', 'redis away'] as const)
  return kind === 'redis away' ? { kind, ms: absence(random) } : { kind }
}

/** Mostly a moment, and sometimes longer than the lease of a replica. */
function absence(random: Random): number {
  const share = random.share()
  return Math.round(share < 0.75 ? 100 + share * 1_600 : 3_500 + (share - 0.75) * 4_000)
}

/** One is as likely as all the others together. */
const oneToMost = (random: Random, most: number) => (random.chance(0.5) ? 1 : random.whole(2, most))

const listOf = <T>(length: number, make: () => T): T[] => Array.from({ length }, make)

const shuffled = <T>(random: Random, list: readonly T[]): T[] =>
  list
    .map((entry) => ({ entry, place: random.share() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ entry }) => entry)

function counted(words: string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => (count > 1 ? `${count} × ${word}` : word)).join(', ')
}

/** As many as a round can need: three sessions with two chats of two questions. Each is answered at some length. */
export const QUESTIONS = [
  'How do I write a good hook?',
  'How do I find my niche?',
  'How do I price a sponsorship?',
  'How do I grow a newsletter?',
  'What makes a good thumbnail?',
  'How do I deal with burnout?',
  'How do I repurpose a long video?',
  'How do I begin?',
  'How often should I post?',
  'How do I plan a week of posts?',
  'How do I build a community?',
  'How do I sell a course?',
] as const
