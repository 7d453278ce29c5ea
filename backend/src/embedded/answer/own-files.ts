/** Answers from the visitor's own files: an outline, a row, a sum, or the sentence that answers with its passage. */

import { sentencesOf } from '../../lib/sentences.ts'
import { plainText } from '../search/passages.ts'
import type { Found } from '../search/search.ts'
import type { IndexedPassage } from '../search/search-index.ts'
import { sharedTerms, termsOf, wordsOf } from '../search/terms.ts'
import type { AttachedFile, Files } from '../storage/files.ts'
import type { AnswerWriter } from './answer.ts'
import { askTables, type Finding, withoutOperations } from './ask-tables.ts'
import { readTables, tableMarkdown } from './table.ts'

/** A table of up to so many rows is shown whole. */
const SMALL_TABLE = 12
const MOST_ROWS = 10
const MOST_TABLES = 3
/** In an outline. */
const SHOWN_ROWS = 5
const MOST_HEADINGS = 12
const LONGEST_OPENING = 400

/** Words for a file as a whole; with nothing else in a question, it asks what the file is about. */
const ABOUT = new Set(
  `file files document doc pdf attachment upload uploaded attached sheet sheets spreadsheet workbook table deck slides presentation book chapters
  sections text summarise summarize summary overview outline gist points main key takeaways tldr contain contains content contents read look
  check quick short brief topic topics`.split(/\s+/),
)

/** Whether a question is about a file as a whole. */
export function asksForOutline(question: string, { filename }: AttachedFile): boolean {
  const named = wordsOf(filename.replaceAll(/[-_.]/g, ' '))
  return termsOf(question).every((term) => ABOUT.has(term) || named.includes(term))
}

/** What is in a file: its headings and its beginning, or its columns and first rows. */
export function writeOutline(writer: AnswerWriter, files: Files, file: AttachedFile): void {
  const first = files.index.firstOf(file.attachment)
  const source = first && asFound(file, first)
  const headings = files.index.headingsOf(file.attachment)
  const tables = tablesOf(files, file.attachment)
  writer.block(`**${file.filename}**`)
  if (headings.length > 1) {
    const listed = headings.slice(0, MOST_HEADINGS).map((heading) => `- ${heading}`)
    writer.block(`It has ${headings.length} sections:\n\n${listed.join('\n')}`, source)
    const left = headings.length - MOST_HEADINGS
    if (left > 0) writer.line(`- and ${left} more`)
  }
  for (const { columns, rows } of tables.slice(0, MOST_TABLES)) {
    const named = columns.filter(Boolean).join(', ')
    const first = rows.length > SHOWN_ROWS ? `; the first ${SHOWN_ROWS}` : ''
    writer.block(`A table with ${rows.length} rows${named && ` and the columns ${named}`}${first}:`)
    writer.block(tableMarkdown({ columns, rows: rows.slice(0, SHOWN_ROWS) }), source)
  }
  if (tables.length > 0) return
  writer.block(`It begins: “${shortened(plainText(first?.text ?? ''))}”`, source)
}

/**
 * The best passages of own files, with what answers in one line first.
 * @param found best first, of the files that may answer
 */
export function writeFromFiles(
  writer: AnswerWriter,
  files: Files,
  question: string,
  found: Found[],
): void {
  const [best] = found
  if (!best) return
  const line = bestLine(best.text, question)
  const findings = askTables(tablesOf(files, best.attachment), question)
  const isInTable = findings.some(({ share }) => share >= line.share)
  if (isInTable) {
    writer.block(`From **${best.filename}**:`)
    for (const finding of findings) writeFinding(writer, finding, best)
  } else {
    writePassage(writer, best, line.text)
  }
  const second = found.find(({ fileId }) => fileId !== best.fileId)
  if (second && second.coverage >= best.coverage) {
    writePassage(writer, second, bestLine(second.text, question).text)
  }
}

/** Of a longer text, what is counted would take too long. */
const MOST_TABLE_CHARS = 500_000

function tablesOf(files: Files, attachment: number) {
  const text = files.textOf(attachment)
  return text.length <= MOST_TABLE_CHARS ? readTables(text) : []
}

function writeFinding(writer: AnswerWriter, { table, line, rows }: Finding, source: Found): void {
  if (line) writer.block(line, source)
  const shown = table.rows.length <= SMALL_TABLE ? table.rows : rows.slice(0, MOST_ROWS)
  if (shown.length > 0) {
    writer.block(tableMarkdown({ ...table, rows: shown }), line ? undefined : source)
  }
  const left = rows.length - shown.length
  if (left > 0) writer.block(left === 1 ? 'One more row matches.' : `${left} more rows match.`)
}

function writePassage(writer: AnswerWriter, found: Found, line: string): void {
  const where = [found.path.at(-1), found.page && `page ${found.page}`].filter(Boolean).join(', ')
  const isPart = line !== '' && line.length < plainText(found.text).length
  writer.block(`From **${found.filename}**${where ? ` (${where})` : ''}:`)
  if (isPart) writer.block(`**${line}**`, found)
  writer.block(quote(found.text), isPart ? undefined : found)
}

/** As a quotation; a table stays one. */
function quote(text: string): string {
  const blocks = text.trim().split(/\n\s*\n/)
  return blocks
    .map((block) => (readTables(block).length > 0 ? block : quoteLines(block)))
    .join('\n\n')
}

/** Printed lines stay lines, unless the next goes on in the middle of a sentence. */
const quoteLines = (block: string) =>
  block
    .split('\n')
    .map((line, at, lines) => `> ${line.trimEnd()}${GOES_ON.test(lines[at + 1] ?? '') ? '' : '  '}`)
    .join('\n')
    .trimEnd()

const GOES_ON = /^\p{Ll}/u

/** The sentence, or line of a list, that has most of the question's rarer words, and the share of them that it has. */
function bestLine(text: string, question: string): { text: string; share: number } {
  const lines = sentencesOf(text)
    .map(plainText)
    .filter((line) => line !== '')
  const terms = termsOf(withoutOperations(question))
  const hits = lines.map((line) => sharedTerms(terms, wordsOf(line)))
  const weights = new Map(
    terms.map((term) => {
      const count = hits.filter((hit) => hit.includes(term)).length
      return [term, Math.log((lines.length + 1) / (count + 0.5))]
    }),
  )
  const scores = hits.map((hit) => hit.reduce((sum, term) => sum + (weights.get(term) ?? 0), 0))
  const best = scores.indexOf(Math.max(...scores))
  const share = (hits[best]?.length ?? 0) / Math.max(terms.length, 1)
  return { text: share > 0 ? (lines[best] ?? '') : '', share }
}

function shortened(text: string): string {
  if (text.length <= LONGEST_OPENING) return text
  return `${text.slice(0, LONGEST_OPENING).replace(/\s+\S*$/, '')} …`
}

function asFound({ fileId, filename, attributes }: AttachedFile, passage: IndexedPassage): Found {
  return { ...passage, fileId, filename, attributes, score: 1, coverage: 1, exclusive: 1 }
}
