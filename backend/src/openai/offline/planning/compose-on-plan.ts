import type { Answer } from '../answer.ts'
import { say } from '../small-talk.ts'
import type { Thread } from '../thread.ts'
import { daysAfter, isDate, sayDate } from './dates.ts'
import type { GivenPlan, PlanDay } from './given-plan.ts'

const MOST_WORDS = 14
const ASKS =
  /^(?:(?:so|and|ok|hey|please|can you|could you) )*(?:what|which|show|tell|give|remind|read|day|do i post)\b/i
const WHEN = /\b(tomorrow|today|tonight)\b/i
const TASK = /\b(post|posting|plan|planned|next|day|film|make|up|on|do i do|should i do)\b/i
const NUMBERED = /\bday (\d{1,2})\b/i
const EDIT =
  /^(?:(?:so|and|ok|hey|please|can you|could you|can i|i want to|i would like to|let['’]?s) )*(?:change|edit|replace|swap|rewrite|move|remove|delete|drop|switch|reschedule|rearrange|modify|adjust|tweak)\b.*\b(?:days?|plan|calendar|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/i

const CAN_DO =
  'I can’t edit single days of a plan, but I can make it anew: tell me what is different, such as “my niche is pottery now”, “I only have 2 hours a week now” or “make it 2 weeks”.'

/** An answer about the plan that the thread holds; undefined for messages about something else. */
export function composeOnPlan(thread: Thread, offered: Set<string>): Answer | undefined {
  const { plan, asked } = thread
  if (!plan || asked.split(/\s+/).length > MOST_WORDS) return undefined
  if (EDIT.test(asked)) return say(CAN_DO)
  if (!ASKS.test(asked)) return undefined
  const [, number] = NUMBERED.exec(asked) ?? []
  if (number) return say(sayNumbered(plan, Number(number)))
  const [, when] = WHEN.exec(asked) ?? []
  if (!when || !TASK.test(asked)) return undefined
  if (!plan.days.some(({ date }) => date)) return say(sayUndated(plan))
  if (offered.has('get_local_date') && !thread.results.has('get_local_date'))
    return { ...say(''), call: { name: 'get_local_date', arguments: {} } }
  return say(sayDay(plan, thread, /tomorrow/i.test(when)))
}

function sayNumbered({ days }: GivenPlan, number: number): string {
  const found = days.find(({ day }) => day === number)
  return found
    ? `Day ${number}${found.date ? `, ${sayDate(found.date)}` : ''}: ${sayEntry(found)}`
    : `The plan has ${days.length} days, and no day ${number}.`
}

function sayUndated({ days }: GivenPlan): string {
  const [first] = days
  return `This plan has no dates, so it begins on the day you do. ${first ? `Day ${first.day}: ${sayEntry(first)}` : ''}`.trim()
}

function sayDay({ days }: GivenPlan, { results }: Thread, isTomorrow: boolean): string {
  const told = results.get('get_local_date')
  const local = typeof told === 'object' && told && 'date' in told ? told.date : undefined
  const today = isDate(local) ? local : new Date().toISOString().slice(0, 10)
  const wanted = isTomorrow ? daysAfter(today, 1) : today
  const found = days.find(({ date }) => date === wanted)
  const name = `${isTomorrow ? 'Tomorrow' : 'Today'}, ${sayDate(wanted)},`
  if (found) return `${name} is day ${found.day}: ${sayEntry(found)}`
  const [first, last] = [days[0]?.date, days.at(-1)?.date]
  return first && last
    ? `${name} is not in the plan: it runs from ${sayDate(first)} to ${sayDate(last)}.`
    : `${name} is not in the plan.`
}

function sayEntry({ format, hook }: PlanDay): string {
  return `**${format}**\n\n> ${hook}`
}
