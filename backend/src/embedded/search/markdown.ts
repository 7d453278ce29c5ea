/** The parts of Markdown that search and answers need: sections, tables and plain words. */

export type Section = {
  /** Headings above and including this one, outermost first. */
  path: string[]
  body: string
  /** How people ask for the section, as its text says in a comment `<!-- asked as: …; … -->`. */
  asked: string
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
export function sectionsOf(text: string): Section[] {
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

function cut(lines: string[], headingAt: ReadHeading): Section[] {
  const sections: Section[] = []
  let above: Heading[] = []
  let body: string[] = []
  const close = () => {
    const { text, asked } = withoutWaysToAsk(body.join('\n').replace(UNDERLINED, ''))
    if (text) sections.push({ path: above.map((each) => each.text), body: text, asked })
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
