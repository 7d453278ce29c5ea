/** Rows of cells as Markdown, in which a passage keeps the names of the columns wherever the text is cut. */

/** For data: a line for each row, whose cells each follow the name of their column. */
export function listOfRows(rows: string[][]): string {
  return textOf(rows, ([head = [], ...records]) =>
    // A head alone is better than nothing.
    records.length > 0 ? records.map((row) => item(head, row)).join('\n') : head.join(', '),
  )
}

function item(head: string[], row: string[]): string {
  const cells = row.flatMap((cell, at) => {
    const name = head[at]
    return cell === '' ? [] : [name ? `${name}: ${cell}` : cell]
  })
  return `- ${cells.join('; ')}`
}

/** For pages that show a table. A long one is cut into pieces that each begin with its head. */
export function tableOfRows(rows: string[][]): string {
  return textOf(rows, ([head = [], ...records]) => {
    if (isForm([head, ...records])) return [head, ...records].map(lineOfForm).join('\n')
    const top = `${line(head)}\n${line(head.map(() => '---'))}`
    const pieces = cutByWords(records.map(line))
    return pieces.map((piece) => [top, ...piece].join('\n')).join('\n\n')
  })
}

/** For rows of which each has its own name first, and none is the head of the others. */
export function formOfRows(rows: string[][]): string {
  return textOf(rows, (filled) => filled.map(lineOfForm).join('\n'))
}

/** The names of columns are shorter. */
const LONGEST_NAME = 80
const BOX = /\[[x ]\]/

/** Where a table has its head, a form has questions, boxes to tick or long words already. */
function isForm(rows: string[][]): boolean {
  const [first = []] = rows
  if (first.some((cell) => cell.length > LONGEST_NAME || BOX.test(cell))) return true
  const asked = rows.filter((row) => row.slice(0, -1).some(isQuestion))
  return asked.length * 2 > rows.length && asked[0] === first
}

const isQuestion = (cell: string) => /[:?：？]$/.test(cell)

/** A line for each row. */
function lineOfForm(row: string[]): string {
  if (row.some(isQuestion)) return `- ${questionsAndAnswers(row)}`
  const cells = row.filter((cell) => cell !== '')
  const [first = ''] = cells
  if (cells.length !== 2) return `- ${cells.join('; ')}`
  return `- ${cells.join(BOX.test(first) ? ' ' : ': ')}`
}

/** A question beside an answer is the next one. */
function questionsAndAnswers(row: string[]): string {
  const parts: string[] = []
  let isAsked = false
  let isAnswered = false
  for (const cell of row) {
    if (isQuestion(cell) && isAnswered) parts.push(`${parts.pop()};`)
    if (cell) parts.push(cell)
    isAnswered = isAsked && !isQuestion(cell)
    isAsked ||= isQuestion(cell)
  }
  return parts.join(' ')
}

/** Lone cells above the head are the table's title and stand before it. One column holds lines rather than a table. */
function textOf(rows: string[][], write: (rows: string[][]) => string): string {
  const filled = withoutEmpty(rows.map((row) => row.map(inOneLine)))
  const start = filled.findIndex((row) => countFilled(row) > 1)
  if (start < 0) return filled.map((row) => row.join('')).join('\n')
  const titles = filled.slice(0, start).map((row) => row.join(''))
  return [...titles, write(filled.slice(start))].join('\n\n')
}

/** Without rows and columns that hold nothing; what is left is equally wide. */
function withoutEmpty(rows: string[][]): string[][] {
  const used = new Set<number>()
  for (const row of rows) for (const [at, cell] of row.entries()) if (cell) used.add(at)
  const columns = [...used].sort((a, b) => a - b)
  return rows
    .filter((row) => countFilled(row) > 0)
    .map((row) => columns.map((column) => row[column] ?? ''))
}

/** A passage of the index holds about 200. */
const WORDS_IN_PIECE = 150

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

const countFilled = (row: string[]) => row.filter((cell) => cell !== '').length

const inOneLine = (cell: string) => cell.replace(/\s+/g, ' ').trim()

const line = (cells: string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
