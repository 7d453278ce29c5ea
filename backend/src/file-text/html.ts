/** HTML as Markdown: headings, lists and tables stay what they are, so that passages can follow them. */
import { compile, type DomNode, type FormatCallback } from 'html-to-text'
import { Parser } from 'htmlparser2'
import { formOfRows, tableOfRows } from './table.ts'
import { UnreadableError } from './unreadable.ts'

/** @throws {UnreadableError} for what is nested deeper than any page. */
export function textOfHtml(html: string): string {
  requireShallow(html)
  return toMarkdown(html).replaceAll('\u00a0', ' ').trim()
}

/** Half of what the stack of a worker bears. Old pages that close nothing come to hundreds. */
const DEEPEST = 4000

function requireShallow(html: string): void {
  let depth = 0
  const parser = new Parser({
    onopentag() {
      depth++
      if (depth > DEEPEST) throw new UnreadableError('is nested more deeply than a page can be.')
    },
    onclosetag() {
      depth--
    },
  })
  parser.end(html)
}

const heading: FormatCallback = (element, walk, builder, { level }) => {
  builder.openBlock({ leadingLineBreaks: 2 })
  walk(element.children, builder)
  builder.closeBlock({
    trailingLineBreaks: 2,
    blockTransform: (words) => (words ? `${'#'.repeat(level)} ${words.replace(/\s+/g, ' ')}` : ''),
  })
}

const table: FormatCallback = (element, walk, builder, options) => {
  const rows = rowsOf(element)
  // A table around a table lays out a page; its cells are read one after the other.
  const isLayout = rows.some((row) => row.some((cell) => holdsTable(cell)))
  if (isLayout) return builder.options.formatters.block?.(element, walk, builder, options)
  builder.openTable()
  for (const row of rows) {
    builder.openTableRow()
    for (const cell of row) {
      builder.openTableCell({ maxColumnWidth: Number.POSITIVE_INFINITY })
      walk(cell.children, builder)
      builder.closeTableCell()
    }
    builder.closeTableRow()
  }
  builder.closeTable({
    leadingLineBreaks: 2,
    trailingLineBreaks: 2,
    tableToString: (cells) => {
      const texts = cells.map((row) => row.map(({ text }) => text))
      return isForm(rows) ? formOfRows(texts) : tableOfRows(texts)
    },
  })
}

/** As lists of tasks have it in Markdown. */
const tick: FormatCallback = ({ attribs }, _walk, builder) =>
  builder.addInline('checked' in attribs ? '[x]' : '[ ]')

const childrenOf = ({ children }: DomNode): DomNode[] => children ?? []

function rowsOf(element: DomNode): DomNode[][] {
  return childrenOf(element).flatMap((child) => {
    if (child.name !== 'tr') return isRowGroup(child) ? rowsOf(child) : []
    return [childrenOf(child).filter(({ name }) => name === 'td' || name === 'th')]
  })
}

/** Pairs of a name and what is not one. */
function isForm(rows: DomNode[][]): boolean {
  const pairs = rows.filter((row) => row.length === 2)
  const isPair = ([name, value]: DomNode[]) => name && value && isName(name) && !isName(value)
  return pairs.length > 1 && pairs.length * 2 > rows.length && pairs.every(isPair)
}

const isName = (cell: DomNode) => cell.name === 'th' || weightOf(cell) === 'bold'

/** `plain` where any of its words is; `undefined` where there are none. */
function weightOf(node: DomNode, isBold = false): 'bold' | 'plain' | undefined {
  const isBoldHere = isBold || node.name === 'strong' || node.name === 'b'
  if (node.type === 'text') {
    if (!node.data?.trim()) return undefined
    return isBoldHere ? 'bold' : 'plain'
  }
  const weights = childrenOf(node).map((child) => weightOf(child, isBoldHere))
  return weights.includes('plain') ? 'plain' : weights.find(Boolean)
}

const isRowGroup = ({ name }: DomNode) => name === 'thead' || name === 'tbody' || name === 'tfoot'

const holdsTable = (element: DomNode): boolean =>
  childrenOf(element).some((child) => child.name === 'table' || holdsTable(child))

const toMarkdown = compile({
  wordwrap: false,
  limits: { maxInputLength: undefined },
  formatters: { heading, table, tick },
  selectors: [
    ...[1, 2, 3, 4, 5, 6].map((level) => ({
      selector: `h${level}`,
      format: 'heading',
      options: { level },
    })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'table', format: 'table' },
    { selector: 'input[type=checkbox]', format: 'tick' },
    { selector: 'input[type=radio]', format: 'tick' },
    { selector: 'a', options: { ignoreHref: true } },
    ...['head', 'img', 'svg', 'template'].map((selector) => ({ selector, format: 'skip' })),
  ],
})
