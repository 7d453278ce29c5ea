/** Reads the conversation that a request of the Responses API replays as its `input`. */
import { z } from 'zod'
import type { Facts } from '../plan/facts.ts'
import { type GivenPlan, type Noted, readNote } from './context-blocks.ts'

/** What one side said; messages in a row of one side are one turn. */
export type Turn = {
  role: 'user' | 'assistant'
  text: string
  files: FileMention[]
  pictures: number
}

/** A document that came with a message, by its id where the message gives one. */
export type FileMention = { id?: string; name?: string }

export type Conversation = {
  turns: Turn[]
  /** The newest message of the user; of a long one its beginning and its end. */
  asked: string
  /** The text that the newest message refers to. */
  quotation?: string
  /** The documents of the newest message. */
  files: FileMention[]
  /** Whether a form was shown for the newest message, answered or not. */
  hasForm: boolean
  /** What the creator has told in forms. */
  facts: Facts
  /** The newest plan that the creator sees. */
  plan?: GivenPlan
  /** The functions that were called for the newest message, with what came back. */
  results: Map<string, unknown>
}

const text = z.string().optional().catch(undefined)
const partSchema = z.object({ type: text, text, file_id: text, filename: text })
type Part = z.infer<typeof partSchema>
const itemSchema = z.object({
  type: text,
  role: z.enum(['user', 'assistant']).optional().catch(undefined),
  content: z.unknown().optional(),
  call_id: text,
  name: text,
  output: z.unknown().optional(),
})
type Item = z.infer<typeof itemSchema>

export function readConversation(input: unknown): Conversation {
  const conversation: Conversation = {
    turns: [],
    asked: '',
    files: [],
    hasForm: false,
    facts: {},
    results: new Map(),
  }
  const calls = new Map<string | undefined, string>()
  for (const item of itemsOf(input)) {
    if (item.role) readMessage(item.role, item.content, conversation)
    if (item.type === 'function_call' && item.name) {
      calls.set(item.call_id, item.name)
      if (item.name === 'ask_creator') conversation.hasForm = true
    }
    const called = calls.get(item.call_id)
    if (item.type === 'function_call_output' && called)
      conversation.results.set(called, parseJson(partsOf(item.output).map(textOf).join('')))
  }
  const newest = conversation.turns.findLast(({ role }) => role === 'user')
  return { ...conversation, asked: newest?.text ?? '', files: newest?.files ?? [] }
}

function itemsOf(input: unknown): Item[] {
  const items = Array.isArray(input) ? input : [{ role: 'user', content: input }]
  return items.flatMap((item) => itemSchema.safeParse(item).data ?? [])
}

function partsOf(content: unknown): Part[] {
  const parts = Array.isArray(content) ? content : [{ text: content }]
  return parts.flatMap((part) => partSchema.safeParse(part).data ?? [])
}

const textOf = (part: Part) => part.text ?? ''

function readMessage(role: Turn['role'], content: unknown, conversation: Conversation): void {
  const turn: Turn = { role, text: '', files: [], pictures: 0 }
  for (const [at, part] of partsOf(content).entries()) {
    const note = role === 'user' ? readNote(textOf(part).trim()) : undefined
    if (note) take(note, conversation)
    else readPart(part, turn)
    // What a message begins with tells whose it is: all of it is the application's then.
    if (note && at === 0) return
  }
  turn.text = turn.text.trim()
  if (turn.text || turn.files.length > 0 || turn.pictures > 0) addTurn(turn, conversation)
}

function take(note: Noted, conversation: Conversation): void {
  const { facts, plan, hasForm, quotation } = note
  conversation.facts = { ...conversation.facts, ...facts }
  if (plan) conversation.plan = plan
  if (hasForm) conversation.hasForm = true
  if (quotation) conversation.quotation = withinReach(quotation)
}

const ATTACHED = /\[Attached file: "([^\n"]*)"\]/g

function readPart(part: Part, turn: Turn): void {
  const { type, file_id: id, filename: name } = part
  if (type === 'input_image') turn.pictures += 1
  if (type === 'input_file') turn.files.push({ ...(id && { id }), ...(name && { name }) })
  const visible = withinReach(textOf(part))
  if (turn.role === 'user')
    for (const [, name = ''] of visible.matchAll(ATTACHED))
      turn.files.push({ name: unescaped(name) })
  turn.text += `\n${turn.role === 'user' ? visible.replace(ATTACHED, '') : visible}`
}

/** As the application writes a name between quotation marks. */
const unescaped = (name: string) =>
  name.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')

function addTurn(turn: Turn, conversation: Conversation): void {
  const { turns } = conversation
  if (turn.role === 'user') {
    // What was found out for an earlier message may have changed since.
    conversation.results.clear()
    conversation.hasForm = false
    conversation.quotation = undefined
  }
  const last = turns.at(-1)
  if (last?.role !== turn.role) {
    turns.push(turn)
    return
  }
  // Of several user messages in a row the newest asks; what the earlier ones brought along stays.
  last.text = turn.role === 'user' && turn.text ? turn.text : `${last.text}\n${turn.text}`.trim()
  last.files.push(...turn.files)
  last.pictures += turn.pictures
}

/** Of a long text, its beginning and its end are read: there people say what they want. */
const BEGINNING_CHARS = 1_500
const END_CHARS = 500

function withinReach(text: string): string {
  const isLong = text.length > BEGINNING_CHARS + END_CHARS
  const read = isLong ? `${text.slice(0, BEGINNING_CHARS)}\n${text.slice(-END_CHARS)}` : text
  // Some patterns look at each place of a wide gap again and again.
  return read.toWellFormed().replace(/\s{20,}/g, '\n\n')
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
