import { PAGE_BREAK } from '../../file-text/page-break.ts'
import { type Blocks, plainText, readBlocks, type Section } from './markdown.ts'
import { sectionsOf } from './plain-headings.ts'

/** A piece of a file that can be found and quoted: a section of a playbook, a window of a long text. */
export interface Passage {
  id: string
  fileId: string
  filename: string
  /** Headings above the passage, outermost first. */
  path: string[]
  /** The nearest heading, or the file's name where there is none. */
  heading: string
  /** The Markdown of the passage. */
  text: string
  blocks: Blocks
  page?: number
  /** Place in the file, counted from 0. */
  position: number
}

export interface PassageSource {
  fileId: string
  filename: string
}

const WINDOW_WORDS = 200
/** Longer than words are on the whole. */
const LONGEST_WORD_CHARS = 15
/** Characters, never half of one that takes two units. */
const LONGEST_PART = new RegExp(`.{1,${(WINDOW_WORDS * LONGEST_WORD_CHARS) / 2}}`, 'gsu')
/** Under a heading a table or list is better kept whole. */
const LONGEST_SECTION_WORDS = 900
const LONGEST_PLAIN_WORDS = 250

/** A passage as it was cut, before it is put to use. */
export interface Piece {
  path: string[]
  text: string
  page?: number
}

/** Cuts the text of a file into passages; a PDF's pages stay apart. */
export function readPassages(source: PassageSource, text: string): Passage[] {
  return cutText(text).map((piece, position) => toPassage(source, piece, position))
}

/** No document has more; what has stands on one page. */
const MOST_PAGES = 5_000

export function cutText(text: string): Piece[] {
  const split = text.split(PAGE_BREAK)
  const pages = split.length > MOST_PAGES ? [split.join('\n\n')] : split
  return pages.flatMap((page, index) => {
    const number = pages.length > 1 ? index + 1 : undefined
    return piecesOf(page).map(({ path, body }) => ({ path, text: body, page: number }))
  })
}

export function toPassage(source: PassageSource, piece: Piece, position: number): Passage {
  const { path, text, page } = piece
  let blocks: Blocks | undefined
  return {
    id: `${source.fileId}#${position}`,
    fileId: source.fileId,
    filename: source.filename,
    path,
    heading: plainText(path.at(-1) ?? source.filename),
    text,
    // Most passages are found and never quoted.
    get blocks() {
      blocks ??= readBlocks(text)
      return blocks
    },
    page,
    position,
  }
}

function piecesOf(text: string): Section[] {
  return sectionsOf(text).flatMap((section) =>
    countWords(section.body) <= longestWords(section)
      ? [section]
      : windowsOf(section.body).map((body) => ({ ...section, body })),
  )
}

function longestWords({ path }: Section): number {
  return path.length > 0 ? LONGEST_SECTION_WORDS : LONGEST_PLAIN_WORDS
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
export function countWords(text: string): number {
  const words = text.match(/\S+/g)?.length ?? 0
  return Math.max(words, Math.floor(text.length / LONGEST_WORD_CHARS))
}
