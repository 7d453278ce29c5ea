import type { Response, ResponseInput, Tool } from 'openai/resources/responses/responses'
import type { PlanDraft } from '../../src/embedded/plan/build-plan.ts'
import { readAnswer, startEngine } from './embedded-engine.ts'

const fact = { type: 'string', enum: ['niche', 'audience', 'platforms', 'hours'] }
const planDay = {
  type: 'object',
  properties: { day: { type: 'integer' }, format: { type: 'string' }, hook: { type: 'string' } },
}
const parameters: Record<string, Record<string, unknown>> = {
  ask_creator: { facts: { type: 'array', items: fact } },
  get_local_date: {},
  make_plan: {
    title: { type: 'string' },
    start_date: { type: ['string', 'null'] },
    days: { type: 'array', items: planDay },
  },
}

export const allFunctions = Object.keys(parameters)

export function functionTools(names: string[]): Tool[] {
  return names.map((name) => ({
    type: 'function',
    name,
    strict: true,
    parameters: { type: 'object', properties: parameters[name], additionalProperties: false },
  }))
}

export const saidByUser = (content: string): ResponseInput[number] => ({ role: 'user', content })

/** The note with which an application begins, of what the creator has told so far. */
export function creatorFacts(facts: Record<string, string>): ResponseInput[number] {
  return saidByUser(noteOfFacts(facts))
}

export function noteOfFacts(facts: Record<string, string>): string {
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value}`)
  return `<CreatorFacts>\nWhat the creator has told about themselves in this session. Facts marked (not given) were left out on purpose: do not ask again.\n${lines.join('\n')}\n</CreatorFacts>`
}

export const allFacts = {
  niche: 'vegan baking',
  audience: 'busy parents',
  platforms: 'TikTok, Instagram',
  hours: '3 to 5',
}

/** What a page answers when it is asked for its date. */
export function localDate(date: string): ResponseInput {
  const output = JSON.stringify({ date, time_zone: 'Europe/Berlin' })
  return [
    { type: 'function_call', call_id: 'call_date', name: 'get_local_date', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_date', output },
  ]
}

/** An engine whose client offers these functions beside file search. */
export async function startPlanning(names = allFunctions) {
  const { openai, store } = await startEngine()
  const search: Tool = { type: 'file_search', vector_store_ids: [store] }
  return {
    openai,
    store,
    async ask(input: ResponseInput | string, tools: Tool[] = [search, ...functionTools(names)]) {
      const thread = typeof input === 'string' ? [saidByUser(input)] : input
      return readTurn(await openai.responses.create({ model: 'any', input: thread, tools }))
    },
  }
}

export function readTurn(response: Response) {
  const call = response.output.find((item) => item.type === 'function_call')
  const given: unknown = call && JSON.parse(call.arguments)
  return {
    ...readAnswer(response),
    types: response.output.map(({ type }) => type),
    called: call?.name,
    arguments: given,
    plan: call?.name === 'make_plan' ? (given as PlanDraft) : undefined, // checked by the tests
  }
}
