/** A responder that shows a plan, and what a client does with it. */
import { done, type ScriptedResponder } from './assistant.ts'
import { widget } from './thread-items.ts'

/** Shows a plan, and does with an action what the test wants. */
export const planner = (parts: Partial<ScriptedResponder>): ScriptedResponder => ({
  async *respond(turn) {
    yield done(widget(turn, 'plan_1', { days: [], title: 'Plan' }))
  },
  ...parts,
})

export const progress = { type: 'progress_update' as const, text: 'Marking' }
export const mark = { type: 'plan.mark_day', payload: { day: 3 } }

const request = (
  type: string,
  thread_id: string,
  item_id?: string | null,
  action: object = mark,
) => ({
  type,
  params: { thread_id, item_id, action },
})
export const streamed = (thread: string, item?: string | null, action?: object) =>
  request('threads.custom_action', thread, item, action)
export const atOnce = (thread: string, item?: string | null, action?: object) =>
  request('threads.sync_custom_action', thread, item, action)
