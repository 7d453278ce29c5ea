/** What a creator tells about themselves: the questions, the answers that are kept, and what the model is told. */
import type { AgentInputItem } from '@openai/agents'
import type { Facts } from '../../memory/memory.ts'
import type { StructuredInput } from '../../protocol/schemas.ts'
import { block } from '../input/block.ts'
import type { Turn } from '../responder.ts'

export const FACTS = ['niche', 'audience', 'platforms', 'hours'] as const
export type Fact = (typeof FACTS)[number]

const LONGEST_VALUE = 500
const MOST_VALUES = 20

const options = (...values: string[]) => values.map((value) => ({ value }))

/** The form's question for each fact; its id is the fact's name. */
export const questions: Record<Fact, StructuredInput> = {
  niche: {
    type: 'freeform',
    id: 'niche',
    question: 'What do you create about?',
    description: 'Your niche in a few words, such as vegan baking for beginners',
  },
  audience: {
    type: 'freeform',
    id: 'audience',
    question: 'Who is it for?',
    description: 'The people you want to reach, and what they want',
  },
  platforms: {
    type: 'multiple_choice',
    id: 'platforms',
    question: 'Which platforms do you use?',
    options: options('TikTok', 'Instagram', 'YouTube', 'LinkedIn', 'Podcast', 'Newsletter'),
    multiple: true,
  },
  hours: {
    type: 'multiple_choice',
    id: 'hours',
    question: 'How many hours a week do you have for it?',
    options: options('Under 3', '3 to 5', '6 to 10', 'More than 10'),
    multiple: false,
  },
}

/** Keeps the answers of a form that has just come back, for all chats of this session. */
export async function rememberAnswers({ memory, thread, userMessage }: Turn): Promise<void> {
  if (userMessage) return
  const { data } = await memory.loadThreadItems(thread.id, { limit: 1, order: 'desc' })
  const [newest] = data
  if (newest?.type !== 'structured_input' || newest.status === 'pending') return
  const told = newest.inputs
    .filter(({ id }) => isFact(id))
    .map(({ id, answer }) => [id, boundedValues(answer?.values ?? [])] as const)
  if (told.length > 0) await memory.saveFacts(Object.fromEntries(told))
}

/** A message that goes ahead of the conversation; nothing where nothing is known. */
export function factsInput(facts: Facts): AgentInputItem[] {
  const lines = Object.entries(facts).map(
    ([fact, values]) => `${fact}: ${values.join(', ') || '(not given)'}`,
  )
  if (lines.length === 0) return []
  const content = block(
    'CreatorFacts',
    {},
    'What the creator has told about themselves in this session. Facts marked (not given) were left out on purpose: do not ask again.',
    ...lines,
  )
  return [{ role: 'user', content: content.text }]
}

const isFact = (id: string): id is Fact => FACTS.some((fact) => fact === id)

function boundedValues(values: string[]): string[] {
  return values
    .map(shortAnswer)
    .filter((value) => value !== '')
    .slice(0, MOST_VALUES)
}

/** What somebody wrote into a field, on one line and within limits. */
export function shortAnswer(value: string): string {
  return value.replace(/\s+/g, ' ').trim().slice(0, LONGEST_VALUE)
}
