/** What is known of people in need in each language, read from `backend/safety`: an owner can add to it there. */
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Phrases } from './phrases.ts'
import { wordsOf } from './words.ts'

const folder = new URL('../../../safety/', import.meta.url)

const phrases = z.array(z.string().min(1))

const languageFile = z.strictObject({
  /** The name in the list of chats of one that begins with such a message. */
  title: z.string().min(1),
  /** Markdown, a paragraph or list item each. */
  answer: z.array(z.string()).min(1),
  /** Frequent words, by which a text is known to be in this language; characters where there are no spaces. */
  common: z.string(),
  /** Words that are read over, such as “really”. */
  fillers: z.string().default(''),
  /** Phrases that are named by `<name>` in others. */
  sets: z.record(z.string(), phrases).default({}),
  /** Said by people who need help, whatever else the message says. */
  always: phrases,
  /** Also said by those who make something about it, so not where the message asks for that. */
  unlessContent: phrases.default([]),
  /** How a message asks for something to be made. */
  content: phrases.default([]),
  /** Ways of speaking that hold one of the above and mean nothing by it. */
  idioms: phrases.default([]),
})

export type Language = z.infer<typeof languageFile>
type Kind = 'always' | 'unlessContent' | 'content' | 'idioms'
type Sign = { kind: Kind; language: Language }

const KINDS = ['always', 'unlessContent', 'content', 'idioms'] as const

const languages = readLanguages()
const english = languages.get('en') ?? missing()
const signs = readSigns()
const commonWords = new Map(
  [...languages.values()].map((language) => [language, new Set(wordsOf(language.common))]),
)

/** The language of somebody in need, as far as their words tell. Takes time in proportion to the text. */
export function languageOfNeed(text: string): Language | undefined {
  const words = wordsOf(text)
  const found = signs.in(words)
  const ofKind = (kind: Kind) => found.filter(({ value }) => value.kind === kind)
  const isIdiom = within(ofKind('idioms'))
  const isContent = ofKind('content').length > 0
  const meant = [...ofKind('always'), ...(isContent ? [] : ofKind('unlessContent'))]
    .filter((each) => !isIdiom(each))
    .map(({ value }) => value.language)
  return meant.length > 0 ? mostLikely([...new Set(meant)], words) : undefined
}

/** The language of any text; English where nothing tells. */
export const languageOf = (text: string): Language =>
  mostLikely([english, ...languages.values()], wordsOf(text))

/** The one with the most words in common, the first among equals. */
function mostLikely(candidates: Language[], words: string[]): Language {
  const shared = (language: Language) =>
    words.filter((word) => commonWords.get(language)?.has(word)).length
  return candidates.reduce((best, each) => (shared(each) > shared(best) ? each : best))
}

/** Tells whether a place is within one of these. */
function within(places: { start: number; end: number }[]) {
  const ends: number[] = []
  for (const { start, end } of places) ends[start] = Math.max(ends[start] ?? 0, end)
  for (let at = 1; at < ends.length; at += 1) ends[at] = Math.max(ends[at] ?? 0, ends[at - 1] ?? 0)
  return ({ start, end }: { start: number; end: number }) =>
    (ends[Math.min(start, ends.length - 1)] ?? 0) >= end
}

/** @throws {Error} naming the file that is not as it has to be: a start without it would miss people. */
function readLanguages(): Map<string, Language> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(
    names.map((name) => {
      try {
        const parsed = languageFile.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
        return [name.replace('.json', ''), parsed]
      } catch (cause) {
        throw new Error(`backend/safety/${name} cannot be read: ${cause}`, { cause })
      }
    }),
  )
}

function readSigns(): Phrases<Sign> {
  const all = [...languages.values()]
  const read = new Phrases<Sign>(all.flatMap(({ fillers }) => fillers.split(' ')))
  for (const language of all) {
    for (const kind of KINDS) {
      const sign = { kind, language }
      for (const phrase of language[kind]) read.add(phrase, language.sets, sign)
    }
  }
  return read
}

function missing(): never {
  throw new Error('backend/safety/en.json is missing. Restore it: answers fall back to English.')
}
