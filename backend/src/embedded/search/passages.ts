/** Cuts the text of a file into passages that can be found and quoted: its sections, or parts of long ones. */
import { PAGE_BREAK } from '../../file-text/page-break.ts'

export type Piece = {
  /** Headings above and including the passage's own, outermost first. */
  path: string[]
  text: string
  /** Ways of asking for it, as its text says in a comment `<!-- asked as: …; … -->`. */
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
  return pages.flatMap((text, at) => {
    const page = pages.length > 1 ? at + 1 : undefined
    return sectionsOf(text).flatMap((section) => piecesOf({ ...section, page }))
  })
}

function piecesOf({ text, ...section }: Piece): Piece[] {
  const path = section.path.map(plainText)
  const longest = path.length > 0 ? LONGEST_SECTION_WORDS : LONGEST_PLAIN_WORDS
  const texts = countWords(text) <= longest ? [text] : windowsOf(text)
  return texts.map((text) => ({ ...section, path, text }))
}

/** Paragraphs; where they are too long lines and sentences, then words. */
const SEPARATORS = [/\n\s*\n/, /\n|(?<=[.!?])\s+/, /\s+/]
const JOINTS = ['\n\n', '\n', ' ']

/** Parts of the text that are no longer than a window, neighbours joined as long as they fit into one. */
function windowsOf(text: string, level = 0): string[] {
  if (countWords(text) <= WINDOW_WORDS) return [text]
  const separator = SEPARATORS[level]
  if (!separator) return text.match(LONGEST_PART) ?? []
  const groups: string[][] = []
  let room = 0
  for (const part of text.split(separator).flatMap((part) => windowsOf(part, level + 1))) {
    const words = countWords(part)
    if (words <= room) groups.at(-1)?.push(part)
    else groups.push([part])
    room = (words <= room ? room : WINDOW_WORDS) - words
  }
  return groups.map((group) => group.join(JOINTS[level]))
}

/** What has no spaces, as Chinese, counts by its length. */
function countWords(text: string): number {
  const words = text.match(/\S+/g)?.length ?? 0
  return Math.max(words, Math.floor(text.length / LONGEST_WORD_CHARS))
}

const LONGEST_HEADING = 200
const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/
const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/
/** What is left of an underlined heading. */
const UNDERLINED = /^\n*(?:={3,}|-{3,})[ \t]*\n/
const COMMENT_START = '<!--'
const COMMENT_END = '-->'
const ASKED_AS = /^\s*asked as:/

/** Sections of a text; where it has no Markdown headings, lines that stand and look like one cut it. */
function sectionsOf(text: string): Piece[] {
  const sections = cut(text.replace(FRONT_MATTER, '').split('\n'), markdownHeading)
  if (sections.some(({ path }) => path.length > 0)) return sections
  return cut(text.split('\n'), plainHeading)
}

/** The text without its comments that say how people ask for it, and these ways. */
function withoutWaysToAsk(body: string): { text: string; asked: string } {
  const [first = '', ...comments] = body.split(COMMENT_START)
  const ways: string[] = []
  const parts = comments.map((comment) => {
    const end = comment.indexOf(COMMENT_END)
    if (end < 0 || !ASKED_AS.test(comment)) return COMMENT_START + comment
    ways.push(comment.slice(0, end).replace(ASKED_AS, '').trim())
    return comment.slice(end + COMMENT_END.length).trimStart()
  })
  return { text: [first, ...parts].join('').trim(), asked: ways.join('; ') }
}

type Heading = { level: number; text: string }
type ReadHeading = (lines: string[], at: number) => Heading | undefined

function cut(lines: string[], headingAt: ReadHeading): Piece[] {
  const sections: Piece[] = []
  let above: Heading[] = []
  let body: string[] = []
  const close = () => {
    const { text, asked } = withoutWaysToAsk(body.join('\n').replace(UNDERLINED, ''))
    if (text) sections.push({ path: above.map((each) => each.text), text, asked })
    body = []
  }
  for (const [at, line] of lines.entries()) {
    const heading = headingAt(lines, at)
    if (!heading) {
      body.push(line)
      continue
    }
    close()
    above = [...above.filter(({ level }) => level < heading.level), heading]
  }
  close()
  return sections
}

const UNDERLINE = /^(?:={3,}|-{3,})\s*$/

const markdownHeading: ReadHeading = (lines, at) => {
  const line = lines[at] ?? ''
  const below = lines[at + 1] ?? ''
  const isAfterGap = !lines[at - 1]?.trim()
  if (isAfterGap && line.trim() && line.length <= LONGEST_HEADING && UNDERLINE.test(below)) {
    return { level: below.startsWith('=') ? 1 : 2, text: line.trim() }
  }
  if (!line.startsWith('#') || line.length > LONGEST_HEADING) return undefined
  const [, marks = '', text] = HEADING.exec(line) ?? []
  return text ? { level: marks.length, text } : undefined
}

const LONGEST_HEADING_WORDS = 9
const LOOKS_LIKE_HEADING = /^(?:\d{1,2}(?:\.\d+)*[.)]?\s+)?\p{Lu}[^.!?;:|]*[^.!?;:,|\s]$/u

/** A short line after a gap, no sentence and no entry of a list, with a paragraph below it. */
const plainHeading: ReadHeading = (lines, at) => {
  const line = (lines[at] ?? '').trim()
  const isAfterGap = at === 0 || lines[at - 1]?.trim() === ''
  if (!isAfterGap || line.length > LONGEST_HEADING || !LOOKS_LIKE_HEADING.test(line))
    return undefined
  const below = [lines[at + 1], lines[at + 2]].find((each) => each?.trim()) ?? ''
  const isShort = line.split(/\s+/).length <= LONGEST_HEADING_WORDS
  return isShort && below.trim().length > line.length ? { level: 1, text: line } : undefined
}

/** The words of a piece of Markdown, without its marks. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\][]{0,300})\]\([^()]{0,1000}\)/g, '$1')
    .replace(/(\*\*|__|`|~~)/g, '')
    .replace(/^[ \t]*(#{1,6}|>|[-*+•])[ \t]+/gm, '')
    .replace(/\|/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
