import type { AnswerWriter } from '../answer.ts'
import { capitalise, joinNames, sayCount } from '../wording.ts'
import type { PlanBrief } from './build-plan.ts'
import { sayDate } from './dates.ts'
import { readPlaces } from './places.ts'
import type { PlanMaterial } from './plan-lines.ts'
import { postsPerWeek } from './posting-week.ts'
import type { HourBand } from './stated-facts.ts'

/** How the plan is built, in a few sentences, each with the passage that it rests on. */
export function introduce(writer: AnswerWriter, brief: PlanBrief, { sources }: PlanMaterial): void {
  writer.paragraph(`${sayPlan(brief)} ${sayCourse(brief)}`, sources.month)
  writer.paragraph(sayRhythm(brief), isTight(brief.hours) ? sources.threeHours : sources.batching)
  const places = sayPlaces(brief)
  if (places) writer.sentence(places, sources.rhythm)
  writer.sentence(sayLines(brief), sources.teaching)
}

/** So few hours that one idea has to serve for several posts. */
function isTight(hours?: HourBand): boolean {
  return hours === 'Under 3' || hours === '3 to 5'
}

function sayPlan({ days, start, told: { work, audience } }: PlanBrief): string {
  const length = days === 1 ? 'one day' : `${days} days`
  const subject = work ? ` of ${work}` : ''
  const people = audience && !work?.includes(audience) ? ` for ${audience}` : ''
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

const longPieces: Record<string, string> = {
  YouTube: 'a long YouTube video',
  Podcast: 'a podcast episode',
  Newsletter: 'a newsletter',
}

function sayPlaces({ platforms, hours }: PlanBrief): string | undefined {
  const places = readPlaces(platforms)
  const long = places.filter(({ isLong }) => isLong).map(({ name }) => longPieces[name] ?? name)
  const [main, ...others] = places.filter(({ isLong }) => !isLong).map(({ name }) => name)
  if (!main) return undefined
  const sentences = []
  if (main.includes(', ')) sentences.push(`Each short video goes to ${sayMain(main)} alike.`)
  if (others.length > 0)
    sentences.push(
      `Most posts are for ${sayMain(main)}, every third one is for ${joinNames(others)}.`,
    )
  if (long.length > 0) sentences.push(`${capitalise(sayLong(long, isTight(hours)))}.`)
  return sentences.join(' ')
}

const sayMain = (main: string) => joinNames(main.split(', '))

function sayLong(long: string[], isScarce: boolean): string {
  if (!isScarce) return `${joinNames(long)} ${long.length > 1 ? 'close' : 'closes'} each week`
  return long.length > 1
    ? `${joinNames(long)} take turns to close every second week`
    : `${joinNames(long)} closes every second week`
}

function sayLines({ told }: PlanBrief): string {
  const filled = told.niche
    ? 'The first lines are the library’s, with your words put in.'
    : 'The first lines are the library’s; put your own words into the brackets.'
  return told.audience ? filled : `${filled} You named no audience, so they speak to beginners.`
}
