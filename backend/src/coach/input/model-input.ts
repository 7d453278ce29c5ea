/** From a thread's items to what the model is given of them. */
import type { AgentInputItem } from '@openai/agents'
import type { UserMessageItem } from '../../protocol/schemas.ts'
import type { Turn } from '../responder.ts'
import { factsInput, rememberAnswers } from '../tools/creator-facts.ts'
import { loadDocuments } from './documents.ts'
import { loadHistory, type Summarise } from './earlier-turns.ts'
import { inputFrom } from './item-input.ts'
import { otherChats } from './other-chats.ts'
import { loadPictures } from './pictures.ts'

export type { Summarise } from './earlier-turns.ts'

export type ModelInputOptions = {
  /** What of a thread goes along whole, in tokens as estimated. @default 60,000 */
  historyTokens?: number
  /** Whether it also gets what the visitor has said in other chats. @default false */
  knowsOtherChats?: boolean
  /** Hears of a summary that could not be made; the turn goes on without. */
  onError?(error: unknown): void
}

export const textOf = (message: UserMessageItem) => message.content.map(({ text }) => text).join('')

/** What is known of the creator, then the conversation, oldest first, with the question at its end. */
export async function modelInput(
  turn: Turn,
  summarise: Summarise,
  { historyTokens = 60_000, knowsOtherChats = false, onError = () => {} }: ModelInputOptions = {},
): Promise<AgentInputItem[]> {
  // A form that has just come back counts already.
  await rememberAnswers(turn)
  const facts = factsInput(await turn.memory.loadFacts())
  const elsewhere = knowsOtherChats ? await otherChats(turn) : []
  const { turns, block } = await loadHistory(turn, {
    summarise,
    mostTokens: historyTokens,
    onError,
  })
  const items = turns.flatMap((past) => past.items)
  const [pictures, documents] = await Promise.all([
    loadPictures(items, turn.memory),
    loadDocuments(items, turn.memory),
  ])
  const along = { pictures, documents }
  const lastMessage = items.findLast(({ type }) => type === 'user_message')
  const conversation = items.flatMap((item) => inputFrom(item, along, item === lastMessage))
  return [...facts, ...elsewhere, ...block, ...conversation]
}
