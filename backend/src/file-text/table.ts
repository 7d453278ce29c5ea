/** Rows as Markdown. A long table is cut into pieces that each begin with its head, so that a passage keeps the names of its columns. */

/** A passage of the index holds about 200 words. */
const WORDS_IN_PIECE = 150

/** Rows with the head first. Lone cells above it are the table's title and stand before it. */
export function textOfRows(rows: string[][]): string {
  const filled = withoutEmpty(rows.map((row) => row.map(inOneLine)))
  const start = filled.findIndex((row) => countFilled(row) > 1)
  // One column holds lines rather than a table.
  if (start < 0) return filled.map((row) => row.join('')).join('\n')
  const titles = filled.slice(0, start).map((row) => row.join(''))
  return [...titles, markdownTable(filled.slice(start))].join('\n\n')
}

/** The first row is the head; all rows are as wide as the widest. */
function markdownTable(rows: string[][]): string {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  const [head = '', ...lines] = rows.map((row) =>
    line(Array.from({ length: width }, (_, at) => row[at] ?? '')),
  )
  const top = `${head}\n${line(Array.from({ length: width }, () => '---'))}`
  const pieces = cutByWords(lines)
  return pieces.map((piece) => [top, ...piece].join('\n')).join('\n\n')
}

function cutByWords(lines: string[]): string[][] {
  const pieces: string[][] = [[]]
  let words = 0
  for (const each of lines) {
    const count = each.split(' ').length
    if (words > 0 && words + count > WORDS_IN_PIECE) {
      pieces.push([])
      words = 0
    }
    pieces.at(-1)?.push(each)
    words += count
  }
  return pieces
}

/** Without rows and columns that hold nothing. */
function withoutEmpty(rows: string[][]): string[][] {
  const used = new Set<number>()
  for (const row of rows) for (const [at, cell] of row.entries()) if (cell) used.add(at)
  const columns = [...used].sort((a, b) => a - b)
  return rows
    .filter((row) => countFilled(row) > 0)
    .map((row) => columns.map((column) => row[column] ?? ''))
}

const countFilled = (row: string[]) => row.filter((cell) => cell !== '').length

const inOneLine = (cell: string) => cell.replace(/\s+/g, ' ').trim()

const line = (cells: string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
