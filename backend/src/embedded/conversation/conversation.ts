/** Reads the conversation that a request of the Responses API replays as its `input`. */
import { z } from 'zod'
import { OFFER_CHOICES, shownOf } from '../answer/answer.ts'
import { type Facts, readFacts } from '../plan/facts.ts'

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
  /** What the visitor has said in other chats, oldest first. */
  saidElsewhere: string[]
  /** Whether a form was shown for the newest message, answered or not. */
  hasForm: boolean
  /** What the creator has told in forms. */
  facts: Facts
  /** The newest plan that the creator sees. */
  plan?: GivenPlan
  /** The functions that were called for the newest message, with what came back. */
  results: Map<string, unknown>
}

/** A plan that stands in the conversation already. */
export type GivenPlan = { title: string; days: GivenDay[] }

export type GivenDay = {
  day: number
  /** `YYYY-MM-DD`, where the plan has a start. */
  date?: string
  format: string
  hook: string
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
  arguments: text,
  output: z.unknown().optional(),
})
type Item = z.infer<typeof itemSchema>

export function readConversation(input: unknown): Conversation {
  const conversation: Conversation = {
    turns: [],
    asked: '',
    files: [],
    saidElsewhere: [],
    hasForm: false,
    facts: {},
    results: new Map(),
  }
  const calls = new Map<string | undefined, string>()
  for (const item of itemsOf(input)) {
    const { type, role, content, call_id, name } = item
    if (role) readMessage(role, content, conversation)
    if (type === 'function_call' && name) {
      calls.set(call_id, name)
      if (name === 'ask_creator') conversation.hasForm = true
      if (name === OFFER_CHOICES) addChoices(parseJson(item.arguments ?? ''), conversation)
    }
    const called = calls.get(call_id)
    if (type === 'function_call_output' && called)
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
    const isNote = role === 'user' && readNote(textOf(part).trim(), conversation)
    if (!isNote) readPart(part, turn)
    // What a message begins with tells whose it is: all of it is the application's then.
    if (isNote && at === 0) return
  }
  turn.text = turn.text.trim()
  if (turn.text || turn.files.length > 0 || turn.pictures > 0) addTurn(turn, conversation)
}

/** As `block` in `coach/input` writes them; a visitor's own words cannot pass for one. */
const TAGGED = /^<([A-Z]\w*)\b[^>\n]*>\n([\s\S]*)$/
const TAGS = new Set([
  ...['CreatorFacts', 'StructuredInput', 'HiddenContext', 'EarlierTurns', 'EarlierSummary'],
  ...['Task', 'Plan', 'Document', 'ThoughtsSoFar', 'OtherChats', 'passage'],
])
const QUOTED = 'The user refers to this text:\n'
const WIDGET = /^The user sees this widget \(id: [^\n]*\n(?:Offered: (.*)$)?/
const PICTURE = 'This picture was drawn for the user.'
const MARKED = 'The @ in the message above is only a mark.'

/** Takes in what the application tells the model in the user's role; false for the user's own words. */
function readNote(text: string, conversation: Conversation): boolean {
  const [, tag = '', body = ''] = TAGGED.exec(text) ?? []
  if (tag === 'CreatorFacts') Object.assign(conversation.facts, readFacts(body))
  if (tag === 'StructuredInput') conversation.hasForm = true
  if (tag === 'Plan') conversation.plan = readGivenPlan(body) ?? conversation.plan
  if (tag === 'OtherChats') conversation.saidElsewhere = readList(body)
  if (text.startsWith(QUOTED)) conversation.quotation = withinReach(text.slice(QUOTED.length))
  const widget = WIDGET.exec(text)
  if (widget?.[1]) addChoices({ choices: widget[1].split(' | ') }, conversation)
  const isOther = [QUOTED, PICTURE, MARKED].some((note) => text.startsWith(note))
  return TAGS.has(tag) || widget !== null || isOther
}

const readList = (text: string) =>
  text.split('\n').flatMap((line) => (line.startsWith('- ') ? line.slice(2) : []))

const DAY = /^day (\d{1,2})(?: (\d{4}-\d{2}-\d{2}))? ([^:]+): (.+?)(?: \(done\))?$/
const TITLE = /^title: (.+)$/m

/** Reads a plan as `planForModel` words it, a line a day. */
function readGivenPlan(text: string): GivenPlan | undefined {
  const days = text.split('\n').flatMap((line): GivenDay[] => {
    const [, day, date, format = '', hook = ''] = DAY.exec(line) ?? []
    return day ? [{ day: Number(day), ...(date && { date }), format, hook }] : []
  })
  return days.length > 0 ? { title: TITLE.exec(text)?.[1] ?? 'Content plan', days } : undefined
}

/** They are part of the answer that they stand under. */
function addChoices(choices: unknown, { turns }: Conversation): void {
  const last = turns.at(-1)
  if (last?.role !== 'assistant' || typeof choices !== 'object' || !choices) return
  last.text = shownOf({ text: last.text, call: { name: OFFER_CHOICES, arguments: choices } })
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
