/** The summary of a conversation's earlier turns: the beginning of each message, not reworded. */
import { readConversation } from './conversation.ts'

const LONGEST = 1_500
const LONGEST_LINE = 160

/** @param input messages, or a transcript as `linesOf` in `coach/input` writes it: a speaker, a colon, the words */
export function summaryOf(input: unknown): string {
  const transcript = typeof input === 'string' ? input : transcriptOf(input)
  // The lines of an earlier summary have the same form, so they are kept as they are.
  const messages = transcript
    .split(/^(?=(?:Creator|Coach|Tool): )/m)
    .filter((message) => !isNote(message))
    .map((message) => cut(message.replace(/<\/?EarlierSummary>/g, ' ')))
    .filter((line) => line !== '')
  let room = LONGEST
  const first = messages.findLastIndex((line) => {
    room -= line.length + 1
    return room < 0
  })
  return messages.slice(first + 1).join('\n')
}

function transcriptOf(input: unknown): string {
  const { turns } = readConversation(input)
  return turns
    .map(({ role, text }) => `${role === 'user' ? 'Creator' : 'Coach'}: ${text}`)
    .join('\n\n')
}

/** Notes of the application and calls are no one's message. */
const isNote = (message: string) => /^(?:Tool:|Creator: *<)/.test(message)

/** Between words. */
function cut(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim()
  if (text.length <= LONGEST_LINE) return text
  return `${text
    .slice(0, LONGEST_LINE - 1)
    .replace(/\s+\S*$/, '')
    .toWellFormed()}…`
}
