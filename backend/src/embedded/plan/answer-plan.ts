/** Answers what is asked about a plan: by a form, the date of the page, a plan, or a word about one day. */
import { type Answer, AnswerWriter, say } from '../answer/answer.ts'
import type { Conversation, GivenPlan } from '../conversation/conversation.ts'
import type { Found } from '../search/search.ts'
import type { PlanLines } from './build-plan.ts'
import { buildPlan, changeDay, type PlanDraft } from './build-plan.ts'
import { daysAfter, isDate, readStart, sayDate } from './dates.ts'
import { type Facts, factNames, readStatedFacts, saidOf } from './facts.ts'
import {
  type DayChange,
  MOST_DAYS,
  type PlanRequest,
  readDayAsked,
  readDayChange,
  readPlanChange,
  readPlanRequest,
} from './plan-request.ts'

export type PlanQuestion = {
  conversation: Conversation
  /** The functions that the client offers to run. */
  offered: ReadonlySet<string>
  /** Whether one of them must be called, however the message is put. */
  isForced: boolean
  /** `undefined` where the library has none. */
  lines: PlanLines | undefined
  /** What the answer says that it searched for; without it, it says nothing of a search. */
  queries?: string[]
  /** The passage with the lines, to be cited. */
  source?: Found
}

/** `undefined` for a message that is not about making or changing a plan. */
export function answerPlan(question: PlanQuestion): Answer | undefined {
  const { conversation, isForced, lines, offered } = question
  const { asked, plan, files, results, hasForm } = conversation
  if (!lines || (files.length > 0 && !isForced)) return undefined
  const dayChange = plan && readDayChange(asked)
  if (plan && dayChange) return answerDayChange(question, lines, plan, dayChange)
  const dayAsked = plan && readDayAsked(asked)
  if (plan && dayAsked) return needsDate(question) ? ASK_DATE : showDay(plan, dayAsked, results)
  const change = plan && readPlanChange(asked)
  const request = readPlanRequest(asked) ?? change ?? (isForced ? NOTHING_SAID : undefined)
  if (!request) return undefined
  if (results.has('make_plan'))
    return say('The plan could not be shown. Please ask for it once more.')
  const facts = gatherFacts(conversation)
  const missing = factNames.filter((name) => facts[name] === undefined)
  const mayAsk = offered.has('ask_creator') && !change && !hasForm && !WITHOUT_QUESTIONS.test(asked)
  if (mayAsk && missing.length > 0) return askCreator(missing)
  if (needsDate(question)) return ASK_DATE
  const days = request.days ?? (change && plan ? plan.days.length : 30)
  const draft = buildPlan(lines, {
    days: Math.min(days, MOST_DAYS),
    start: startOf(conversation, request.when, change ? plan?.days[0]?.date : undefined),
    facts,
    // A further plan says something new; one that is changed may say the same.
    used: plan && (!change || change.isAgain) ? plan.days.map(({ hook }) => hook) : [],
  })
  return showPlan(question, draft, facts, days > MOST_DAYS)
}

const needsDate = ({ offered, conversation }: PlanQuestion) =>
  offered.has('get_local_date') && !conversation.results.has('get_local_date')
