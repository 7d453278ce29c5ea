/** One side's words in the thread, as the replayed input has them. */
export interface Turn {
  role: 'user' | 'assistant'
  text: string
  files: FileMention[]
  pictures: number
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
  return mergeAdjacent(input.flatMap(readItem))
}

function readItem(item: LooseItem | null): Turn[] {
  const role = item?.role === 'user' || item?.role === 'assistant' ? item.role : undefined
  if (!item || !role) return []
  return [toTurn(role, item.content)]
}

function toTurn(role: Turn['role'], content: unknown): Turn {
  const turn: Turn = { role, text: '', files: [], pictures: 0 }
  const parts: unknown[] = Array.isArray(content)
    ? content
    : [{ type: 'input_text', text: content }]
  for (const part of parts) if (typeof part === 'object' && part) readPart(part, turn)
  turn.text = turn.text.trim()
  return turn
}

const HIDDEN = /<HiddenContext>[\s\S]*?(<\/HiddenContext>|$)/g
const ATTACHED = /\[Attached file: "([^\n]*?)"\]/g

function readPart(part: LoosePart, turn: Turn): void {
  if (part.type === 'input_image') turn.pictures++
  if (part.type === 'input_file') turn.files.push(readFileMention(part))
  if (typeof part.text !== 'string') return
  const visible = part.text.replace(HIDDEN, '')
  for (const [, name] of visible.matchAll(ATTACHED)) turn.files.push({ name })
  turn.text += `\n${visible.replace(ATTACHED, '')}`
}

function readFileMention({ file_id, filename }: LoosePart): FileMention {
  return {
    ...(typeof file_id === 'string' && { id: file_id }),
    ...(typeof filename === 'string' && { name: filename }),
  }
}

/** Hidden notes leave empty messages behind, and one message may come as several. */
function mergeAdjacent(turns: Turn[]): Turn[] {
  const merged: Turn[] = []
  for (const turn of turns) {
    const isEmpty = turn.text === '' && turn.files.length === 0 && turn.pictures === 0
    const last = merged.at(-1)
    if (isEmpty) continue
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
