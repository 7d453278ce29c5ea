/**
 * What the coach may do besides writing: ask the creator for facts by a form, show a plan, offer questions
 * to ask next, and ask the page for the creator's date. Each of them ends the turn with the item that it
 * puts into the thread.
 */
import { ModelBehaviorError, type RunContext, type Tool, tool } from '@openai/agents'
import { z } from 'zod'
import type { SessionMemory } from '../../memory/memory.ts'
import { newId, now } from '../../protocol/ids.ts'
import type { ThreadItem } from '../../protocol/schemas.ts'
import { type Plan, planDraft, planFrom, withMarksOf } from '../plan/plan.ts'
import { planMarkdown } from '../plan/plan-text.ts'
import { planOf, planWidget } from '../plan/plan-widget.ts'
import type { ResponderEvent, Turn } from '../responder.ts'
import { choicesDraft, choicesMarkdown, choicesWidget } from './choices.ts'
import { FACTS, questions } from './creator-facts.ts'

export type CreatorTools = {
  tools: Tool[]
  /**
   * For `stopAtToolNames`, as it is, not a copy: a tool's name comes in once it has done its work, so
   * that the model can mend a call that was refused.
   */
  endsTurn: string[]
  /** For the run: what the tools know of the turn. They themselves are the same for all turns. */
  context: CreatorTurn
}

export const GET_LOCAL_DATE = 'get_local_date'

export function creatorTools(turn: Turn, emit: (event: ResponderEvent) => void): CreatorTools {
  const context = new CreatorTurn(turn, emit)
  const tools: Tool[] = [askCreator, makePlan, offerChoices]
  if (turn.clientTools.includes(GET_LOCAL_DATE)) tools.push(getLocalDate)
  return { tools, endsTurn: context.shownBy, context }
}

/** An earlier plan is looked for in so many items. */
const MOST_LOOKED_AT = 100

/** A form, a plan, choices or a call to the page have to be a turn's last item: there is one of them at most. */
class CreatorTurn {
  readonly memory: SessionMemory
  /** The tool behind the last item. */
  readonly shownBy: string[] = []
  readonly #threadId: string
  readonly #emit: (event: ResponderEvent) => void

  constructor({ memory, thread }: Turn, emit: (event: ResponderEvent) => void) {
    this.memory = memory
    this.#threadId = thread.id
    this.#emit = emit
  }

  /** Of the plans that this chat has shown. */
  async newestPlan(): Promise<Plan | undefined> {
    const newest = { limit: MOST_LOOKED_AT, order: 'desc' } as const
    const { data } = await this.memory.loadThreadItems(this.#threadId, newest)
    for (const item of data) {
      const plan = item.type === 'widget' && planOf(item.widget)
      if (plan) return plan
    }
    return undefined
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

/** @throws {Error} in a run that was not given the context of these tools */
function turnOf(run: RunContext<unknown> | undefined): CreatorTurn {
  if (run?.context instanceof CreatorTurn) return run.context
  throw new Error('The tools of the creator run with the context that comes with them')
}

const ASK_CREATOR = 'ask_creator'
const MAKE_PLAN = 'make_plan'
const OFFER_CHOICES = 'offer_choices'

const atLeastOne = z.array(z.enum(FACTS)).min(1, { error: 'name at least one fact' })

// Made once: turning a schema into JSON takes longer than the rest of a turn's beginning.
const askCreator: Tool = tool({
  name: ASK_CREATOR,
  description:
    'Shows the creator one form that asks for facts about them, and ends the turn; their answers come with the next one. Only for facts that a plan or strategy needs and that <CreatorFacts> does not have.',
  parameters: z.object({ facts: z.array(z.enum(FACTS)).describe('What to ask for') }),
  async execute({ facts }, run) {
    const turn = turnOf(run)
    const asked = new Set(atLeastOne.parse(facts))
    const known = await turn.memory.loadFacts()
    const unknown = [...asked].filter((fact) => !(fact in known))
    if (unknown.length === 0) {
      return 'Not asked: the creator has answered this before, or left it out on purpose. Go on with what <CreatorFacts> has.'
    }
    return turn.show(ASK_CREATOR, {
      id: newId('msg'),
      type: 'structured_input',
      status: 'pending',
      inputs: unknown.map((fact) => questions[fact]),
    })
  },
  errorFunction: saysWhatToDo(ASK_CREATOR),
})

const makePlan: Tool = tool({
  name: MAKE_PLAN,
  description:
    'Shows the creator a content plan of several days as a list that they can tick off and download, and ends the turn. Usually 30 days. Do not write the days as text as well.',
  // Checked more closely below: limits of length are not part of what a strict schema may say.
  parameters: z.object({
    title: z.string().describe('At most 120 characters'),
    start_date: z.string().nullable().describe('YYYY-MM-DD of day 1; null if no start is known'),
    days: z.array(
      z.object({
        day: z.number().int().describe('From 1 to 31, each once'),
        format: z.string().describe('Such as Reel, Carousel or Newsletter; at most 40 characters'),
        hook: z.string().describe('The first line as it can be used; at most 300 characters'),
      }),
    ),
  }),
  async execute(draft, run) {
    const turn = turnOf(run)
    const made = planFrom(planDraft.parse(draft))
    const plan = withMarksOf(await turn.newestPlan(), made)
    return turn.show(MAKE_PLAN, {
      id: newId('msg'),
      type: 'widget',
      widget: planWidget(plan),
      copy_text: planMarkdown(plan),
    })
  },
  errorFunction: saysWhatToDo(MAKE_PLAN),
})

const offerChoices: Tool = tool({
  name: OFFER_CHOICES,
  description:
    'Shows the creator two to four questions under the answer, as buttons that ask them, and ends the turn. Only where what they asked can mean several things that the library answers differently.',
  // Checked more closely below, as above.
  parameters: z.object({
    choices: z
      .array(z.string())
      .describe(
        'What the creator may have meant, each as they would ask it; at most 200 characters',
      ),
  }),
  execute(draft, run) {
    const { choices } = choicesDraft.parse(draft)
    return turnOf(run).show(OFFER_CHOICES, {
      id: newId('msg'),
      type: 'widget',
      widget: choicesWidget(choices),
      copy_text: choicesMarkdown(choices),
    })
  },
  errorFunction: saysWhatToDo(OFFER_CHOICES),
})

const getLocalDate: Tool = tool({
  name: GET_LOCAL_DATE,
  description:
    "Asks the creator's own clock for their date and time zone, and ends the turn; the answer comes with the next one.",
  parameters: z.object({}),
  execute: (_, run, details) =>
    turnOf(run).show(GET_LOCAL_DATE, {
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
