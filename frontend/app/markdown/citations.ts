import type { Annotation, AssistantContent, Source } from '~/api/protocol'

/** Words of a file that an answer rests on, as they were when it was written. */
export type Passage = { text: string; fileId?: string; heading?: string; page?: number }

/** @property passages in the order in which the text comes to them; none of the web, nor of older answers */
export type NumberedSource = { number: number; source: Source; passages: Passage[] }

/** A source's number stands in the text between two private-use characters. */
const MARK_START = '\uE000'
export const MARK_END = '\uE001'
export const MARK = new RegExp(`${MARK_START}(\\d+)${MARK_END}`)

/** The text as it is read where its marks cannot be drawn. */
export const withoutMarks = (text: string) => text.replace(/\uE000\d+\uE001/g, '')

/** Of one part of an answer: each is looked for in its text. */
const MOST_ANNOTATIONS = 300

/** Every source once, numbered in the order in which the text comes to it. */
export function numberSources(parts: AssistantContent[]): NumberedSource[] {
  const found = new Map<string, Omit<NumberedSource, 'number'>>()
  for (const part of parts) {
    for (const annotation of annotationsOf(part).toSorted(byIndex)) {
      const { source } = annotation
      const entry = found.get(identityOf(source)) ?? { source, passages: [] }
      found.set(identityOf(source), entry)
      const passage = passageOf(annotation)
      if (passage && !entry.passages.some(({ text }) => text === passage.text)) {
        entry.passages.push(passage)
      }
    }
  }
  return [...found.values()].map((each, i) => ({ number: i + 1, ...each }))
}

const annotationsOf = ({ annotations }: AssistantContent) => annotations.slice(0, MOST_ANNOTATIONS)

function passageOf({ source, passage }: Annotation): Passage | undefined {
  if (source.type !== 'file' || !source.description) return undefined
  const { file_id: fileId, heading, page } = passage ?? {}
  return { text: source.description, fileId, heading, page }
}

/** The text with a mark at each place that an annotation names. */
export function markCitations(part: AssistantContent, sources: NumberedSource[]) {
  const numbers = new Map(sources.map(({ number, source }) => [identityOf(source), number]))
  const text = part.text.replace(/[\uE000\uE001]/g, '\uFFFD')
  if (part.annotations.length === 0) return text
  const inert = inertRanges(text)
  const marks = new Map<number, Set<number>>()
  for (const { source, index } of annotationsOf(part)) {
    const at = index === undefined ? undefined : findPlace(text, index, inert)
    const number = numbers.get(identityOf(source))
    if (at === undefined || number === undefined) continue
    marks.set(at, (marks.get(at) ?? new Set()).add(number))
  }
  return insertMarks(text, marks)
}

function insertMarks(text: string, marks: Map<number, Set<number>>) {
  let marked = text
  for (const [at, numbers] of [...marks].toSorted(([a], [b]) => b - a)) {
    const inserted = [...numbers].toSorted((a, b) => a - b).map((n) => MARK_START + n + MARK_END)
    marked = marked.slice(0, at) + inserted.join('') + marked.slice(at)
  }
  return marked
}

export function identityOf(source: Source) {
  switch (source.type) {
    case 'file':
      return `file:${source.filename || source.title}`
    case 'url':
      return `url:${source.url}`
    case 'entity':
      return `entity:${source.id}`
  }
}

const byIndex = (a: { index?: number }, b: { index?: number }) =>
  (a.index ?? Number.POSITIVE_INFINITY) - (b.index ?? Number.POSITIVE_INFINITY) || 0

type Range = { start: number; end: number; isBlock: boolean }

