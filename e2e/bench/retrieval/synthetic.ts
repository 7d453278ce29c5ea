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

export function makeQuestion(random: Random): string {
  const asked = Array.from({ length: 5 }, () => drawWord(random)).join(' ')
  return `What does the plan say about ${asked}?`
}
