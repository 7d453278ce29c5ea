import { readContextBlocks } from './context-blocks.ts'
import { readConversation, type Turn, textsOf } from './conversation.ts'
import { plainText, readSentences } from './markdown.ts'

const LONGEST = 1_500
const LONGEST_QUESTION = 140
const LONGEST_ANSWER = 200
/** Shorter than this, a line would say nothing. */
const SHORTEST = 50

/** What was asked, in order, and the first sentence of each answer: extracted, not reworded. */
export function summaryOf(input: unknown): string {
  const { before, turns } = readTranscript(input)
  const exchanges = turns.map(sayTurn)
  const earlier = before ? cut(before, LONGEST / 2) : ''
  const room = LONGEST - earlier.length - 1
  const lines = fit(exchanges, room)
  return [earlier, ...lines].filter(Boolean).join('\n')
}

/** A transcript comes as items, or as one text with `User:` and `Coach:` before what each said. */
function readTranscript(input: unknown): { before: string; turns: Turn[] } {
  const text = typeof input === 'string' ? input : onlyText(input)
  const before = Array.isArray(input) && !text ? earlierTurns(input) : ''
  if (text === undefined) return { before, turns: readConversation(input) }
  const [lead = '', ...spoken] = text.split(/^(User|Coach|Assistant): ?/m)
  const turns: Turn[] = []
  for (let at = 0; at < spoken.length; at += 2)
    turns.push({
      role: spoken[at] === 'User' ? 'user' : 'assistant',
      text: (spoken[at + 1] ?? '').trim(),
      files: [],
      pictures: 0,
    })
  return { before: lead.trim(), turns: turns.filter((turn) => turn.text !== '') }
}

/** One message that holds the whole transcript. */
function onlyText(input: unknown): string | undefined {
  if (!Array.isArray(input) || input.length !== 1) return undefined
  const [text = ''] = textsOf(input[0]?.content)
  return /^(?:User|Coach|Assistant): /m.test(text) ? text : undefined
}

/** What an earlier summary has kept already. */
function earlierTurns(items: { content?: unknown }[]): string {
  return items
    .flatMap((item) => textsOf(item?.content))
    .flatMap(readContextBlocks)
    .filter(({ name }) => name === 'EarlierTurns')
    .map(({ body }) => body.trim())
    .join('\n')
}

function sayTurn({ role, text, files }: Turn): string {
  const names = files.flatMap(({ name }) => name ?? [])
  const attached = names.length > 0 ? ` (with ${names.join(', ')})` : ''
  if (role === 'user') return `Asked: ${cut(plainText(text), LONGEST_QUESTION)}${attached}`
  const [first = ''] = readSentences(plainText(text))
  return `Answer: ${cut(first, LONGEST_ANSWER)}`
}

/** All lines if need be shortened; where even that is too much, the oldest go. */
function fit(lines: string[], room: number): string[] {
  const share = Math.max(SHORTEST, Math.floor(room / Math.max(1, lines.length)) - 1)
  const isTooLong = lines.join('\n').length > room
  const shortened = isTooLong ? lines.map((line) => cut(line, share)) : lines
  const most = Math.floor(room / (SHORTEST + 1))
  return isTooLong ? shortened.slice(-most) : shortened
}

/** Cut between words. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/\s+\S*$/, '')}…`
}
