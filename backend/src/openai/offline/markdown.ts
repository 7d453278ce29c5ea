/** The parts of a section that an answer can be composed of. */
export interface Blocks {
  /** Sentences of the prose, in order. */
  sentences: string[]
  lists: List[]
  tables: Table[]
  /** The closing advice, without its label. */
  nextStep?: string
}

export interface List {
  ordered: boolean
  items: string[]
}

export interface Table {
  head: string
  rule: string
  rows: string[]
}

export interface Section {
  /** Headings above and including this one, outermost first. */
  path: string[]
  body: string
}

/** Cuts a Markdown text at its headings. */
export function readSections(markdown: string): Section[] {
  const sections: Section[] = []
  let path: { level: number; heading: string }[] = []
  let body: string[] = []
  const close = () => {
    const text = body.join('\n').trim()
    if (text) sections.push({ path: path.map(({ heading }) => heading), body: text })
    body = []
  }
  for (const line of linesOutsideFrontMatter(markdown)) {
    const { marks, heading } = readHeading(line)
    if (!marks || !heading) {
      body.push(line)
      continue
    }
    close()
    path = [...path.filter(({ level }) => level < marks.length), { level: marks.length, heading }]
  }
  close()
  return sections
}

const LONGEST_HEADING = 200

function readHeading(line: string): { marks?: string; heading?: string } {
  if (!line.startsWith('#') || line.length > LONGEST_HEADING) return {}
  const [, marks, heading] = /^(#{1,6})\s+(.+?)\s*#*$/.exec(line) ?? []
  return { marks, heading }
}

function linesOutsideFrontMatter(markdown: string): string[] {
  return markdown.replace(/^---\n[\s\S]*?\n---\n/, '').split('\n')
}

/** Sorts the lines of a section into prose, lists, tables and the next step. */
export function readBlocks(body: string): Blocks {
  const blocks: Blocks = { sentences: [], lists: [], tables: [] }
  for (const chunk of body.split(/\n\s*\n/)) readChunk(chunk, blocks)
  return blocks
}

const NEXT_STEP = /^\*\*Next step:?\*\*:?\s*/i
const LIST_ITEM = /^\s*(?:[-*+•]|(\d{1,3})[.)])\s+(.*)$/
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/

function readChunk(chunk: string, blocks: Blocks): void {
  const lines = chunk.split('\n')
  const prose: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (NEXT_STEP.test(line.trim())) {
      blocks.nextStep = lines.slice(at).join(' ').trim().replace(NEXT_STEP, '')
      break
    }
    const isTable = line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '')
    if (isTable) at += readTable(lines.slice(at), blocks)
    else if (LIST_ITEM.test(line)) at += readList(lines.slice(at), blocks)
    else prose.push(line.replace(/^\s*>\s?/, ''))
  }
  blocks.sentences.push(...readSentences(prose.join(' ')))
}

function readTable(lines: string[], blocks: Blocks): number {
  const end = lines.findIndex((line) => !line.includes('|'))
  const [head = '', rule = '', ...rows] = lines.slice(0, end < 0 ? undefined : end)
  blocks.tables.push({ head: head.trim(), rule: rule.trim(), rows: rows.map((row) => row.trim()) })
  return rows.length + 1
}

function readList(lines: string[], blocks: Blocks): number {
  const items: string[] = []
  let ordered = false
  let used = 0
  for (const line of lines) {
    const [, number, text] = LIST_ITEM.exec(line) ?? []
    const isNested = /^\s{2,}/.test(line) && items.length > 0
    if (text === undefined && !isNested) break
    if (isNested) items.push(`${items.pop()} ${text ?? line.trim()}`)
    else if (text) items.push(text.trim())
    if (items.length === 1) ordered = number !== undefined
    used++
  }
  const last = blocks.lists.at(-1)
  const continues = last && last.ordered === ordered && blocks.sentences.length === 0
  if (continues) last.items.push(...items)
  else blocks.lists.push({ ordered, items })
  return used - 1
}

/** Splits prose into sentences; abbreviations and decimals do not end one. */
export function readSentences(prose: string): string[] {
  return prose
    .replace(/\s+/g, ' ')
    .trim()
    .split(
      /(?<=[.!?…]["”’)*]{0,3})(?<!\b(?:e\.g|i\.e|vs|etc|approx|Dr|Mr|Ms|Mrs|No)\.)\s+(?=[\p{Lu}\d"“‘([*])/u,
    )
    .filter((sentence) => sentence !== '')
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
