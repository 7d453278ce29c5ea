/** Items that a scripted responder puts into its thread, besides messages. */
import type { Turn } from '../../src/coach/responder.ts'
import { now } from '../../src/protocol/ids.ts'
import type {
  ClientToolCallItem,
  StructuredInput,
  StructuredInputItem,
  WidgetItem,
  WidgetRoot,
} from '../../src/protocol/schemas.ts'

type Place = Pick<Turn, 'thread'>

const fields = ({ thread }: Place, id: string) => ({
  id,
  thread_id: thread.id,
  created_at: now(),
})

/** A tool that the client is to run. */
export const toolCall = (
  turn: Place,
  id: string,
  args: Record<string, unknown> = {},
): ClientToolCallItem => ({
  ...fields(turn, id),
  type: 'client_tool_call',
  status: 'pending',
  call_id: `call_${id}`,
  name: 'get_local_date',
  arguments: args,
})

export const form = (turn: Place, id: string, inputs: StructuredInput[]): StructuredInputItem => ({
  ...fields(turn, id),
  type: 'structured_input',
  status: 'pending',
  inputs,
})

export const widget = (turn: Place, id: string, root: Omit<WidgetRoot, 'type'>): WidgetItem => ({
  ...fields(turn, id),
  type: 'widget',
  widget: { type: 'Card', ...root },
})
