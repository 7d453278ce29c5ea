import { type Answer, AnswerWriter } from './answer.ts'
import { type Ask, searchWords } from './asking.ts'
import { isGiven } from './blanks.ts'
import type { Catalogue, FoundPassage, Scope } from './catalogue.ts'
import type { FileMention } from './conversation.ts'
import type { Findings } from './findings.ts'
import { plainText, readSentences } from './markdown.ts'
import { pickSentences, statementsOf } from './passage-writing.ts'
import { readQuery } from './query.ts'
import { say } from './small-talk.ts'
import type { AttachedFile } from './uploads.ts'
import { splitWords, termsOf } from './vocabulary.ts'
import { joinNames } from './wording.ts'

/** A file the question is about, with its state; without one it is not in the stores the request may see. */
export interface MeantFile {
  name: string
  file?: AttachedFile & { storeId: string }
}

/** Which files the question is about: those that came with it, those it names, or the last ones when it points back. */
export function filesMeant(ask: Ask, scope: Scope, catalogue: Catalogue): MeantFile[] {
  const uploads = catalogue.uploadsIn(scope)
  if (ask.files.length > 0) return ask.files.map((mention) => match(mention, uploads))
  if (ask.kind === 'greeting' || ask.kind === 'thanks' || ask.kind === 'about') return []
  const named = uploads.filter(({ filename }) => isNamed(filename, ask.wording))
  if (named.length > 0) return named.map((file) => ({ name: file.filename, file }))
  if (!ask.aboutFile) return []
  if (ask.earlierFiles.length > 0)
    return ask.earlierFiles.slice(0, 1).map((mention) => match(mention, uploads))
  const isExplicit = /\b(file|document|doc|pdf|attachment|upload)\b/i.test(ask.wording)
  return isExplicit ? uploads.slice(0, 1).map((file) => ({ name: file.filename, file })) : []
}

/** As names are mentioned. */
const onOneLine = (name: string) => name.replace(/\s+/g, ' ')

function match(mention: FileMention, uploads: (AttachedFile & { storeId: string })[]): MeantFile {
  const file = uploads.find(({ fileId, filename }) =>
    mention.id ? fileId === mention.id : onOneLine(filename) === mention.name,
  )
  return { name: mention.name ?? file?.filename ?? 'your file', file }
}

/** "What does my plan say" means "Business plan.pdf", by its name or by the kind of thing it is. */
function isNamed(filename: string, wording: string): boolean {
  const base = filename.replace(/\.\w+$/, '').toLowerCase()
  const asked = wording.toLowerCase()
  if (base.length > 3 && asked.includes(base)) return true
  const [, kind] =
    /\b(?:my|the) (?:\w+ )?(\w{4,}) (?:say|says|mention|mentions|contain|cover)\b/.exec(asked) ?? []
  return kind !== undefined && splitWords(base).includes(kind)
}

export function composeFromFile(meant: MeantFile[], findings: Findings): Answer {
  const readable = meant.filter(({ file }) => file?.status === 'completed')
  const notes = meant.filter((each) => !readable.includes(each)).map(explainUnreadable)
  if (readable.length === 0) return say(notes.join(' '))
  const writer = new AnswerWriter()
  if (notes.length > 0) writer.paragraph(notes.join(' '))
  for (const { file } of readable) {
    if (!file) continue
    if (readable.length > 1) writer.subheading(file.filename)
    writeAboutFile(writer, { ...file, share: 1 / readable.length }, findings)
  }
  const searched = searchWords(findings.ask.wording)
  return writer.finish([searched || joinNames(readable.map(({ name }) => name))])
}

function explainUnreadable({ name, file }: MeantFile): string {
  if (file?.status === 'failed')
    return `I could not read ${name}: ${file.lastError?.message ?? 'it seems damaged.'}`
  if (file?.status === 'in_progress')
    return `I am still reading ${name}. Ask again in a few seconds.`
  return `I cannot find ${name} among the files I can read here; it may still be on its way.`
}

