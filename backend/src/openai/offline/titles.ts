import { readWho, understand, withoutQuotation } from './asking.ts'
import type { Turn } from './conversation.ts'
import { inField } from './findings.ts'
import type { Library } from './library.ts'
import { plainText } from './markdown.ts'
import { readQuery } from './query.ts'
import { termsOf } from './vocabulary.ts'
import { capitalise } from './wording.ts'

const LONGEST_TITLE = 6

/** Names a thread after its first real question, in the person's words where those are few. */
export function titleFor(turns: Turn[], library: Library): string {
  const asked = turns.filter(({ role }) => role === 'user').map(({ text }) => text)
  const first = asked.find((text) => isTopical(text))
  if (!first) return nameOfFile(turns) ?? 'Getting started'
  const words = topicWords(first)
  return capitalise((isName(words) ? words : headingFor(first, library, words)).join(' '))
}

function isTopical(text: string): boolean {
  const { kind } = understand([{ role: 'user', text, files: [], pictures: 0 }])
  return kind === 'question' && termsOf(text).length > 0
}

function nameOfFile(turns: Turn[]): string | undefined {
  const name = turns.flatMap(({ files }) => files).find((file) => file.name)?.name
  const words = name
    ?.replace(/\.\w+$/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 4)
  return words && words.length > 0 ? capitalise(`about ${words.join(' ')}`) : undefined
}

const LEAD_IN =
  /^(hi|hello|hey|hola|so|ok(ay)?|gimme|pls|please|can you|could you|would you|will you|can i|could i|help me( to)?|help( with)?|with|i want to|i need to|i need|i want|i would like( to)?|i'd like( to)?|i feel|i am|i'm|im|i|show me( how to)?|tell me( about)?|give me|write me|write|make me|make|create|build|get|suggest|list|what to do when|what to do if|what to|what is|what are|what's|what does|what|how do i|how do you|how can i|how should i|how does|how to|how long should|how often should|how many|how much|how|when should i|when is|why do|why does|why is|why are|why|should i|should|do i need|is it|are|is|which|who|where|the|an?|some|any|my|our|be|\d+(?![ -]?(?:day|week|month|hour|minute|min|second|sec|k|%))|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?! (?:day|week|month|hour|minute|second)))\s+/i
const TRAILING =
  /\s+(please|pls|for me|for my|my|the|an?|of|to|and|or|in|on|with|for|at|by|be|is|are|it|i|now|what now|look like)$/i

/** The words of a question without its lead-in; empty words at its ends go too. */
function topicWords(question: string): string[] {
  let text = firstSentence(withoutQuotation(question))
    .replace(/[“”"‘`*_()[\]<>{}¿¡#]/g, '')
    .replace(/’/g, "'")
    .replace(/\b(\d+) (day|week|month|minute|second)(?=\s+[a-z])/gi, '$1-$2')
    .replace(/[.,;:!?…]+(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  while (LEAD_IN.test(text)) text = text.replace(LEAD_IN, '')
  while (TRAILING.test(text)) text = text.replace(TRAILING, '')
  return text.split(' ').filter(Boolean)
}

/** Words that stand in a sentence rather than in a name. */
const SENTENCE =
  /\b(i|i'm|im|me|you|he|she|they|we|it|want|wants|quit|should|could|would|do|does|don't|dont|did|is|are|was|were|can|can't|cant|have|has|that|who|when|what|why|how|if|because|so|but|always|never|nobody|everyone|everything|people|feel|keep|keeps|flop|dropped|drop|think|buy|sucks|hate|know)\b/i

/** Whether words from a question read as the name of something. */
function isName(words: string[]): boolean {
  return words.length >= 2 && words.length <= LONGEST_TITLE && !SENTENCE.test(words.join(' '))
}

function firstSentence(text: string): string {
  return text.split(/(?<=[.?!])\s|\n/).find((part) => termsOf(part).length > 0) ?? text
}

/** Not a name, or too long or short for one: the section that answers it lends its own, else its telling words do. */
function headingFor(question: string, library: Library, words: string[]): string[] {
  const query = readQuery(question, library.index)
  const [best] = inField(library.index.search(query), query)
  if (words.length === 1 && isName([...words, ...words]))
    return nameSingle(question, words, best?.passage.heading)
  const heading = best ? shortName(best.passage.heading) : []
  if (heading.length >= 2) return withWho(heading, question)
  const plain = words.slice(0, LONGEST_TITLE)
  if (plain.length >= 2) return plain
  return ['all', 'about', ...(plain.length > 0 ? plain : ['this'])]
}

/** A heading up to its first turn, such as "Signs of burnout" of "Signs of burnout and what to do this week". */
function shortName(heading: string): string[] {
  const text = plainText(heading)
  const [head = text] = text.split(/:|,(?!\d)| you can | to copy| and (?=what|how|never)/)
  const words = topicWords(head)
  if (words.length >= 2 && words.length <= LONGEST_TITLE) return words
  while (words.length > LONGEST_TITLE) words.pop()
  return topicWords(words.join(' '))
}

/** "How do I write a story?" keeps its verb, a short question all its words; else the heading lends its own. */
function nameSingle(question: string, words: string[], heading = ''): string[] {
  const [, rest = ''] =
    /\b(?:how do i|how to|how can i|i want to|help me)\s+(.*)$/i.exec(question) ?? []
  const candidates = [rest, question, heading].map(bareWords)
  const isTitle = (each: string[]) => each.length >= 2 && each.length <= LONGEST_TITLE
  return candidates.find(isTitle) ?? ['all', 'about', ...words]
}

function bareWords(text: string): string[] {
  return text
    .replace(/[^\p{L}\p{N}' -]/gu, '')
    .split(' ')
    .filter(Boolean)
}

function withWho(heading: string[], question: string): string[] {
  const who = readWho(question)
  if (!who || heading.includes('for')) return heading
  const named = [...heading, 'for', ...who.name.split(' ')]
  return named.length <= LONGEST_TITLE ? named : heading
}