const FENCE = /^ {0,3}(`{3,}|~{3,})[^\n]*\n?[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm
/** With bounds, so that a text full of openings that nothing closes is not read from each of them to its end. */
const INLINE =
  /(`{1,9})(?!`)[\s\S]{0,500}?[^`]\1(?!`)|!?\[[^\]\n]{0,300}\]\([^)\n]{0,1000}\)|<https?:[^>\s]{1,1000}>|https?:\/\/[^\s)]{1,1000}[^\s).,;:!?]/g

/** Where a mark would break what it stands in: code, links, addresses. */
function inertRanges(text: string): Range[] {
  const rangesOf = (pattern: RegExp, isBlock: boolean) =>
    [...text.matchAll(pattern)].map(({ index, 0: match }) => ({
      start: index,
      end: index + match.length,
      isBlock,
    }))
  const blocks = rangesOf(FENCE, true)
  const inline = rangesOf(INLINE, false).filter(
    ({ start }) => !blocks.some((block) => start >= block.start && start < block.end),
  )
  return [...blocks, ...inline]
}

/** How many lines up a place is looked for, and how far through spaces or a word. */
const MOST_LINES = 50
const FARTHEST = 500

/** The nearest place where a mark reads well and leaves the Markdown intact; none inside a block of code. */
function findPlace(text: string, index: number, inert: Range[]): number | undefined {
  let from = Math.min(Math.max(index, 0), text.length)
  for (let line = 0; line < MOST_LINES; line += 1) {
    const at = placeNear(text, from, inert)
    const place = at === undefined ? undefined : placeInLine(text, at)
    if (place === undefined || 'at' in place) return place?.at
    from = place.lineStart - 1
  }
  return undefined
}

function placeNear(text: string, from: number, inert: Range[]): number | undefined {
  const at = skipSpaceBack(text, from)
  const range = inert.find(
    ({ start, end, isBlock }) => at > start && (at < end || (isBlock && at === end)),
  )
  if (range?.isBlock) return undefined
  return range ? range.end : endOfWord(text, at)
}

function skipSpaceBack(text: string, from: number) {
  let at = from
  while (at > 0 && from - at < FARTHEST && /\s/.test(text[at - 1] ?? '')) at -= 1
  return at
}

/** Past the word, the accented letter or the run of `**` that the position would cut. */
function endOfWord(text: string, from: number) {
  let at = from
  const before = () => text[at - 1] ?? ''
  const after = () => text[at] ?? ''
  while (
    at < text.length &&
    at - from < FARTHEST &&
    at > 0 &&
    /[\p{L}\p{N}\p{M}\p{Cs}]/u.test(before()) &&
    /[\p{L}\p{N}\p{M}\p{Cs}]/u.test(after())
  )
    at += 1
  while (at - from < FARTHEST && /[*_~]/.test(after()) && after() === before()) at += 1
  return at
}

/** The place itself, or the line above which it has to be; none above the first. */
function placeInLine(text: string, at: number): { at: number } | { lineStart: number } | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at)
  const line = text.slice(lineStart, lineEnd)
  const before = line.slice(0, at - lineStart)
  if (/^[\s|:=*_-]*$/.test(line) || /^\s*([-*+]|\d+[.)]|#{1,6}|>)?$/.test(before)) {
    return lineStart === 0 ? undefined : { lineStart }
  }
  const lastBar = line.trimEnd().lastIndexOf('|')
  const isPastRow = /^\s*\|/.test(line) && before.length > lastBar
  return { at: isPastRow ? skipSpaceBack(text, lineStart + lastBar) : at }
}

/** What a reader calls a source. */
export function nameOfSource(source: Source): string {
  switch (source.type) {
    case 'file':
      return source.title === source.filename ? titleFrom(source.filename) : source.title
    case 'url':
      return source.title || source.url
    case 'entity':
      return source.title
  }
}

/** `content-strategy.md` is “Content strategy”. */
function titleFrom(filename: string): string {
  const words = filename
    .replace(/\.[A-Za-z]\w{0,4}$/, '')
    .replace(/[-_\s]+/g, ' ')
    .trim()
  if (!words) return filename
  const [first = '', ...rest] = words
  return first.toLocaleUpperCase() + rest.join('')
}
