/** Paragraphs and tables of a PDF page, told by where its pieces stand and in which order they were drawn. */
import { isOnOneLine, type Piece } from './pieces.ts'

export type Block = { text: string } | { rows: string[][] }

export function blocksOf(pieces: Piece[]): Block[] {
  const rows = rowsOf(pieces)
  const blocks: Block[] = []
  let text = ''
  for (let at = 0; at < rows.length; ) {
    const { rows: used, columns } = tableFrom(rows, at)
    const texts = used.length > 1 ? used.map((row) => cellTexts(row, columns)) : []
    if (isTable(texts) && !isRunningText(used)) {
      blocks.push({ text }, { rows: texts })
      text = commentsOn(used)
    } else {
      text += used.map((row) => textOf(row) + commentsOn([row])).join('')
    }
    at += used.length
  }
  return [...blocks, { text }]
}

/** Its pieces follow each other from top to bottom. */
type Cell = { pieces: Piece[]; left: number; right: number }

/** Cells beside each other. A paragraph is a row of one cell. */
type Row = { cells: Cell[]; top: number; bottom: number }

/** Columns of running text come one after the other, while the cells of a table come row by row. */
function rowsOf(pieces: Piece[]): Row[] {
  const rows: Row[] = []
  for (const piece of pieces) {
    const row = rows.at(-1)
    const cell = row?.cells.at(-1)
    if (row && cell && isNextLine(row, cell, piece)) {
      extend(cell, piece)
      cover(row, piece)
    } else if (row && cell && isBeside(row, cell, piece)) {
      const split = row.cells.length === 1 ? firstLineBeside(cell, piece) : 0
      const beside = split > 0 ? rowOf(cell.pieces.splice(split)) : row
      if (beside !== row) rows.splice(-1, 1, rowOf(cell.pieces), beside)
      beside.cells.push(cellOf([piece]))
      cover(beside, piece)
    } else {
      rows.push(rowOf([piece]))
    }
  }
  return rows
}

/** The distance of lines in a paragraph, in heights of letters. */
const LINE_PITCH = 1.7

function isNextLine({ cells }: Row, cell: Cell, piece: Piece): boolean {
  const last = cell.pieces.at(-1)
  const before = cells.at(-2)
  if (!last?.isLevel || !piece.isLevel || (before && piece.left < before.right)) return false
  const pitch = (piece.base - last.base) / Math.max(last.height, piece.height)
  return pitch > 0 && pitch <= LINE_PITCH && piece.left < cell.right && piece.right > cell.left
}

/** How far above the last cell the next one may begin, which is in the middle of its row then. */
const HIGHEST = 4

function isBeside(row: Row, cell: Cell, piece: Piece): boolean {
  const last = cell.pieces.at(-1)
  if (!last?.isLevel || !piece.isLevel) return false
  const height = Math.max(last.height, piece.height)
  return (
    piece.left > cell.right &&
    piece.base > row.top - HIGHEST * height &&
    piece.base < row.bottom + height / 2
  )
}

/** What stands above the line beside is no part of the row, unless the row is centred. */
function firstLineBeside({ pieces }: Cell, piece: Piece): number {
  const at = pieces.findLastIndex((line) => isOnOneLine(line, piece))
  const [above, line, below] = [pieces[at - 1], pieces[at], pieces[at + 1]]
  if (!above || !line) return 0
  const isCentred = below && line.base - above.base < (below.base - line.base) * 1.1
  return isCentred ? 0 : at
}

const baseOf = (piece: Piece | undefined) => piece?.base ?? 0

function rowOf(pieces: Piece[]): Row {
  return { cells: [cellOf(pieces)], top: baseOf(pieces[0]), bottom: baseOf(pieces.at(-1)) }
}

function cellOf([first, ...others]: Piece[]): Cell {
  const cell = { pieces: [], left: Number.POSITIVE_INFINITY, right: Number.NEGATIVE_INFINITY }
  for (const piece of first ? [first, ...others] : []) extend(cell, piece)
  return cell
}

function extend(cell: Cell, piece: Piece) {
  cell.pieces.push(piece)
  cell.left = Math.min(cell.left, piece.left)
  cell.right = Math.max(cell.right, piece.right)
}

function cover(row: Row, { base }: Piece) {
  row.top = Math.min(row.top, base)
  row.bottom = Math.max(row.bottom, base)
}

type Column = { left: number; right: number }
type Table = { rows: Row[]; columns: Column[] }

/** A wider one is a drawing. */
const MOST_COLUMNS = 50

