import { parseJson, readContextBlocks } from './context-blocks.ts'
import { isSaidByUser, readConversation, type Turn, textsOf } from './conversation.ts'
import { type Facts, readCreatorFacts, readFormAnswers } from './planning/facts.ts'
import { type GivenPlan, readPlanJson, readPlanText } from './planning/given-plan.ts'

/** A thread as a request replays it: what was said, and what the application knows beside it. */
export interface Thread {
  turns: Turn[]
  facts: Facts
  /** The newest message of the user. */
  asked: string
  /** Whether it came with a file. */
  hasFile: boolean
  /** Whether a form was shown for it, answered or not. */
  hasForm: boolean
  plan?: GivenPlan
  /** Functions called for it, with what came back. */
  results: Map<string, unknown>
}

interface LooseItem {
  type?: unknown
  role?: unknown
  content?: unknown
  call_id?: unknown
  name?: unknown
  arguments?: unknown
  output?: unknown
}

export function readThread(input: unknown): Thread {
  const turns = readConversation(input)
  const newest = turns.findLast(({ role }) => role === 'user')
  const thread: Thread = {
    turns,
    facts: {},
    asked: newest?.text ?? '',
    hasFile: (newest?.files.length ?? 0) > 0,
    hasForm: false,
    results: new Map(),
  }
  const calls = new Map<unknown, string>()
  const items: (LooseItem | null)[] = Array.isArray(input) ? input : []
  for (const item of items) {
    if (item?.type === 'function_call') readCall(item, thread, calls)
    else if (item?.type === 'function_call_output') readOutput(item, thread, calls)
    else if (item?.role === 'user') readUserItem(item, thread)
  }
  return thread
}

function readCall(
  { call_id, name, arguments: given }: LooseItem,
  thread: Thread,
  calls: Map<unknown, string>,
): void {
  if (typeof name !== 'string') return
  calls.set(call_id, name)
  if (name === 'ask_creator') thread.hasForm = true
  if (name === 'make_plan' && typeof given === 'string')
    thread.plan = readPlanJson(parseJson(given)) ?? thread.plan
}

function readOutput(
  { call_id, output }: LooseItem,
  thread: Thread,
  calls: Map<unknown, string>,
): void {
  const name = calls.get(call_id)
  if (!name) return
  const text = typeof output === 'string' ? output : textsOf(output).join('')
  thread.results.set(name, parseJson(text))
}

function readUserItem(item: LooseItem, thread: Thread): void {
  // What was found out for an earlier message may have changed since.
  if (isSaidByUser(item)) {
    thread.results.clear()
    thread.hasForm = false
  }
  for (const { name, body } of textsOf(item.content).flatMap(readContextBlocks)) {
    if (name === 'CreatorFacts') thread.facts = { ...thread.facts, ...readCreatorFacts(body) }
    if (name === 'StructuredInput') {
      thread.hasForm = true
      thread.facts = { ...readFormAnswers(body), ...thread.facts }
    }
    if (name === 'Plan') thread.plan = readPlanText(body) ?? thread.plan
    if (name === 'Widget')
      thread.plan = readPlanJson(parseJson(body.slice(body.indexOf('{')))) ?? thread.plan
  }
}