const ASK_DATE: Answer = { ...say(''), call: { name: 'get_local_date', arguments: {} } }
const NOTHING_SAID: PlanRequest = { facts: {}, when: '' }
const WITHOUT_QUESTIONS =
  /\b(?:no|without|skip the|don['’]?t ask) (?:any )?(?:questions?|form|me)\b/i

function askCreator(missing: string[]): Answer {
  const text =
    missing.length === 1
      ? 'Gladly. One question first, so that the plan fits you.'
      : 'Gladly. A few short questions first, so that the plan fits you; skip any you like.'
  return { ...say(text), call: { name: 'ask_creator', arguments: { facts: missing } } }
}

/** What is said in this conversation counts more than what a form of the session has. */
function gatherFacts({ turns, facts }: Conversation): Facts {
  const said = turns
    .filter(({ role }) => role === 'user')
    .map(({ text }) => ({
      ...readStatedFacts(text),
      ...(readPlanRequest(text) ?? readPlanChange(text))?.facts,
    }))
  return Object.assign({}, facts, ...said)
}

/** The day that was asked for, else that of the plan that is changed, else tomorrow. */
function startOf(
  { results }: Conversation,
  when: string,
  earlier: string | undefined,
): string | null {
  const local = localDate(results)
  const start = readStart(when, local ?? new Date().toISOString().slice(0, 10))
  return start ?? earlier ?? (local ? daysAfter(local, 1) : null)
}

function localDate(results: Conversation['results']): string | undefined {
  const told = results.get('get_local_date')
  const date = typeof told === 'object' && told && 'date' in told ? told.date : undefined
  return isDate(date) ? date : undefined
}

function showPlan(
  { offered, queries, source }: PlanQuestion,
  draft: PlanDraft,
  { niche, audience, hours }: Facts,
  isCut: boolean,
): Answer {
  const count = draft.days.length
  const length = count === 1 ? 'one day' : `${count} days`
  const from = draft.start_date ? `, from ${sayDate(draft.start_date)}` : ''
  const [about, people] = [saidOf(niche), saidOf(audience)]
  const you = about ? ` for “${about}”` : ''
  const them = people ? `, speaking to “${people}”` : ''
  const within = hours?.[0] ? `, with ${hours[0].toLowerCase()} hours a week` : ''
  const hasBlanks = draft.days.some(({ hook }) => hook.includes('['))
  const writer = new AnswerWriter().block(
    [
      `Here is your plan: ${length}${from}${you}${them}${within}.`,
      isCut ? `A plan has ${MOST_DAYS} days at most; ask for the next one when this one ends.` : '',
      'Its first lines are the library’s.',
      hasBlanks ? 'Fill in what stands in [brackets].' : '',
      offered.has('make_plan') ? 'To change a day, press **Change** beside it.' : '',
    ]
      .filter(Boolean)
      .join(' '),
    source,
  )
  const finish = () => (queries ? writer.finish(queries) : say(writer.finish([]).text))
  if (offered.has('make_plan'))
    return { ...finish(), call: { name: 'make_plan', arguments: draft } }
  const rows = draft.days.map(({ day, format, hook }) => `| ${day} | ${format} | ${hook} |`)
  const table = ['| Day | Format | First line |', '|---|---|---|', ...rows]
  writer.block(table.join('\n'))
  return finish()
}

function showDay({ days }: GivenPlan, asked: string, results: Conversation['results']): Answer {
  const today = localDate(results)
  const date = today && daysAfter(today, asked === 'tomorrow' ? 1 : 0)
  const isNumber = /^\d/.test(asked)
  const found = days.find((each) => (isNumber ? each.day === Number(asked) : each.date === date))
  if (found) {
    const when = found.date ? `, ${sayDate(found.date)}` : ''
    return say(`Day ${found.day}${when}: **${found.format}**\n\n> ${found.hook}`)
  }
  if (isNumber) return say(noDay(days, Number(asked)))
  const [first, last] = [days[0]?.date, days.at(-1)?.date]
  return say(
    first && last && date
      ? `The plan runs from ${sayDate(first)} to ${sayDate(last)}, so it has nothing for ${sayDate(date)}.`
      : 'I cannot tell which day of the plan that is. Ask for it by its number, such as “what is on day 3?”.',
  )
}

const noDay = (days: unknown[], day: number) =>
  `The plan has ${days.length === 1 ? 'one day' : `${days.length} days`}, and no day ${day}.`

function answerDayChange(
  { conversation, offered }: PlanQuestion,
  lines: PlanLines,
  plan: GivenPlan,
  change: DayChange,
): Answer {
  if (!plan.days.some(({ day }) => day === change.day)) return say(noDay(plan.days, change.day))
  const draft = changeDay(lines, plan, change, gatherFacts(conversation))
  const changed = draft.days.find(({ day }) => day === change.day)
  if (!offered.has('make_plan'))
    return say(`Day ${change.day} could be:\n\n**${changed?.format}**\n\n> ${changed?.hook}`)
  const text = `Here is the plan with day ${change.day} changed. You can also press **Change** beside a day.`
  return { ...say(text), call: { name: 'make_plan', arguments: draft } }
}
