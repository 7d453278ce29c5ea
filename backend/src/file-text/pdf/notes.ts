/** What readers of a PDF have put on it: answers in a form, ticked boxes and comments. */
import { type Box, boxOn, CELL_GAP, isOnOneLine, type Layout, type Piece } from './pieces.ts'

/** As pdf.js has it, of which much depends on the kind. */
export type Annotation = {
  subtype?: string
  rect?: number[]
  annotationFlags?: number
  contentsObj?: { str: string }
  titleObj?: { str: string }
  richText?: { str: string | null } | null
  /** What a viewer shows on it. */
  textContent?: string[]
  fieldType?: string | null
  fieldName?: string
  fieldValue?: unknown
  alternativeText?: string
  exportValue?: string
  buttonValue?: string | null
  checkBox?: boolean
  radioButton?: boolean
  password?: boolean
  options?: { exportValue: string; displayValue: string }[]
}

export type Note = {
  kind: 'answer' | 'tick' | 'comment'
  text: string
  box: Box
  /** What the form calls it. */
  name?: string
}

/** Hidden, or not shown on a screen. */
const UNSEEN = 2 | 32

export function noteOf(annotation: Annotation, layout: Layout): Note | undefined {
  const { subtype, rect, annotationFlags = 0 } = annotation
  if (!rect || annotationFlags & UNSEEN) return undefined
  const box = boxOn(layout, rect)
  if (subtype === 'Widget') return fieldOf(annotation, box)
  // A popup repeats what its parent says.
  if (subtype === 'Popup' || subtype === 'Link') return undefined
  const text = wordsOf(annotation)
  if (!text) return undefined
  if (subtype === 'FreeText') return { kind: 'answer', text, box }
  const author = annotation.titleObj?.str.trim()
  return { kind: 'comment', text: `Comment${author ? ` (${author})` : ''}: ${text}`, box }
}

/** Whether there are words in it, and not just a box, ticked or not. */
export const isWritten = ({ kind }: Note) => kind !== 'tick'

function wordsOf({ contentsObj, richText, textContent }: Annotation): string {
  return plain(contentsObj?.str || richText?.str || textContent?.join('\n') || '')
}

const plain = (text: string) => text.replace(/\r\n?/g, '\n').trim()

function fieldOf(field: Annotation, box: Box): Note | undefined {
  const name = plain(field.alternativeText || field.fieldName || '')
  if (field.fieldType === 'Btn') {
    if (!field.checkBox && !field.radioButton) return undefined
    const own = field.checkBox ? field.exportValue : field.buttonValue
    const isTicked = own !== undefined && own !== 'Off' && field.fieldValue === own
    return { kind: 'tick', text: isTicked ? '[x]' : '[ ]', box, name }
  }
  const isAnswer = field.fieldType === 'Tx' || field.fieldType === 'Ch'
  const text = isAnswer && !field.password ? answerOf(field) : ''
  return text ? { kind: 'answer', text, box, name } : undefined
}

function answerOf({ fieldValue, options = [] }: Annotation): string {
  const values = [fieldValue].flat().filter((value) => typeof value === 'string')
  const shown = new Map(options.map((option) => [option.exportValue, option.displayValue]))
  return plain(values.map((value) => shown.get(value) ?? value).join(', '))
}

/** Forms that people fill in have fewer on a page; of others the rest comes at its end. */
const MOST_PLACED = 2000