/** The rows from there on that have columns in common: one alone where there is no table. */
function tableFrom(rows: Row[], start: number): Table {
  const first = rows.slice(start, start + 1)
  const table: Table = { rows: first, columns: columnsOf(first[0]) }
  if (table.columns.length < 2 || table.columns.length > MOST_COLUMNS) return table
  /** It may be a row of the table of which one cell is filled, or what comes after the table. */
  let lone: Row | undefined
  for (let at = start + 1; at < rows.length; at++) {
    const row = rows[at]
    if (!row || !isBelow(lone ?? table.rows.at(-1), row)) break
    if (row.cells.length === 1) {
      if (lone || !isRowOf(table, row)) break
      lone = row
      continue
    }
    const columns = withCells(table.columns, row.cells)
    if (!columns) break
    table.rows.push(...(lone ? [lone, row] : [row]))
    table.columns = columns
    lone = undefined
  }
  return table
}

/** A line over several columns may be a heading in the table; more of them are a paragraph behind it. */
function isRowOf({ columns }: Table, { cells: [cell] }: Row): boolean {
  if (!cell) return false
  const over = columns.filter((column) => isOver(cell, column)).length
  return over === 1 || (over > 1 && cell.pieces.length === 1)
}

const columnsOf = (row: Row | undefined): Column[] =>
  row?.cells.map(({ left, right }) => ({ left, right })) ?? []

/** The distance of rows, in heights of letters. */
const ROW_PITCH = 4

function isBelow(above: Row | undefined, below: Row): boolean {
  const height = below.cells[0]?.pieces[0]?.height ?? 0
  const pitch = (below.top - (above?.bottom ?? 0)) / height
  return pitch > 0 && pitch < ROW_PITCH
}

/** `undefined` where two of the cells would come into one column: these are other columns, or no columns at all. */
function withCells(columns: Column[], cells: Cell[]): Column[] | undefined {
  let free = 0
  const wider = columns.map((column) => ({ ...column }))
  for (const cell of cells) {
    const from = columns.findIndex((column) => isOver(cell, column))
    const to = columns.findLastIndex((column) => isOver(cell, column))
    if (from === -1) wider.push({ left: cell.left, right: cell.right })
    else if (from < free) return undefined
    else free = to + 1
    const column = wider[from]
    // A cell over several columns says nothing about where they are.
    if (!column || from !== to) continue
    column.left = Math.min(column.left, cell.left)
    column.right = Math.max(column.right, cell.right)
  }
  return wider.length > MOST_COLUMNS ? undefined : wider.sort((a, b) => a.left - b.left)
}

const isOver = (cell: Column, column: Column) =>
  cell.left < column.right && cell.right > column.left

/** Fewer cells than that are read as well line by line. */
const FEWEST_CELLS = 6
/** With fewer of its cells filled it is a form, or a drawing. */
const LEAST_FILLED = 0.5

function isTable(rows: string[][]): boolean {
  const columns = rows[0]?.map((_, at) => rows.filter((row) => row[at]).length) ?? []
  const room = rows.length * columns.length
  return (
    room >= FEWEST_CELLS &&
    sum(columns) >= LEAST_FILLED * room &&
    columns.every((filled) => filled > 1)
  )
}

/** Longer cells are columns of running text. */
const MOST_LINES = 20
const LONG_LINE = 40

function isRunningText(rows: Row[]): boolean {
  const cells = rows.flatMap((row) => row.cells)
  if (cells.some(({ pieces }) => pieces.length > MOST_LINES)) return true
  // Columns that were drawn line by line.
  const letters = cells.map(({ pieces }) =>
    pieces.length === 1 ? (pieces[0]?.text.length ?? 0) : 0,
  )
  return letters.every((count) => count > 0) && sum(letters) > LONG_LINE * letters.length
}

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)

function cellTexts({ cells }: Row, columns: Column[]): string[] {
  const texts = columns.map(() => '')
  for (const cell of cells) {
    const at = columns.findIndex((column) => isOver(cell, column))
    texts[Math.max(at, 0)] += cell.pieces.map(({ text }) => text).join('\n')
  }
  return texts
}

const textOf = ({ cells }: Row) =>
  cells.flatMap(({ pieces }) => pieces.map(({ text, after }) => text + after)).join('')

/** Each in a paragraph of its own. */
function commentsOn(rows: Row[]): string {
  const pieces = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.pieces))
  return pieces.flatMap(({ comments }) => comments.map((text) => `\n\n${text}\n\n`)).join('')
}