const SUMMARY =
  /\b(summari[sz]e|summary|overview|key points|main points|takeaways|tl ?dr|gist|what('s| is| does)? (in )?(this|it|the \w+|my \w+)( about| say)?$|what is (this|it) about)\b/i
const REVIEW =
  /\b(improve|better|feedback|review|critique|fix|edit|rewrite|polish|opinion|think of|think about|check|strengthen|missing|wrong with)\b/i

/** `share`: of what is read for one answer. */
type FileToRead = AttachedFile & { share: number }

function writeAboutFile(writer: AnswerWriter, file: FileToRead, findings: Findings): void {
  const { ask } = findings
  const question = ask.wording
  if (ask.kind === 'shorter') writeSummary(writer, file, findings, SHORT_SUMMARY)
  else if (ask.kind === 'more' || ask.kind === 'detail') writeSummary(writer, file, findings)
  else if (termsOf(question).length === 0 || SUMMARY.test(question))
    writeSummary(writer, file, findings)
  else if (REVIEW.test(question)) writeReview(writer, file, findings)
  else writeFileAnswer(writer, file, findings)
}

function passageAt(
  file: AttachedFile,
  position: number,
  catalogue: Catalogue,
): FoundPassage | undefined {
  const passage = catalogue.passageAt(file, position)
  const { attributes } = file
  const whole = { score: 1, coverage: 1, fit: 1, isFocused: true }
  return passage && { passage, ...whole, attributes, isUpload: true }
}

const SUMMARY_SENTENCES = 6
const SHORT_SUMMARY = 3

/** An extract: the sentences that share most words with the rest of the file, none the thread has had. */
function writeSummary(
  writer: AnswerWriter,
  file: FileToRead,
  { catalogue, ask }: Findings,
  count = SUMMARY_SENTENCES,
): void {
  const paths = catalogue.pathsOf(file)
  const points = pointsOf(file, paths.length, catalogue)
  const given = ask.kind === 'more' || ask.kind === 'detail' ? ask.given : []
  const most = paths.length > 2 ? FROM_ONE_PASSAGE : count
  const main = centralSentences(points, count, most, given)
  if (main.length === 0) {
    writer.paragraph(`That was all of **${file.filename}** that stands on its own as a sentence.`)
    return
  }
  writer.paragraph(`The main points of **${file.filename}**, in its own words:`)
  writer.points(main)
  const headings = [...new Set(paths.flat())]
  const shown = headings.slice(0, 8).map(plainText)
  if (headings.length > 1) writer.paragraph(`Its sections: ${joinNames(shown)}.`)
}

interface Point {
  text: string
  source: FoundPassage
}

const FROM_ONE_PASSAGE = 2

/** @param most how many of one passage */
function centralSentences(points: Point[], count: number, most: number, given: string[]): Point[] {
  const scores = centralities(points.map(({ text }) => text))
  const perPassage = new Map<FoundPassage, number>()
  return points
    .map((point, position) => ({ ...point, position, score: scores[position] ?? 0 }))
    .filter(({ text }) => splitWords(text).length >= 4 && !isGiven(text, given))
    .sort((a, b) => b.score - a.score || a.position - b.position)
    .filter(({ source }) => {
      const taken = perPassage.get(source) ?? 0
      perPassage.set(source, taken + 1)
      return taken < most
    })
    .slice(0, count)
    .sort((a, b) => a.position - b.position)
}

/** Characters, about 10,000 words: of longer files, passages from all parts are read. */
const MOST_READ = 60_000
/** Characters. Short ones take as long. */
const USUAL_SENTENCE = 60
const PARTS = 50

/** The sentences of a file, in order, as far as they are read. */
function pointsOf(file: FileToRead, passages: number, catalogue: Catalogue): Point[] {
  const read = new Map<number, Point[]>()
  let room = MOST_READ * file.share
  for (const position of spreadOut(passages)) {
    if (room <= 0) break
    const source = passageAt(file, position, catalogue)
    if (!source) continue
    const points = proseOf(source).map((text) => ({ text, source }))
    room -= Math.max(source.passage.text.length, points.length * USUAL_SENTENCE)
    read.set(position, points)
  }
  return [...read].toSorted(([a], [b]) => a - b).flatMap(([, points]) => points)
}

/** Places in a file: first one in each part of it, then a second one in each. */
function spreadOut(count: number): number[] {
  const size = Math.ceil(count / PARTS)
  const places = Array.from({ length: count }, (_, at) => at)
  return places.toSorted((a, b) => (a % size) - (b % size) || a - b)
}

/** The first sentence usually says what a file is about, so it starts ahead. */
function centralities(sentences: string[]): number[] {
  const termSets = sentences.map((sentence) => new Set(termsOf(sentence)))
  const frequency = new Map<string, number>()
  for (const terms of termSets)
    for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  return termSets.map((terms, position) => {
    const shared = [...terms].reduce((sum, term) => sum + (frequency.get(term) ?? 1) - 1, 0)
    return shared / Math.sqrt(Math.max(terms.size, 6)) + (position === 0 ? 2 : 0)
  })
}

function proseOf({ passage }: FoundPassage): string[] {
  return statementsOf(passage)
    .flatMap((text) => readSentences(text))
    .map((sentence) => sentence.slice(0, 400))
}

function writeFileAnswer(writer: AnswerWriter, file: FileToRead, findings: Findings): void {
  const { ask, catalogue, scope } = findings
  const query = readQuery(topicInFile(ask.wording, file.filename), catalogue.library.index)
  const found = catalogue.searchUploads(query, scope, [file])
  const near = found.filter(
    ({ score, coverage }) => coverage >= 0.3 && score >= (found[0]?.score ?? 0) * 0.7,
  )
  if (near.length === 0) {
    writer.paragraph(
      `**${file.filename}** says nothing about that in words I can find. Here is what it holds:`,
    )
    writeSummary(writer, file, findings)
    return
  }
  for (const source of near.slice(0, 2)) {
    const page = source.passage.page ? ` (page ${source.passage.page})` : ''
    const said = pickSentences(source, query, 3)
    if (said.every(isSentence)) writer.paragraph(`${said.join(' ')}${page}`, source)
    else writer.list({ ordered: false, items: said.map((text) => `${text}${page}`) }, source)
  }
}

/** Items of lists and rows of tables run into each other in a paragraph. */
const isSentence = (text: string) => /[.!?…:]['"”’)*]*$/.test(text)

/** The question without the words that only point at the file. */
function topicInFile(question: string, filename: string): string {
  return question
    .replace(filename, ' ')
    .replace(
      /\b(file|document|doc|pdf|attachment|attached|upload|uploaded|plan|say|says|mention|mentions|according|page)\b/gi,
      ' ',
    )
}

/** Sets what the file has beside what the library advises on its subject; the rewriting stays with the person. */
function writeReview(
  writer: AnswerWriter,
  file: FileToRead,
  { ask, catalogue, scope }: Findings,
): void {
  const opening = passageAt(file, 0, catalogue)
  const subject = `${ask.wording} ${opening?.passage.heading ?? ''}`.replace(REVIEW, ' ')
  const query = readQuery(subject, catalogue.library.index)
  const [advice] = catalogue.searchLibrary(query, scope)
  const firstSentence = opening ? proseOf(opening)[0] : undefined
  if (firstSentence) writer.paragraph(`Your file opens with: “${firstSentence}”`, opening)
  if (!advice) {
    writer.paragraph(
      'The library has nothing that fits this kind of text, so I won’t guess at changes.',
    )
    return
  }
  writer.paragraph('I compose from the library rather than rewrite, so hold it against this:')
  writer.subheading(advice.passage.heading)
  writer.paragraph(advice.passage.blocks.sentences.slice(0, 2).join(' '), advice)
  for (const list of advice.passage.blocks.lists)
    writer.list({ ...list, items: list.items.slice(0, 6) }, advice)
  for (const table of advice.passage.blocks.tables) writer.table(table, advice)
  writer.nextStep(advice.passage.blocks.nextStep)
}
