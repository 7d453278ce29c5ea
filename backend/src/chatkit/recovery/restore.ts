/** Going on with a turn that another process began: what that takes, and how it is taken up. */
import { z } from 'zod'
import { NotFoundError } from '../../errors.ts'
import type { SessionMemory } from '../../memory/memory.ts'
import type {
  ClientToolCallItem,
  StructuredInputItem,
  ThreadStreamEvent,
} from '../../protocol/schemas.ts'
import type { TurnStart } from '../turn-start.ts'
import { ShownAnswer } from './shown-answer.ts'

const turnCheckpoint = z.object({
  /** What is answered: everything behind it is the answer. */
  anchorId: z.string(),
  userMessageId: z.string().optional(),
  /** A form that was filled in, as it is to be stored. */
  answered: z.looseObject({ type: z.literal('structured_input') }).optional(),
  /** A tool call whose output has come, as it is to be stored. */
  completed: z.looseObject({ type: z.literal('client_tool_call') }).optional(),
  clientTools: z.array(z.string()),
})

export type TurnCheckpoint = z.infer<typeof turnCheckpoint>

export type HandedOverTurn = {
  session: string
  threadId: string
  /** A `TurnCheckpoint`, as `openStream` gave it. */
  checkpoint: unknown
  /** What the responder noted last. */
  progress: unknown
  /** All that its reader has been sent. */
  events: ThreadStreamEvent[]
  onError(error: unknown): void
}

type RestoredTurn = Omit<TurnStart, 'isNew' | 'announce'> & {
  checkpoint: TurnCheckpoint
  /** What its readers were shown of the answer. */
  shown: ShownAnswer
}

export function checkpointOf(
  { anchorId, userMessage, answered, completed }: TurnStart,
  clientTools: readonly string[],
): TurnCheckpoint {
  return {
    anchorId,
    ...(userMessage && { userMessageId: userMessage.id }),
    ...(answered && { answered }),
    ...(completed && { completed }),
    clientTools: [...clientTools],
  }
}

/** @throws {NotFoundError} when the thread, or what was to be answered, has been deleted meanwhile */
export async function restore(turn: HandedOverTurn, memory: SessionMemory): Promise<RestoredTurn> {
  const { threadId, events } = turn
  const checkpoint = turnCheckpoint.parse(turn.checkpoint)
  const { anchorId, userMessageId } = checkpoint
  // As `checkpointOf` has written them.
  const answered = checkpoint.answered as StructuredInputItem | undefined
  const completed = checkpoint.completed as ClientToolCallItem | undefined
  const load = async (id: string | undefined) => id && (await memory.loadItem(threadId, id))
  const thread = await memory.loadThread(threadId)
  const [anchor, userMessage] = await Promise.all([anchorId, userMessageId].map(load))
  if (!thread || !anchor) throw new NotFoundError('This chat')
  return {
    thread,
    ...(userMessage && userMessage.type === 'user_message' && { userMessage }),
    ...(answered && { answered }),
    ...(completed && { completed }),
    anchorId,
    checkpoint,
    shown: new ShownAnswer(events),
  }
}
