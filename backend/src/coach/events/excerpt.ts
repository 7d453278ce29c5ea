/** What a reader is shown of a passage: few enough words to be read, around those that matter. */
import { sentenceRanges } from '../../lib/sentences.ts'
import type { Passage } from './passages.ts'
import { sharedWords, wordsOf } from './shared-words.ts'

export type Excerpt = { text: string; heading?: string }

const LONGEST = 900

/** @param statement what the passage is cited for */
export function excerpt({ text, heading }: Passage, statement: string): Excerpt {
  const { start, end } = extract(text, statement)
  const [before, words, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)]
  const [firstLine = ''] = words.trimStart().split('\n', 1)
  const above = heading ?? lastHeading(firstLine) ?? lastHeading(before)
  const quoted = [
    withoutHeading(before, above) && (before.endsWith('\n') ? '…\n\n' : '… '),
    withoutHeading(words, above),
    after.trim() && (after.startsWith('\n') ? '\n\n…' : ' …'),
  ]
  return { text: quoted.join(''), ...(above && { heading: above }) }
}

type Range = { start: number; end: number }

/** Whole lines and sentences as far as they fit, grown in both directions from the best one. */
function extract(text: string, statement: string): Range {
  if (text.trim().length <= LONGEST) return { start: 0, end: text.length }
  const pieces = sentenceRanges(text)
  const shares = sharedWords(
    wordsOf(statement),
    pieces.map(({ start, end }) => text.slice(start, end)),
  )
  let first = shares.indexOf(Math.max(...shares))
  let last = first
  const range = () => ({ start: pieces[first]?.start ?? 0, end: pieces[last]?.end ?? text.length })
  const fits = (from: number, to: number) => {
    const [begin, finish] = [pieces[from], pieces[to]]
    return begin && finish && finish.end - begin.start <= LONGEST
  }
  for (let before = first, after = last; ; before = first, after = last) {
    if (fits(first, last + 1)) last += 1
    if (fits(first - 1, last)) first -= 1
    if (first === before && last === after) break
  }
  return shortened(text, range())
}

/** One that is longer by itself ends with a word. */
function shortened(text: string, { start, end }: Range): Range {
  if (end - start <= LONGEST) return { start, end }
  const cut = text.slice(start, start + LONGEST)
  const space = cut.search(/\s\S*$/)
  return { start, end: start + (space > LONGEST / 2 ? space : lastWhole(cut)) }
}

/** Without half of a character that takes two units. */
const lastWhole = (cut: string) => cut.length - (/[\uD800-\uDBFF]$/.test(cut) ? 1 : 0)

const HEADING = /^#{1,6}[ \t]+(.{1,200}?)[ \t]*#*$/gm

function lastHeading(text: string): string | undefined {
  return [...text.matchAll(HEADING)].at(-1)?.[1]?.replace(/[*_`]/g, '')
}

/** Nothing is left of a text that is only its heading. */
function withoutHeading(text: string, heading: string | undefined): string {
  const trimmed = text.trim()
  const [line = '', ...rest] = trimmed.split('\n')
  return heading && lastHeading(line) === heading ? rest.join('\n').trim() : trimmed
}
