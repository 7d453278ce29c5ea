/** A thread's title: at once from the message's own words, then a better one where a model writes. */
import type OpenAI from 'openai'
import { z } from 'zod'
import { sentenceRanges } from '../lib/sentences.ts'
import type { SessionMemory } from '../memory/memory.ts'
import type { UserMessageItem } from '../protocol/schemas.ts'
import { withoutMarks } from './events/citation-markers.ts'
import { attachedFile } from './input/block.ts'
import { textOf } from './input/model-input.ts'
import { withoutReasoning } from './model/reasoning-tags.ts'

const LONGEST = 60
/** Characters: a shorter first sentence, such as a greeting, says too little. */
const SHORTEST = 12
const CHATS_COMPARED = 100
/** What is read of a model's title: it may be no title at all. */
const LONGEST_ANSWER = 1_000

/** The titles of the session's newest chats, which a new one must not be taken for. */
export async function titlesOf(memory: SessionMemory): Promise<string[]> {
  const { data } = await memory.loadThreads({ limit: CHATS_COMPARED, order: 'desc' })
  return data.flatMap(({ title }) => title ?? [])
}

/** The first words of the message, cut between words; its next sentence, where a chat has that name. */
export function firstTitle(message: UserMessageItem, taken: string[] = []): string {
  const text = textOf(message).replace(/\s+/g, ' ').trim()
  const words = text || message.attachments[0]?.name || 'New chat'
  const end = sentenceRanges(words).find(({ end }) => end > SHORTEST)?.end
  const sentence = words.slice(0, end)
  const next = words.slice(sentence.length).trim()
  return unlike(taken, shortened(sentence), next && shortened(next))
}

/** The first of these titles that is not taken; if all are, the first with a number. */
export function unlike(taken: string[], ...titles: string[]): string {
  const known = new Set(taken.map((title) => title.toLowerCase()))
  const isFree = (title: string) => title !== '' && !known.has(title.toLowerCase())
  const [first = ''] = titles
  let free = titles.find(isFree)
  for (let number = 2; !free; number += 1) {
    const numbered = `${first} (${number})`
    if (isFree(numbered)) free = numbered
  }
  return free
}

function shortened(sentence: string): string {
  if (sentence.length <= LONGEST) return sentence.replace(/[.!,;:。！]+$/, '')
  return `${cutAt(sentence, LONGEST).replace(/[\s.,;:]+$/, '')}…`
}

/** Between words, of scripts without spaces too; inside a word that is too long, never through an emoji. */
function cutAt(text: string, length: number): string {
  return startOf(text, length, 'word') || startOf(text, length, 'grapheme')
}

function startOf(text: string, length: number, granularity: 'word' | 'grapheme'): string {
  const parts = new Intl.Segmenter(undefined, { granularity }).segment(text.slice(0, 4 * length))
  let end = 0
  for (const { index, segment } of parts) {
    if (index + segment.length > length) break
    end = index + segment.length
  }
  return text.slice(0, end)
}

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
  const { title } = titleAnswer.parse(JSON.parse(withoutReasoning(response.output_text)))
  const clean = withoutMarks(title.slice(0, LONGEST_ANSWER))
    .replace(/\s+/g, ' ')
    .replace(/^["“'«]+|["”'».]+$/g, '')
    .trim()
  return clean ? cutAt(clean, LONGEST) : undefined
}
