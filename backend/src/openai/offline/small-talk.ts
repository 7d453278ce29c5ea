import { type Answer, AnswerWriter } from './answer.ts'
import { searchWords } from './asking.ts'
import type { Catalogue, Scope } from './catalogue.ts'
import type { Findings } from './findings.ts'
import type { Playbook } from './library.ts'
import { joinNames } from './wording.ts'

export const NO_PICTURES =
  'I can’t see pictures: the library coach works from text only, so I have left the image aside.'

const TOPICS_NAMED = 8
/** From this likeness on, a question is near enough to be named. */
const NEAR = 0.3

export function composeGreeting(playbooks: Playbook[]): Answer {
  if (playbooks.length === 0)
    return say('Hello, good to see you here. Attach a document and ask me about what is in it.')
  return say(
    `Hello, good to see you here! Ask me about something you are working on, for example ${starters(playbooks)}.`,
  )
}

function starters(playbooks: Playbook[]): string {
  const openers = playbooks.flatMap(({ passages }) => passages.slice(0, 1))
  return joinNames(
    spread(openers, 3).map(({ heading }) => `“${heading}”`),
    'or',
  )
}

export function composeThanks(): Answer {
  return say(
    'You’re welcome! Take the next step while it is fresh, and come back to tell me how it went.',
  )
}

export function composeAbout(catalogue: Catalogue, scope: Scope): Answer {
  const playbooks = catalogue.playbooksIn(scope)
  const writer = new AnswerWriter()
  writer.paragraph(
    'I’m the library coach. I answer only from the playbooks in this library and from files you add, and I show where each answer comes from; I don’t search the web, see pictures or make things up.',
  )
  if (playbooks.length > 0) {
    writer.paragraph('The playbooks cover:')
    writer.list({ ordered: false, items: playbooks.map(({ title }) => title) })
  }
  return writer.finish()
}

/** Nothing found: says so, says what there is, and points to the nearest thing. */
export function composeOutside({ ask, scope, catalogue, query }: Findings): Answer {
  const playbooks = catalogue.playbooksIn(scope)
  const queries = [searchWords(ask.topic)]
  if (playbooks.length === 0)
    return {
      ...say('I found nothing about that in the files I can read here, so I won’t guess.'),
      search: { queries, results: [] },
    }
  if (query.terms.length === 0)
    return say(`I could not find a subject in that. Ask me, for example, ${starters(playbooks)}.`)
  const writer = new AnswerWriter()
  writer.paragraph('The library has nothing on that, so I won’t guess at an answer.')
  writer.paragraph(`It covers ${joinNames(spread(playbooks, TOPICS_NAMED).map(nameTopic))}.`)
  const nearest = catalogue
    .searchLibrary(query, scope)
    .find(({ passage, fit }) => fit >= NEAR && isQuestion(passage.heading))
  const [first] = playbooks
    .flatMap(({ passages }) => passages)
    .filter(({ heading }) => isQuestion(heading))
  if (nearest)
    writer.paragraph(
      `The nearest question I can answer is “${asQuestion(nearest.passage.heading)}”`,
    )
  else if (first) writer.paragraph(`A question it does answer is “${asQuestion(first.heading)}”`)
  return writer.finish(queries)
}

export function composeEnglishOnly(): Answer {
  return say(
    'The library coach reads English only. Ask again in plain English, in a few words, for example “How do I get more followers?” or “Give me 5 hooks”.',
  )
}

/** How a playbook's subject is said inside a sentence, where its file's name will not do. */
const topicNames: Record<string, string> = {
  '30 day content plan': '30-day content plans',
  'community and comments': 'comments and community',
  'email list and newsletter': 'email lists and newsletters',
  'filming and editing basics': 'filming and editing',
  'getting started first ten posts': 'your first ten posts',
  'ideal client profile': 'ideal clients',
  'launches without sleaze': 'launches',
  'mindset and burnout': 'burnout',
  'niche and positioning': 'niches',
  'offers and monetisation': 'pricing and offers',
  'posting rhythm and analytics': 'growth and analytics',
  'short form scripts': 'short video scripts',
  'thumbnails and titles': 'titles and thumbnails',
}

function nameTopic({ topic }: Playbook): string {
  return topicNames[topic] ?? topic
}

function isQuestion(heading: string): boolean {
  return /^(how|what|when|which|why|who|is|can)\b/i.test(heading) && !heading.includes(':')
}

/** "How to price my coaching" as a person would ask it. */
function asQuestion(heading: string): string {
  const asked = heading.replace(/^How to /, 'How do I ').replace(/\?$/, '')
  return `${asked.replace(/^What to (do|put|post|say|write|measure|agree)\b/, 'What should I $1')}?`
}

/** So many of the entries, from all over the list. */
function spread<Entry>(entries: Entry[], count: number): Entry[] {
  const step = Math.max(1, entries.length / count)
  return entries
    .filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
    .slice(0, count)
}

export function say(text: string): Answer {
  return { text, citations: [] }
}
