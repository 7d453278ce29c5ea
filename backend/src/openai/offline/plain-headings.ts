import { readSections, type Section } from './markdown.ts'

/** Sections of a text; where it has no Markdown headings, lines that stand and look like one cut it. */
export function sectionsOf(text: string): Section[] {
  const sections = readSections(text)
  if (sections.some(({ path }) => path.length > 0)) return sections
  return sections.flatMap(({ body }) => readPlainSections(body))
}

function readPlainSections(text: string): Section[] {
  const lines = text.split('\n')
  const starts = lines.flatMap((_, at) => (isHeading(lines, at) ? [at] : []))
  const opening = lines.slice(0, starts[0]).join('\n').trim()
  const sections: Section[] = opening ? [{ path: [], body: opening }] : []
  let path: string[] = []
  for (const [at, start] of starts.entries()) {
    const below = lines.slice(start + 1, starts[at + 1])
    const body = below.join('\n').trim()
    path = [...path, (lines[start] ?? '').trim()]
    // A title with a heading right below it stands above that heading.
    if (!body) continue
    sections.push({ path, body })
    path = []
  }
  return sections
}

const LONGEST_HEADING_WORDS = 9
const LOOKS_LIKE_HEADING = /^(?:\d{1,2}(?:\.\d+)*[.)]?\s+)?\p{Lu}[^.!?;:|]*[^.!?;:,|\s]$/u

/** A short line after a gap, no sentence and no entry of a list, with a paragraph below it. */
function isHeading(lines: string[], at: number): boolean {
  const line = (lines[at] ?? '').trim()
  const isAfterGap = at === 0 || lines[at - 1]?.trim() === ''
  const below = [lines[at + 1], lines[at + 2]].find((each) => each?.trim()) ?? ''
  return (
    isAfterGap &&
    LOOKS_LIKE_HEADING.test(line) &&
    line.split(/\s+/).length <= LONGEST_HEADING_WORDS &&
    below.trim().length > line.length
  )
}
