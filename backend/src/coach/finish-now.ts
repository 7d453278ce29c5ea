/** The answer at once, from what has been found so far. */
import type { AgentInputItem } from '@openai/agents'
import { HOW_TO_CITE, type Passages } from './events/passages.ts'
import type { Stage, TurnStages } from './events/stages.ts'
import { block } from './input/block.ts'
import type { Turn } from './responder.ts'

const MOST_THOUGHTS = 8_000
const MOST_PASSAGES = 40_000

/** Once what the reader gets is being written, it finishes by itself. */
const WRITING: ReadonlySet<Stage | undefined> = new Set(['writing', 'asking', 'planning'])

/** Aborted when the reader wants the answer now and the model is not at it yet. */
export function finishNowBeforeWriting({ finishNow }: Turn, stages: TurnStages): AbortSignal {
  const controller = new AbortController()
  const finish = () => {
    if (!WRITING.has(stages.current)) controller.abort()
  }
  if (finishNow.aborted) finish()
  else finishNow.addEventListener('abort', finish, { once: true })
  return controller.signal
}

/** What the model is given for it; the reader sees nothing of this note. */
export function finishNowNote(thoughts: string[], passages: Passages): AgentInputItem {
  const found = passages.within(MOST_PASSAGES)
  const note = block(
    'HiddenContext',
    {},
    'A note of the system. The user does not see it.',
    'The user wants the answer now. Write it at once, from what you know and from what was found so far. Do not search, and do not mention this note.',
    ...(thoughts.length > 0 ? [block('ThoughtsSoFar', {}, tail(thoughts))] : []),
    ...(found.length > 0 ? [...found, HOW_TO_CITE] : []),
  )
  return { role: 'user', content: note.text }
}

const tail = (thoughts: string[]) => thoughts.join('\n\n').slice(-MOST_THOUGHTS)
