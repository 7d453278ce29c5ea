/** How much room an item takes with the model, estimated, and its words. */
import type { AgentInputItem } from '@openai/agents'
import { estimateTokenCount } from 'tokenx'
import type { ThreadItem } from '../../protocol/schemas.ts'
import { inputFrom, NOTHING_ALONG } from './item-input.ts'

const TOKENS_A_PICTURE = 1_000
/** Characters of a text that are looked at: a full history would hold everybody up for a fifth of a second. */
const SAMPLE = 200

export function tokensOf(item: ThreadItem): number {
  const pictures =
    item.type === 'user_message'
      ? item.attachments.filter(({ type }) => type === 'image').length
      : Number(item.type === 'generated_image')
  return tokensInText(linesOf(item).join('\n')) + pictures * TOKENS_A_PICTURE
}

/** Of a long text, what its middle has for each character is taken for the whole. */
export function tokensInText(text: string): number {
  if (text.length <= SAMPLE) return estimateTokenCount(text)
  const start = Math.floor((text.length - SAMPLE) / 2)
  const sampled = estimateTokenCount(text.slice(start, start + SAMPLE))
  return Math.ceil((sampled / SAMPLE) * text.length)
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
