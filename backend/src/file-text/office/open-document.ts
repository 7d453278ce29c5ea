/** OpenDocument: a text, the slides of a presentation, or the sheets of a workbook, as pages. */
import { textOfHtml } from '../html.ts'
import { PAGE_BREAK } from '../page-break.ts'
import { listOfRows } from '../table.ts'
import { unpackOffice } from './office.ts'
import { readSheets } from './open-document-sheets.ts'
import { readXml } from './xml.ts'

export function textOfOpenDocument(content: Uint8Array): string {
  const part = unpackOffice(content).get('content.xml')
  if (!part) throw new Error('The document lacks its content.')
  const sheets = readSheets(part).map(({ name, rows }) => ({ name, text: listOfRows(rows) }))
  const pages =
    sheets.length > 0
      ? sheets.map(({ name, text }) => text && `# ${name}\n\n${text}`)
      : readPages(part).map(textOfHtml)
  return pages.filter((text) => text !== '').join(PAGE_BREAK)
}

/** As the tags of a web page that mean the same. */
const TAGS: Record<string, string> = {
  p: 'p',
  list: 'ul',
  'list-item': 'li',
  table: 'table',
  'table-row': 'tr',
  'table-cell': 'td',
}
/** Deleted words, and comments. */
const LEFT_OUT = new Set(['tracked-changes', 'annotation'])
const SPACES = new Set(['s', 'tab', 'line-break'])

/** A text is one page, a presentation one for each slide. */
function readPages(xml: Uint8Array): string[] {
  const pages = ['']
  const open: string[] = []
  let skipped = 0
  let paragraphs = 0
  let slides = 0
  const write = (html: string) => {
    pages.push((pages.pop() ?? '') + html)
  }

  readXml(xml, {
    open: (name, attributes) => {
      if (LEFT_OUT.has(name)) skipped++
      if (skipped > 0) return
      if (name === 'p' || name === 'h') paragraphs++
      if (name === 'page') pages.push(`<h1>Slide ${++slides}</h1>`)
      else if (name === 'notes') write('<p>Speaker notes:</p>')
      else if (SPACES.has(name)) write(' ')
      const tag = name === 'h' ? `h${levelOf(attributes)}` : TAGS[name]
      if (!tag) return
      open.push(tag)
      write(`<${tag}>`)
    },
    text: (words) => {
      if (skipped === 0 && paragraphs > 0) write(escaped(words))
    },
    close: (name) => {
      if (LEFT_OUT.has(name)) skipped--
      else if (skipped === 0 && (name === 'h' || TAGS[name])) {
        if (name === 'p' || name === 'h') paragraphs--
        write(`</${open.pop()}>`)
      }
    },
  })
  return pages
}

function levelOf(attributes: Record<string, string>): number {
  const level = Number(attributes['text:outline-level'])
  return level >= 1 && level <= 6 ? Math.floor(level) : 1
}

const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
