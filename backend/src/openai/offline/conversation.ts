import { readQuotation, withoutContext } from './context-blocks.ts'
import { termsOf } from './vocabulary.ts'

/** One side's words in the thread, as the replayed input has them. */
export interface Turn {
  role: 'user' | 'assistant'
  text: string
  files: FileMention[]
  pictures: number
  /** The text that the message replies to. */
  quotation?: string
}

/** A document that came with a message, by its id where the message gives one. */
export interface FileMention {
  id?: string
  name?: string
}

interface LooseItem {
  type?: unknown
  role?: unknown
  content?: unknown
}

interface LoosePart {
  type?: unknown
  text?: unknown
  file_id?: unknown
  filename?: unknown
}

/** Reads the messages out of a request's input; calls, results and reasoning say nothing new and are passed over. */
export function readConversation(input: unknown): Turn[] {
  if (typeof input === 'string') return [toTurn('user', input)]
  if (!Array.isArray(input)) return []
  return mergeAdjacent(input.flatMap((item: LooseItem | null) => readItem(item) ?? []))
}

/** Whether the user says something in this item, rather than the application beside them. */
export function isSaidByUser(item: LooseItem): boolean {
  const turn = readItem(item)
  return turn?.role === 'user' && !isEmpty(turn)
}

/** The texts of an item's content. */
export function textsOf(content: unknown): string[] {
  return partsOf(content).flatMap(({ text }) => (typeof text === 'string' ? text : []))
}

function readItem(item: LooseItem | null): Turn | undefined {
  const role = item?.role === 'user' || item?.role === 'assistant' ? item.role : undefined
  return item && role ? toTurn(role, item.content) : undefined
}

function toTurn(role: Turn['role'], content: unknown): Turn {
  const turn: Turn = { role, text: '', files: [], pictures: 0 }
  for (const part of partsOf(content)) readPart(part, turn)
  turn.text = turn.text.trim()
  return turn
}

function partsOf(content: unknown): LoosePart[] {
  const parts: (LoosePart | null)[] = Array.isArray(content)
    ? content
    : [{ type: 'input_text', text: content }]
  return parts.filter((part) => typeof part === 'object' && part !== null)
}

/** Of a long text, its beginning and its end are read: there people say what they want. */
const BEGINNING_CHARS = 1_500
const END_CHARS = 500
/** Some patterns look at each place of such a gap again and again. */
const GAP = /\s{20,}/g

function withinReach(text: string): string {
  if (text.length <= BEGINNING_CHARS + END_CHARS) return text.replace(GAP, '\n\n')
  const [beginning, end] = [text.slice(0, BEGINNING_CHARS), text.slice(-END_CHARS)]
  return `${beginning}\n${end}`.toWellFormed().replace(GAP, '\n\n')
}

const ATTACHED = /\[Attached file: "([^\n]*?)"\]/g

function readPart(part: LoosePart, turn: Turn): void {
  if (part.type === 'input_image') turn.pictures++
  if (part.type === 'input_file') turn.files.push(readFileMention(part))
  if (typeof part.text !== 'string') return
  const quotation = turn.role === 'user' ? readQuotation(part.text) : undefined
  if (quotation) turn.quotation = withinReach(quotation)
  if (quotation) return
  const visible = withinReach(turn.role === 'user' ? withoutContext(part.text) : part.text)
  for (const [, name = ''] of visible.matchAll(ATTACHED)) turn.files.push({ name: unescaped(name) })
  turn.text += `\n${visible.replace(ATTACHED, '')}`
}

/** As the application writes a name between quotation marks. */
const unescaped = (name: string) =>
  name.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')

function readFileMention({ file_id, filename }: LoosePart): FileMention {
  return {
    ...(typeof file_id === 'string' && { id: file_id }),
    ...(typeof filename === 'string' && { name: filename }),
  }
}

function isEmpty({ text, files, pictures }: Turn): boolean {
  return text === '' && files.length === 0 && pictures === 0
}

/** Notes of the application leave empty messages behind, and one message may come as several. */
function mergeAdjacent(turns: Turn[]): Turn[] {
  const merged: Turn[] = []
  for (const turn of turns) {
    const last = merged.at(-1)
    if (turn.quotation && last?.role === 'user') quote(turn.quotation, last)
    if (isEmpty(turn)) continue
    if (last?.role !== turn.role) {
      merged.push(turn)
      continue
    }
    // Of several user messages in a row the newest asks; what the earlier ones brought along stays.
    last.text = turn.role === 'user' && turn.text ? turn.text : `${last.text}\n${turn.text}`.trim()
    last.files.push(...turn.files)
    last.pictures += turn.pictures
  }
  return merged
}

/** "What does this mean?" says nothing without the words it replies to; other messages stand on their own. */
function quote(quotation: string, turn: Turn): void {
  if (termsOf(turn.text).length === 0) turn.text = `${turn.text} ${quotation}`.trim()
}
