/** Cuts the text of a file into passages that can be found and quoted. */
import { PAGE_BREAK } from '../../file-text/page-break.ts'
import { plainText, type Section, sectionsOf } from './markdown.ts'

export type Piece = {
  path: string[]
  text: string
  /** Ways of asking for it, in words. */
  asked: string
  /** From 1, where the file has pages. */
  page?: number
}

const WINDOW_WORDS = 200
/** Longer than words are on the whole. */
const LONGEST_WORD_CHARS = 15
/** Characters, never half of one that takes two units. */
const LONGEST_PART = new RegExp(`.{1,${(WINDOW_WORDS * LONGEST_WORD_CHARS) / 2}}`, 'gsu')
/** Under a heading a table or list is better kept whole. */
const LONGEST_SECTION_WORDS = 900
const LONGEST_PLAIN_WORDS = 250
/** No document has more; what has stands on one page. */
const MOST_PAGES = 5_000

/** A PDF's pages, and the sheets of a workbook, stay apart. */
export function cutText(text: string): Piece[] {
  const split = text.split(PAGE_BREAK)
  const pages = split.length > MOST_PAGES ? [split.join('\n\n')] : split
  return pages.flatMap((page, index) => {
    const number = pages.length > 1 ? index + 1 : undefined
    return sectionsOf(page).flatMap((section) => piecesOf(section, number))
  })
}

function piecesOf({ path, body, asked }: Section, page?: number): Piece[] {
  const longest = path.length > 0 ? LONGEST_SECTION_WORDS : LONGEST_PLAIN_WORDS
  const texts = countWords(body) <= longest ? [body] : windowsOf(body)
  return texts.map((text) => ({ path: path.map(plainText), text, asked, page }))
}

/** Groups paragraphs, and where they run on without a break lines or sentences, into windows. */
function windowsOf(body: string): string[] {
  return groupByWords(body.split(/\n\s*\n/).flatMap(breakLongParagraph), '\n\n')
}

function breakLongParagraph(paragraph: string): string[] {
  if (countWords(paragraph) <= WINDOW_WORDS) return [paragraph]
  return groupByWords(paragraph.split(/\n|(?<=[.!?])\s+/).flatMap(breakLongLine), '\n')
}

function breakLongLine(line: string): string[] {
  if (countWords(line) <= WINDOW_WORDS) return [line]
  return groupByWords(line.split(/\s+/).flatMap(breakLongWord), ' ')
}

function breakLongWord(word: string): string[] {
  if (countWords(word) <= WINDOW_WORDS) return [word]
  return word.match(LONGEST_PART) ?? []
}

/** Joins neighbours as long as they fit into one window. */
function groupByWords(parts: string[], separator: string): string[] {
  const groups: string[][] = []
  let room = 0
  for (const part of parts) {
    const words = countWords(part)
    const last = groups.at(-1)
    if (last && words <= room) last.push(part)
    else groups.push([part])
    room = (last && words <= room ? room : WINDOW_WORDS) - words
  }
  return groups.map((group) => group.join(separator))
}

/** What has no spaces, as Chinese, counts by its length. */
function countWords(text: string): number {
  const words = text.match(/\S+/g)?.length ?? 0
  return Math.max(words, Math.floor(text.length / LONGEST_WORD_CHARS))
}
