/** Somebody in need is answered here, before any model: whom to call, and nothing about content. */
import type { ResponderEvent } from '../../coach/responder.ts'
import { newId, now } from '../../protocol/ids.ts'
import type { AssistantMessageItem } from '../../protocol/schemas.ts'
import type { Turn } from '../responder.ts'
import { type Language, languageOf, languageOfNeed } from './languages.ts'

/** Longer than a message may be; answers to a form are bounded only by their request. */
const MOST_READ = 100_000

type Said = Pick<Turn, 'userMessage' | 'answered'>

/** The language to answer in, where the visitor's own words say that they need help. */
export const needIn = (turn: Said): Language | undefined => languageOfNeed(wordsSaidIn(turn))

/** The language to answer in, where something else has found that they need help. */
export const languageSaidIn = (turn: Said): Language => languageOf(wordsSaidIn(turn))

/** What the visitor has written with this turn, in a message or into a form; not what they quote. */
function wordsSaidIn({ userMessage, answered }: Said): string {
  const message = userMessage?.content.map(({ text }) => text).join('') ?? ''
  const answers = answered?.inputs.flatMap(({ answer }) => answer?.values ?? []) ?? []
  return [message, ...answers].join('\n').slice(0, MOST_READ)
}

export function crisisAnswer(threadId: string, { answer }: Language): ResponderEvent[] {
  const item: AssistantMessageItem = {
    id: newId('msg'),
    thread_id: threadId,
    created_at: now(),
    type: 'assistant_message',
    content: [],
  }
  const content = { type: 'output_text' as const, text: answer.join('\n'), annotations: [] }
  return [
    { type: 'thread.item.added', item },
    { type: 'thread.item.done', item: { ...item, content: [content] } },
  ]
}
