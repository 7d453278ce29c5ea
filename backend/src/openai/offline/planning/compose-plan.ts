import { type Answer, AnswerWriter } from '../answer.ts'
import type { Catalogue, Scope } from '../catalogue.ts'
import { say } from '../small-talk.ts'
import type { Thread } from '../thread.ts'
import { capitalise, sayCount } from '../wording.ts'
import { briefFrom, buildPlan, type PlanDraft } from './build-plan.ts'
import { composeOnPlan } from './compose-on-plan.ts'
import { daysAfter, isDate } from './dates.ts'
import { type Facts, missingFrom } from './facts.ts'
import { readWantedPlan, type WantedPlan } from './plan-facts.ts'
import { introduce } from './plan-introduction.ts'
import { type PlanMaterial, readPlanMaterial } from './plan-lines.ts'

/** A thread in which a plan may be asked for, and what can be done about it. */
export interface Planning {
  thread: Thread
  /** The functions that the client offers to run. */
  offered: Set<string>
  /** Whether one of the functions of a plan must be called. */
  isForced: boolean
  scope: Scope
  catalogue: Catalogue
}

/** The next step towards a plan that is asked for: a form, the date, or the plan; undefined for anything else. */
export function composePlan(planning: Planning): Answer | undefined {
  const { thread, offered, isForced, scope, catalogue } = planning
  const wanted = readWantedPlan(thread, isForced)
  if (!wanted) return composeOnPlan(thread, offered)
  const material = readPlanMaterial(catalogue, scope)
  if (!material || thread.hasFile) return undefined
  if (thread.results.has('make_plan')) return say('The plan stands above.')
  if (mustAsk(planning, wanted)) return askCreator(wanted.facts)
  if (offered.has('get_local_date') && !thread.results.has('get_local_date'))
    return { ...say(''), call: { name: 'get_local_date', arguments: {} } }
  const isFillable = offered.has('make_plan') || wanted.facts.niche?.length
  return isFillable ? writePlan(planning, wanted, material) : undefined
}

const NO_QUESTIONS =
  /\b(?:no|without|skip|don['’]?t ask)\b[^.?!]{0,20}\b(?:questions?|form|me)\b|\bjust (?:make|plan|give|write|do|create|build)\b/i

/** Nobody is asked twice for one plan. */
function mustAsk({ thread, offered }: Planning, { facts, isChange }: WantedPlan): boolean {
  return (
    offered.has('ask_creator') &&
    !isChange &&
    !thread.hasForm &&
    !NO_QUESTIONS.test(thread.asked) &&
    missingFrom(facts).length > 0
  )
}

function askCreator(known: Facts): Answer {
  const facts = missingFrom(known)
  const text =
    facts.length === 1
      ? 'Gladly. One question first, so that the plan fits you.'
      : `Gladly. ${capitalise(sayCount(facts.length))} short questions first, so that the plan fits you; skip any you like.`
  return { ...say(text), call: { name: 'ask_creator', arguments: { facts } } }
}

function writePlan(planning: Planning, wanted: WantedPlan, material: PlanMaterial): Answer {
  const { offered, thread } = planning
  const brief = briefFrom(wanted.facts, wanted.days, firstDay(thread))
  const draft = buildPlan(brief, material)
  const writer = new AnswerWriter()
  introduce(writer, brief, material)
  const isShown = offered.has('make_plan')
  if (!isShown) writer.table(asTable(draft))
  writer.nextStep(
    'Say the first three lines aloud, and change a word in each until it sounds like you.',
  )
  const answer = writer.finish([`content plan ${brief.told.niche ?? ''}`.trim()])
  return isShown ? { ...answer, call: { name: 'make_plan', arguments: draft } } : answer
}

/** The day after today, where the client has said what today is. */
function firstDay({ results }: Thread): string | null {
  const today = results.get('get_local_date')
  const date = typeof today === 'object' && today && 'date' in today ? today.date : undefined
  return isDate(date) ? daysAfter(date, 1) : null
}

function asTable({ days }: PlanDraft): { head: string; rule: string; rows: string[] } {
  return {
    head: '| Day | Format | First line |',
    rule: '|---|---|---|',
    rows: days.map(
      ({ day, format, hook }) => `| ${day} | ${format} | ${hook.replaceAll('|', '/')} |`,
    ),
  }
}
