/** OpenAI's moderation, which costs nothing, as a guardrail over what a visitor has said last. */
import {
  type AgentInputItem,
  type InputGuardrail,
  InputGuardrailTripwireTriggered,
} from '@openai/agents'
import type OpenAI from 'openai'

/** These categories get the answer for people in need, in place of the model's and of a refusal. */
const NEED = ['self-harm', 'self-harm/intent', 'self-harm/instructions'] as const
/** Only what a coach can have no part in. */
const FORBIDDEN = [
  'sexual/minors',
  'illicit/violent',
  'harassment/threatening',
  'hate/threatening',
] as const

export type ModerationOptions = {
  client: OpenAI
  /** Hears when it did not work: then nothing is held up by it. */
  onError(error: unknown): void
  /** @default 3 s */
  timeoutMs?: number
}

const NAME = 'moderation'

export function moderation(options: ModerationOptions): InputGuardrail {
  const { client, onError, timeoutMs = 3_000 } = options

  async function foundIn(words: string): Promise<string[]> {
    const limits = { signal: AbortSignal.timeout(timeoutMs), maxRetries: 0 }
    const request = { model: 'omni-moderation-latest', input: words }
    const { results } = await client.moderations.create(request, limits)
    return [...NEED, ...FORBIDDEN].filter((kind) =>
      results.some(({ categories }) => categories[kind]),
    )
  }

  return {
    name: NAME,
    async execute({ input }) {
      const words = typeof input === 'string' ? input : newWords(input)
      try {
        const found = words ? await foundIn(words) : []
        return { tripwireTriggered: found.length > 0, outputInfo: found }
      } catch (error) {
        onError(error)
        return { tripwireTriggered: false, outputInfo: [] }
      }
    },
  }
}

/** Whether a turn has ended since moderation found somebody in need. */
export function showsNeed(error: unknown): boolean {
  if (!(error instanceof InputGuardrailTripwireTriggered)) return false
  const { guardrail, output } = error.result
  return guardrail.name === NAME && NEED.some((kind) => output.outputInfo.includes(kind))
}

/** What the visitor has said since the last answer, or since a note of ours that ended an earlier turn. */
function newWords(input: AgentInputItem[]): string {
  const said: string[] = []
  for (const text of input.map(userText).reverse()) {
    const isNote = text?.startsWith('<HiddenContext>')
    if (isNote && said.length === 0) continue
    if (isNote || text === undefined) break
    said.unshift(text)
  }
  return said.join('\n')
}

function userText(item: AgentInputItem): string | undefined {
  if (!('role' in item) || item.role !== 'user') return undefined
  if (typeof item.content === 'string') return item.content
  return item.content.map((part) => (part.type === 'input_text' ? part.text : '')).join('\n')
}
