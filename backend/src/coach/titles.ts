/** A thread's title: at once from the message's own words, then a better one from the model. */
import type OpenAI from 'openai'
import { z } from 'zod'
import type { UserMessageItem } from '../chatkit/schemas.ts'
import { withoutMarks } from './citation-markers.ts'
import { attachedFile } from './input/block.ts'
import { textOf } from './model-input.ts'
import { withoutThoughts } from './thought-tags.ts'

const LONGEST = 60
/** What is read of a model's title: it may be no title at all. */
const LONGEST_ANSWER = 1_000

/** The first words of the message, cut between words. */
export function firstTitle(message: UserMessageItem): string {
  const text = textOf(message).replace(/\s+/g, ' ').trim()
  const words = text || message.attachments[0]?.name || 'New chat'
  const sentence = words.match(/^.{12,}?[.?!](?=\s)/)?.[0] ?? words
  if (sentence.length <= LONGEST) return sentence.replace(/[.!,;:]+$/, '')
  const cut = cutAt(sentence, LONGEST)
  const space = cut.lastIndexOf(' ')
  return `${space > LONGEST / 2 ? cut.slice(0, space) : cut}…`
}

/** Never through the middle of an emoji. */
const cutAt = (text: string, length: number) =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')

const titleAnswer = z.object({ title: z.string() })

/** @throws whatever the call does; a title is never worth failing for. */
export async function betterTitle(
  { client, model }: { client: OpenAI; model: string },
  message: UserMessageItem,
  { signal, timeout }: { signal: AbortSignal; timeout: number },
): Promise<string | undefined> {
  const response = await client.responses.create(
    {
      model,
      instructions:
        'Name this conversation in two to six plain words, in the language of the message: no quotation marks, no full stop.',
      input: textOf(message).slice(0, 2_000) || attachedFile(message.attachments[0]?.name ?? ''),
      text: {
        format: {
          type: 'json_schema',
          name: 'thread_title',
          strict: true,
          schema: {
            type: 'object',
            properties: { title: { type: 'string' } },
            required: ['title'],
            additionalProperties: false,
          },
        },
      },
      store: false,
    },
    { signal, timeout, maxRetries: 0 },
  )
  const { title } = titleAnswer.parse(JSON.parse(withoutThoughts(response.output_text)))
  const clean = withoutMarks(title.slice(0, LONGEST_ANSWER))
    .replace(/\s+/g, ' ')
    .replace(/^["“'«]+|["”'».]+$/g, '')
    .trim()
  return clean ? cutAt(clean, LONGEST) : undefined
}
