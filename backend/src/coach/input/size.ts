/** How much room an item takes with the model, estimated, and its words. */
import type { AgentInputItem } from '@openai/agents'
import type { ThreadItem } from '../../protocol/schemas.ts'
import { inputFrom } from './item-input.ts'
import { tokensInText } from './tokens.ts'
import { NOTHING_ALONG } from './user-input.ts'

const TOKENS_A_PICTURE = 1_000

export function tokensOf(item: ThreadItem): number {
  const pictures =
    item.type === 'user_message'
      ? item.attachments.filter(({ type }) => type === 'image').length
      : Number(item.type === 'generated_image')
  return tokensInText(linesOf(item).join('\n')) + pictures * TOKENS_A_PICTURE
}

/** What was said, a line a message, by whom. */
export function linesOf(item: ThreadItem): string[] {
  return inputFrom(item, NOTHING_ALONG, false).map(lineOf)
}

function lineOf(input: AgentInputItem): string {
  if (!('role' in input)) return `Tool: ${JSON.stringify(input)}`
  const speaker = input.role === 'assistant' ? 'Coach' : 'Creator'
  if (typeof input.content === 'string') return `${speaker}: ${input.content}`
  const texts = input.content.map((part) => ('text' in part ? part.text : ''))
  return `${speaker}: ${texts.join(' ')}`
}
