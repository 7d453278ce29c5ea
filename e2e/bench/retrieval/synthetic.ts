/** Documents that nobody wrote: words as rare and as common as in real texts, the same on every run. */

const VOCABULARY = 20_000
const WORDS_A_PAGE = 500
const WORDS_A_PARAGRAPH = 80
const SYLLABLES = 'ba ko ri ten mul sa vor lin de gra pi nos ter wan el u fi cha mo zer'.split(' ')

export type Random = () => number

/** Numbers from 0 to 1 that depend on the seed alone. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The n-th most common word. */
function wordAt(rank: number): string {
  const count = SYLLABLES.length
  const syllables = [rank % count, Math.floor(rank / count) % count, Math.floor(rank / count ** 2)]
  return syllables.map((at) => SYLLABLES[at % count] ?? '').join('') + String(rank % 7)
}

/** By Zipf's law: the n-th most common word is met about a n-th as often as the first. */
const shares = Array.from({ length: VOCABULARY }, (_, rank) => 1 / (rank + 3))
const total = shares.reduce((sum, share) => sum + share, 0)
const words = shares.flatMap((share, rank) =>
  Array<string>(Math.ceil((share / total) * 4 * VOCABULARY)).fill(wordAt(rank)),
)

export function drawWord(random: Random): string {
  return words[Math.floor(random() * words.length)] ?? ''
}

export function makeDocument(random: Random, pages: number): string {
  return Array.from({ length: pages }, () => makePage(random)).join('\n\n')
}

function makePage(random: Random): string {
  const heading = Array.from({ length: 4 }, () => drawWord(random)).join(' ')
  const paragraphs = Array.from({ length: WORDS_A_PAGE / WORDS_A_PARAGRAPH }, () =>
    Array.from({ length: WORDS_A_PARAGRAPH }, () => drawWord(random)).join(' '),
  )
  return `## ${heading}\n\n${paragraphs.join('.\n\n')}.`
}

/** The words there are, the most common first. */
const ranked = shares.map((_, rank) => wordAt(rank))
const VERY_COMMON = 20
const RARE = 3_000

/** Questions of different kinds, in turn. */
export function makeQuestions(random: Random, count: number): string[] {
  const some = (words: number, from: number, to: number) =>
    Array.from(
      { length: words },
      () => ranked[Math.floor(from + random() * (to - from))] ?? '',
    ).join(' ')
  const drawn = (words: number) => Array.from({ length: words }, () => drawWord(random)).join(' ')
  const kinds = [
    () => `What does the plan say about ${drawn(5)}?`,
    () => `${some(2, VERY_COMMON, RARE)} and ${some(2, RARE, VOCABULARY)}`,
    () => some(4, 0, VERY_COMMON),
    () => `How do I ${some(1, 0, VERY_COMMON)} my ${some(2, RARE, VOCABULARY)}?`,
    () => some(1, 0, RARE),
    () => drawn(30),
  ]
  return Array.from({ length: count }, (_, at) => kinds[at % kinds.length]?.() ?? '')
}