/** The pieces with what was noted beside them. */
export function placeNotes(pieces: Piece[], notes: Note[]): Piece[] {
  const ordered = notes.toSorted((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
  if (pieces.length === 0) return ordered.map((note) => pieceOf(withName(note)))
  const placed = [...pieces]
  for (const [at, note] of ordered.entries()) {
    if (at >= MOST_PLACED) placed.push(pieceOf(withName(note)))
    else if (note.kind === 'comment') attach(placed, note)
    else place(placed, note)
  }
  return placed
}

function attach(pieces: Piece[], note: Note) {
  nearestTo(note.box, pieces)?.comments.push(note.text)
}

function nearestTo(box: Box, pieces: Piece[]): Piece | undefined {
  let nearest: Piece | undefined
  let least = Number.POSITIVE_INFINITY
  for (const piece of pieces) {
    const across = Math.max(piece.left - box.right, box.left - piece.right, 0)
    const along = Math.max(piece.top - box.bottom, box.top - piece.bottom, 0)
    // What is on the same line is nearer than what is above or below.
    const distance = across + 4 * along
    if (distance >= least) continue
    least = distance
    nearest = piece
  }
  return nearest
}

function place(pieces: Piece[], note: Note) {
  const { before, inside, behind, above, isDrawn } = neighboursOf(pieces, note)
  if (isDrawn) return
  if (inside !== undefined) return placeInside(pieces, inside, note)
  if (note.kind === 'tick' && tick(pieces[before.at], pieces[behind.at], note)) return
  const isUnder = above.gap < NEAR_ABOVE && before.gap > FAR_BEFORE
  if (pieces[before.at] && !isUnder) return placeBehind(pieces, before.at, note)
  if (pieces[above.at])
    return placeUnder(pieces, above.at, above.gap < LABEL_ABOVE ? note : withName(note))
  if (pieces[behind.at]) return placeBefore(pieces, behind.at, note)
  pieces.push(pieceOf(withName(note)))
}

/** Gaps are in heights of letters. */
type Neighbour = { at: number; gap: number }

type Neighbours = {
  before: Neighbour
  behind: Neighbour
  above: Neighbour
  /** A line that was drawn as one piece, such as `Name: ______ Date: ______`. */
  inside?: number
  /** Some programs write an answer on the page too. */
  isDrawn?: boolean
}

const nobody = (): Neighbour => ({ at: -1, gap: Number.POSITIVE_INFINITY })

/** A label right above an answer is its own, if the one before it is this far away. */
const NEAR_ABOVE = 1.5
const FAR_BEFORE = 12
/** What is farther above is no label. */
const LABEL_ABOVE = 4

function neighboursOf(pieces: Piece[], { box, text }: Note): Neighbours {
  const found: Neighbours = { before: nobody(), behind: nobody(), above: nobody() }
  for (const [at, piece] of pieces.entries()) {
    if (!piece.isLevel) continue
    const { left, right, base, height } = piece
    const middle = base - height * 0.35
    if (middle > box.top && middle < box.bottom) {
      if (left >= box.left && right <= box.right && piece.text === text) found.isDrawn = true
      else if (left < box.left - height && right > box.left + height) found.inside = at
      else if (left <= box.left) nearer(found.before, at, (box.left - right) / height)
      else nearer(found.behind, at, (left - box.right) / height)
    } else if (middle <= box.top && left < box.right && right > box.left) {
      nearer(found.above, at, (box.top - base) / height)
    }
  }
  return found
}

function nearer(neighbour: Neighbour, at: number, gap: number) {
  const distance = Math.max(gap, 0)
  if (distance >= neighbour.gap) return
  neighbour.at = at
  neighbour.gap = distance
}

/** How far from a box its label may be, in heights of letters. Most labels stand behind it. */
const LABEL_BEHIND = 3
const LABEL_BEFORE = 1

function tick(before: Piece | undefined, behind: Piece | undefined, note: Note): boolean {
  const { left, right } = note.box
  const isOf = (label: Piece | undefined, gap: number, most: number): label is Piece =>
    label !== undefined && gap < most * label.height
  if (isOf(behind, (behind?.left ?? 0) - right, LABEL_BEHIND)) {
    behind.text = `${note.text} ${behind.text}`
    behind.left = left
    return true
  }
  if (!isOf(before, left - (before?.right ?? 0), LABEL_BEFORE)) return false
  before.text = `${before.text} ${note.text}`
  before.right = right
  return true
}

function placeInside(pieces: Piece[], at: number, note: Note) {
  const line = pieces[at]
  if (!line) return
  const share = (note.box.left - line.left) / (line.right - line.left)
  const cut = wordStartNear(line.text, Math.round(share * line.text.length))
  const [start, end] = [line.text.slice(0, cut).trimEnd(), line.text.slice(cut)]
  line.text = [start, note.text, end.trimStart()].filter(Boolean).join(' ')
}

/** Where a word or a blank to write on begins. */
function wordStartNear(text: string, index: number): number {
  const isStart = (at: number) =>
    at <= 0 || at >= text.length || /\s.|[^_]_/.test(text.slice(at - 1, at + 1))
  let distance = 0
  while (!isStart(index - distance) && !isStart(index + distance)) distance++
  return isStart(index - distance) ? Math.max(index - distance, 0) : index + distance
}

function placeBehind(pieces: Piece[], at: number, note: Note) {
  const neighbour = pieces[at]
  if (!neighbour) return
  const piece = pieceOf(note, neighbour)
  if (neighbour.after) piece.after = neighbour.after
  neighbour.after = ' '
  pieces.splice(at + 1, 0, piece)
}

function placeBefore(pieces: Piece[], at: number, note: Note) {
  pieces.splice(at, 0, { ...pieceOf(note, pieces[at]), after: ' ' })
}

function placeUnder(pieces: Piece[], at: number, note: Note) {
  const isEnd = (piece: Piece, index: number) =>
    index >= at && !isOnOneLine(piece, pieces[index + 1])
  const end = pieces.findIndex(isEnd)
  const last = pieces[end]
  if (last) last.after = '\n'
  pieces.splice(end + 1, 0, pieceOf(note))
}

function withName(note: Note): Note {
  const { kind, text, name } = note
  if (!name) return note
  return { ...note, text: kind === 'tick' ? `${text} ${name}` : `${name}: ${text}` }
}

function pieceOf({ text, box }: Note, beside?: Piece): Piece {
  const height = beside?.height ?? Math.max(Math.min(box.bottom - box.top, USUAL_HEIGHT), 1)
  const base = beside?.base ?? box.top + height
  // Fields touch each other, while cells do not.
  const left = box.left + (CELL_GAP / 2) * height
  return {
    text,
    after: '\n',
    left,
    right: Math.max(box.right - (CELL_GAP / 2) * height, left + 1),
    top: base - height,
    bottom: base,
    base,
    height,
    isLevel: true,
    comments: [],
  }
}

const USUAL_HEIGHT = 12
