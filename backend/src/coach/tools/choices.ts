/** Questions that the creator may ask next, as a ChatKit widget whose rows send them, and back. */
import { z } from 'zod'
import type { WidgetRoot } from '../../protocol/schemas.ts'
import { asWords } from '../input/block.ts'

/** Handled by the page, which sends `text` as the next message of the chat. */
export const SEND_MESSAGE = 'chat.send_message'

const choice = z
  .string()
  .trim()
  .min(1, { error: 'write the question' })
  .max(200, { error: 'write at most 200 characters' })
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, { error: 'write it on one line' })

/** What counts is how it reads: upper case and spaces do not make another question. */
const asRead = (text: string) => text.toLowerCase().replace(/\s+/g, ' ')

export const choicesDraft = z.object({
  choices: z
    .array(choice)
    .min(2, { error: 'offer at least two' })
    .max(4, { error: 'offer at most four' })
    .refine((choices) => new Set(choices.map(asRead)).size === choices.length, {
      error: 'offer each question only once',
    }),
})

/** A list, since its rows break long texts into lines, which ChatKit's buttons do not. */
export function choicesWidget(choices: string[]): WidgetRoot {
  return { type: 'ListView', children: choices.map(row) }
}

function row(text: string) {
  return {
    type: 'ListViewItem',
    onClickAction: {
      type: SEND_MESSAGE,
      payload: { text },
      handler: 'client',
      loadingBehavior: 'none',
    },
    children: [{ type: 'Text', value: text }],
  }
}

const rowNode = z.object({
  type: z.literal('ListViewItem'),
  onClickAction: z.object({
    type: z.literal(SEND_MESSAGE),
    payload: z.object({ text: z.string() }),
  }),
})
const listNode = z.object({ type: z.literal('ListView'), children: z.array(rowNode).min(1) })

/** `undefined` for a widget that offers no choices. */
export function choicesOf(widget: WidgetRoot): string[] | undefined {
  return listNode
    .safeParse(widget)
    .data?.children.map(({ onClickAction }) => onClickAction.payload.text)
}

/** Markdown. */
export const choicesMarkdown = (choices: string[]) => choices.map((text) => `- ${text}`).join('\n')

/** As short as can be; the model gets it with every turn. */
export function choicesForModel(id: string, choices: string[]): string {
  return `The user sees this widget (id: ${id}):\nOffered: ${choices.map(asWords).join(' | ')}`
}
