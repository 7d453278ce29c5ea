/** The text of a PDF page in pieces of a line, each with its place. */
import type { PDFPageProxy } from 'unpdf/pdfjs'

type TextContent = Awaited<ReturnType<PDFPageProxy['getTextContent']>>
type TextItem = Extract<TextContent['items'][number], { str: string }>

export type Piece = Box & {
  text: string
  /** What stands between this piece and the next one: nothing, a space or the end of the line. */
  after: '' | ' ' | '\n'
  /** Where its letters stand. */
  base: number
  height: number
  /** Text that goes up, down or aslant is in no table. */
  isLevel: boolean
  /** What was noted there, to be read after its paragraph or table. */
  comments: string[]
}

/** In points from the top of the page, and from that side of it on which its lines begin. */
export type Box = { left: number; right: number; top: number; bottom: number }

/** How a page is shown: its coordinates in the file begin at the bottom, and it may be turned. */
export type Layout = { transform: number[]; isFromRight: boolean }

/** The least room between two cells, in heights of letters. Room between words is narrower, also in justified lines. */
export const CELL_GAP = 0.8

/** The mark of a list item belongs to its text, however wide the room between them is. */
const MARKER = /^([•▪◦‣●○■□–—*-]|\(?(\d{1,3}|\p{L})[.):-])$/u

/** Dots or a line that lead to what is behind them, or that are to be written on. */
const LEADER = /^[.…·⋯_\s]+$/
const LEADING = /(?:[.…·⋯_]\s?){3}$/
const LONGEST_MARK = 8

export function layoutOf({ items }: TextContent, transform: number[]): Layout {
  const texts = items.filter((item): item is TextItem => 'str' in item && item.str.trim() !== '')
  return {
    transform,
    isFromRight: texts.filter(({ dir }) => dir === 'rtl').length > texts.length / 2,
  }
}

export function piecesOf({ items, styles }: TextContent, layout: Layout): Piece[] {
  const pieces: Piece[] = []
  for (const item of items) {
    if (!('str' in item)) continue
    const last = pieces.at(-1)
    if (item.str.trim() !== '') {
      const isVertical = styles[item.fontName]?.vertical ?? false
      add(pieces, pieceOf(item, isVertical, layout))
    } else if (last && last.after !== '\n') {
      last.after = item.hasEOL ? '\n' : ' '
    }
  }
  return pieces
}

function pieceOf(
  { str, transform, width, height, hasEOL }: TextItem,
  isVertical: boolean,
  layout: Layout,
): Piece {
  const [a = 0, b = 0, , , x = 0, y = 0] = transform
  const [start, base] = pointOn(layout, x, y)
  const [end, slope] = pointOn(layout, x + a, y + b)
  const isLevel = !isVertical && end > start && Math.abs(slope - base) < (end - start) / 100
  const side = layout.isFromRight ? -start - width : start
  return {
    text: str,
    after: hasEOL ? '\n' : '',
    left: side,
    right: side + width,
    top: base - height,
    bottom: base,
    base,
    height: Math.max(height, 1),
    isLevel,
    comments: [],
  }
}

function pointOn({ transform }: Layout, x: number, y: number): [number, number] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = transform
  return [a * x + c * y + e, b * x + d * y + f]
}

/** @param rect two opposite corners, as in the file */
export function boxOn(layout: Layout, [x1 = 0, y1 = 0, x2 = 0, y2 = 0]: number[]): Box {
  const [startX, startY] = pointOn(layout, x1, y1)
  const [endX, endY] = pointOn(layout, x2, y2)
  const sides = layout.isFromRight ? [-startX, -endX] : [startX, endX]
  return {
    left: Math.min(...sides),
    right: Math.max(...sides),
    top: Math.min(startY, endY),
    bottom: Math.max(startY, endY),
  }
}

function add(pieces: Piece[], piece: Piece) {
  const last = pieces.at(-1)
  if (!last || last.after === '\n' || !isOnOneLine(last, piece)) return pieces.push(piece)
  const gap = (piece.left - last.right) / Math.max(last.height, piece.height)
  // The text before may be very long; only its end matters.
  const end = last.text.slice(-LONGEST_MARK)
  const isItem = end === last.text && MARKER.test(end.trim()) && !isOnOneLine(pieces.at(-2), last)
  const isLed = LEADER.test(piece.text) || LEADING.test(end)
  if (gap > -1 && (gap < CELL_GAP || isItem || isLed)) return extend(last, piece)
  last.after = ' '
  return pieces.push(piece)
}

function extend(piece: Piece, next: Piece) {
  piece.text += piece.after + next.text
  piece.after = next.after
  piece.right = Math.max(piece.right, next.right)
  piece.height = Math.max(piece.height, next.height)
}

/** With room for letters that stand somewhat higher or lower. */
export function isOnOneLine(one?: Piece, other?: Piece): boolean {
  if (!one?.isLevel || !other?.isLevel) return false
  return Math.abs(one.base - other.base) < Math.max(one.height, other.height) / 2
}
