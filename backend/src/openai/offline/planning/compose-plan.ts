import { type Answer, AnswerWriter } from '../answer.ts'
import type { Catalogue, Scope } from '../catalogue.ts'
import { say } from '../small-talk.ts'
import type { Thread } from '../thread.ts'
import { joinNames, sayCount } from '../wording.ts'
import { briefFrom, buildPlan, type PlanBrief, type PlanDraft } from './build-plan.ts'
import { composeOnPlan } from './compose-on-plan.ts'
import { daysAfter, isDate, sayDate } from './dates.ts'
import { type Facts, missingFrom } from './facts.ts'
import { BLANKS } from './phrases.ts'
import { readPlaces } from './places.ts'
import { readWantedPlan, type WantedPlan } from './plan-facts.ts'
import { type PlanMaterial, readPlanMaterial } from './plan-lines.ts'
import { postsPerWeek } from './posting-week.ts'

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
      : `Gladly. ${sayCount(facts.length).replace(/^./, (first) => first.toUpperCase())} short questions first, so that the plan fits you; skip any you like.`
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
  const answer = writer.finish([
    ['content plan', brief.phrases.niche].filter((each) => !each.startsWith('[')).join(' '),
  ])
  return isShown ? { ...answer, call: { name: 'make_plan', arguments: draft } } : answer
}

/** The day after today, where the client has said what today is. */
function firstDay({ results }: Thread): string | null {
  const today = results.get('get_local_date')
  const date = typeof today === 'object' && today && 'date' in today ? today.date : undefined
  return isDate(date) ? daysAfter(date, 1) : null
}

function introduce(writer: AnswerWriter, brief: PlanBrief, { sources }: PlanMaterial): void {
  const { hours } = brief
  const isTight = hours === 'Under 3' || hours === '3 to 5'
  writer.paragraph(`${sayPlan(brief)} ${sayCourse(brief)}`, sources.month)
  writer.paragraph(sayRhythm(brief), isTight ? sources.threeHours : sources.batching)
  const places = sayPlaces(brief)
  if (places) writer.sentence(places, sources.rhythm)
  writer.sentence(sayLines(brief), sources.teaching)
}

function sayPlan({ days, start, phrases }: PlanBrief): string {
  const { work, audience } = phrases
  const length = days === 1 ? 'one day' : `${days} days`
  const subject = work.startsWith('[') ? '' : ` of ${work}`
  const people = audience === BLANKS.audience || work.includes(audience) ? '' : ` for ${audience}`
  const begins = start ? `, from ${sayDate(start)}` : ''
  return `Here is your plan: ${length}${subject}${people}${begins}.`
}

function sayCourse({ days }: PlanBrief): string {
  if (days <= 7)
    return 'In one week each post does a job of its own: it teaches, corrects, tells a story, proves or invites.'
  if (days <= 14) return 'The first week shows whom you help, the second invites.'
  if (days <= 21)
    return 'The first week shows whom you help, the second teaches, the third invites.'
  return 'It takes the month in the library’s order: introduce yourself, teach, prove, and only then invite.'
}

function sayRhythm({ hours, platforms }: PlanBrief): string {
  const isLongOnly = platforms.length > 0 && readPlaces(platforms).every(({ isLong }) => isLong)
  const others = 'the days between have their own small jobs, and some are for rest'
  if (isLongOnly)
    return `One long piece at a time is enough here: the days before it are for drafting, collecting ideas and rest${hours ? `, within ${sayHours(hours)} a week` : ''}.`
  const posts = `${sayCount(postsPerWeek(hours))} posts a week`
  return hours
    ? `For ${sayHours(hours)} a week it asks for ${posts}, made in one sitting; ${others}.`
    : `It asks for ${posts}, made in one sitting; ${others}.`
}

function sayHours(hours: string): string {
  return `${hours.charAt(0).toLowerCase()}${hours.slice(1)} hours`
}

function sayPlaces({ platforms, hours }: PlanBrief): string | undefined {
  const places = readPlaces(platforms)
  const long = places
    .filter(({ isLong }) => isLong)
    .map(({ name }) =>
      name === 'YouTube'
        ? 'a long YouTube video'
        : name === 'Podcast'
          ? 'a podcast episode'
          : 'a newsletter',
    )
  const short = places.filter(({ isLong }) => !isLong).map(({ name }) => name)
  const [main, ...others] = short
  const isScarce = hours === 'Under 3' || hours === '3 to 5'
  const sentences = [
    main?.includes(', ') && `Each short video goes to ${main.replace(', ', ' and ')} alike.`,
    main &&
      others.length > 0 &&
      `Most posts are for ${main.replace(', ', ' and ')}, every third one is for ${joinNames(others)}.`,
    long.length > 0 &&
      short.length > 0 &&
      `${joinNames(long).replace(/^./, (first) => first.toUpperCase())} ${long.length > 1 ? 'close' : 'closes'} ${isScarce ? 'every second week' : 'each week'}.`,
  ].filter((sentence) => typeof sentence === 'string')
  return sentences.length > 0 ? sentences.join(' ') : undefined
}

function sayLines({ phrases }: PlanBrief): string {
  const filled =
    phrases.niche === BLANKS.niche
      ? 'The first lines are the library’s; put your own words into the brackets.'
      : 'The first lines are the library’s, with your words put in.'
  return phrases.audience === BLANKS.audience
    ? `${filled} You named no audience, so they speak to beginners.`
    : filled
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
