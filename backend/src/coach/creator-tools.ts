/**
 * What the coach may do besides writing: ask the creator for facts by a form, show a plan, and ask the
 * page for the creator's date. Each of them ends the turn with the item that it puts into the thread.
 */
import { ModelBehaviorError, type Tool, tool } from '@openai/agents'
import { z } from 'zod'
import type { ResponderEvent } from '../chatkit/bookkeeping.ts'
import type { Turn } from '../chatkit/responder.ts'
import type { ThreadItem } from '../chatkit/schemas.ts'
import { newId, now } from '../ids.ts'
import { FACTS, questions } from './creator-facts.ts'
import { planDraft, planFrom } from './plan/plan.ts'
import { planMarkdown } from './plan/plan-text.ts'
import { planWidget } from './plan/plan-widget.ts'

export type CreatorTools = {
  tools: Tool[]
  /**
   * For `stopAtToolNames`, as it is, not a copy: a tool's name comes in once it has done its work, so
   * that the model can mend a call that was refused.
   */
  endsTurn: string[]
}

export const GET_LOCAL_DATE = 'get_local_date'

export function creatorTools(turn: Turn, emit: (event: ResponderEvent) => void): CreatorTools {
  const show = new LastItem(turn.thread.id, emit)
  const tools: Tool[] = [askCreator(turn, show), makePlan(show)]
  if (turn.clientTools.includes(GET_LOCAL_DATE)) tools.push(getLocalDate(show))
  return { tools, endsTurn: show.shownBy }
}

/** A form, a plan or a call to the page has to be a turn's last item, so there is one of them at most. */
class LastItem {
  /** The tool behind it. */
  readonly shownBy: string[] = []
  readonly #threadId: string
  readonly #emit: (event: ResponderEvent) => void

  constructor(threadId: string, emit: (event: ResponderEvent) => void) {
    this.#threadId = threadId
    this.#emit = emit
  }

  show(toolName: string, fields: NewItem): string {
    const [earlier] = this.shownBy
    if (earlier) return `Not done: ${earlier} has ended this turn. Call ${toolName} in a later one.`
    this.shownBy.push(toolName)
    const item = { thread_id: this.#threadId, created_at: now(), ...fields }
    this.#emit({ type: 'thread.item.done', item })
    return 'Done.'
  }
}

type NewItem = ThreadItem extends infer Item
  ? Item extends ThreadItem
    ? Omit<Item, 'thread_id' | 'created_at'>
    : never
  : never

function askCreator({ memory }: Turn, last: LastItem): Tool {
  const name = 'ask_creator'
  return tool({
    name,
    description:
      'Shows the creator one form that asks for facts about them, and ends the turn; their answers come with the next one. Only for facts that a plan or strategy needs and that <CreatorFacts> does not have.',
    parameters: z.object({ facts: z.array(z.enum(FACTS)).describe('What to ask for') }),
    async execute({ facts }) {
      const asked = new Set(atLeastOne.parse(facts))
      const known = await memory.loadFacts()
      const unknown = [...asked].filter((fact) => !(fact in known))
      if (unknown.length === 0) {
        return 'Not asked: the creator has answered this before, or left it out on purpose. Go on with what <CreatorFacts> has.'
      }
      return last.show(name, {
        id: newId('msg'),
        type: 'structured_input',
        status: 'pending',
        inputs: unknown.map((fact) => questions[fact]),
      })
    },
    errorFunction: saysWhatToDo(name),
  })
}

const atLeastOne = z.array(z.enum(FACTS)).min(1, { error: 'name at least one fact' })

function makePlan(last: LastItem): Tool {
  const name = 'make_plan'
  return tool({
    name,
    description:
      'Shows the creator a content plan of several days as a list that they can tick off and download, and ends the turn. Usually 30 days. Do not write the days as text as well.',
    // Checked more closely below: limits of length are not part of what a strict schema may say.
    parameters: z.object({
      title: z.string().describe('At most 120 characters'),
      start_date: z.string().nullable().describe('YYYY-MM-DD of day 1; null if no start is known'),
      days: z.array(
        z.object({
          day: z.number().int().describe('From 1 to 31, each once'),
          format: z
            .string()
            .describe('Such as Reel, Carousel or Newsletter; at most 40 characters'),
          hook: z.string().describe('The first line as it can be used; at most 300 characters'),
        }),
      ),
    }),
    execute(draft) {
      const plan = planFrom(planDraft.parse(draft))
      return last.show(name, {
        id: newId('msg'),
        type: 'widget',
        widget: planWidget(plan),
        copy_text: planMarkdown(plan),
      })
    },
    errorFunction: saysWhatToDo(name),
  })
}

function getLocalDate(last: LastItem): Tool {
  return tool({
    name: GET_LOCAL_DATE,
    description:
      "Asks the creator's own clock for their date and time zone, and ends the turn; the answer comes with the next one.",
    parameters: z.object({}),
    execute: (_, __, details) =>
      last.show(GET_LOCAL_DATE, {
        id: newId('tc'),
        type: 'client_tool_call',
        status: 'pending',
        // The same id that the model gave it, so that call and result are a pair to it.
        call_id: details?.toolCall?.callId ?? newId('tc'),
        name: GET_LOCAL_DATE,
        arguments: {},
      }),
    errorFunction: saysWhatToDo(GET_LOCAL_DATE),
  })
}

/** Wrong arguments go back to the model; any other failure is the turn's. */
function saysWhatToDo(name: string) {
  return (_context: unknown, error: unknown): string => {
    // The SDK's own checks of the schema do not say what they found.
    if (error instanceof ModelBehaviorError) {
      return `Not done: the arguments do not fit the schema. Call ${name} again with every field that it names.`
    }
    if (!(error instanceof z.ZodError)) throw error
    return `Not done: ${z.prettifyError(error)}\nCall ${name} again with this put right.`
  }
}
