/** Questions to measure answers with; README.md beside this file says how they were made. */
import { readFileSync } from 'node:fs'

/** The engine's author reads `open`; `frozen` is only ever run. */
export type Half = 'open' | 'frozen'

export type Section = { file: string; heading: string }

type Entry = { id: string; half: Half }

/** What the playbooks answer, with every section that a fair reader takes for an answer. */
export type Question = Entry & { question: string; accept: Section[] }

/** What the playbooks do not answer: near by its subject, alike only by its words, or anything else. */
export type OutsideQuestion = Entry & { question: string; kind: 'near' | 'lookalike' | 'other' }

/**
 * Of a list inside `all`, one is enough. With `within`, all of it stands in so many first characters: a count or a sum
 * is easily some other number of a long table.
 */
export type Expected = { all: (string | string[])[]; mustNot?: string[]; within?: number }

export type FileQuestion = Entry & {
  /** A name in `files/<half>/`. */
  file: string
  task: 'lookup' | 'aggregate' | 'form' | 'summary' | 'own-language'
  question: string
  expected: Expected
}

/** A visitor's messages; the last asks for what an earlier one said. */
export type Conversation = Entry & { messages: string[]; expected: Expected }

/** @throws where a question accepts a section that the playbooks do not have */
export function questions(half: Half): Question[] {
  const all = read<Question>('questions', half)
  for (const { id, accept } of all) for (const section of accept) requireSection(section, id)
  return all
}

export const outsideQuestions = (half: Half) => read<OutsideQuestion>('outside', half)

export const fileQuestions = (half: Half) => read<FileQuestion>('files', half)

export const conversations = (half: Half) => read<Conversation>('conversations', half)

export const documentOf = ({ half, file }: FileQuestion): Buffer =>
  readFileSync(new URL(`files/${half}/${file}`, import.meta.url))

/** Whether an answer holds what is expected; case, emphasis and the kind of space do not count. */
export function isMet({ all, mustNot = [], within }: Expected, answer: string): boolean {
  const text = plain(answer)
  const start = text.slice(0, within)
  return (
    all.every((each) => [each].flat().some((wanted) => holdsWhole(start, plain(wanted)))) &&
    !mustNot.some((wanted) => holdsWhole(text, plain(wanted)))
  )
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[*_`]/g, '')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ')

/** `15` is not in `150`, `1,815` or `15.5`. */
function holdsWhole(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at)
    const after = text.slice(at + wanted.length, at + wanted.length + 2)
    const isCutBefore = /^\d/.test(wanted) && /\d[.,]?$/.test(before)
    const isCutAfter = /\d$/.test(wanted) && /^([.,]?\d)/.test(after)
    if (!isCutBefore && !isCutAfter) return true
  }
  return false
}

function read<T extends Entry>(name: string, half: Half): T[] {
  return JSON.parse(readFileSync(new URL(`${name}.${half}.json`, import.meta.url), 'utf8'))
}

const knowledge = new URL('../../knowledge/', import.meta.url)

function requireSection({ file, heading }: Section, id: string) {
  const lines = readFileSync(new URL(file, knowledge), 'utf8').split('\n')
  if (!lines.includes(`## ${heading}`)) {
    throw new Error(
      `${id} accepts “${heading}”, which ${file} does not have. Correct the question.`,
    )
  }
}
