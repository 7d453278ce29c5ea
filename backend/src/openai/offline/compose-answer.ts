import { type Answer, AnswerWriter } from './answer.ts'
import { type Ask, searchWords } from './asking.ts'
import { fillBlanks } from './blanks.ts'
import type { FoundPassage } from './catalogue.ts'
import type { Findings } from './findings.ts'
import { chooseItems, chooseTable, itemsOf, pickItems, relevance } from './items.ts'
import {
  pickable,
  pickSentences,
  writePassage,
  writePicks,
  writeStructure,
} from './passage-writing.ts'
import type { Query } from './query.ts'
import { isUnknown } from './subject.ts'
import { sayCount } from './wording.ts'

const SIDE_PASSAGES = 1
const SIDE_SHARE = 0.85
const SIDE_FIT = 0.5

/** The answer to a question that stands on its own: its best passage, in the form asked for. */
export function composeAnswer(findings: Findings): Answer {
  const { ask, query, library, uploads } = findings
  const writer = new AnswerWriter()
  const answersAlone = writeFromUploads(writer, findings)
  const best = answersAlone ? undefined : chooseBest(library, ask)
  if (best) {
    writeSubjectNote(writer, findings)
    if (findings.parts.length > 1 && !ask.count) writeParts(writer, findings)
    else if (isInPassing(best, query)) writeInPassing(writer, best, query)
    else if (ask.shape === 'short') writeShort(writer, best, findings)
    else if (ask.count) writeCounted(writer, best, findings)
    else writeFull(writer, best, findings)
  }
  return writer.finish([searchWords(ask.topic)], [...library, ...uploads])
}

/** Among passages that answer about equally well, one that has the form asked for comes first. */
function chooseBest(
  library: FoundPassage[],
  { shape, count, wants }: Ask,
): FoundPassage | undefined {
  const [first] = library
  if (!first || wants) return first
  const near = library.filter(({ score }) => score >= first.score * 0.75)
  if (shape === 'table')
    return near.find(({ passage }) => passage.blocks.tables.length > 0) ?? first
  if (count)
    return near.find(({ passage }) => itemsOf(passage).length >= Math.min(count, 3)) ?? first
  return first
}

/** A form without its filling is what the library has; it says so before it hands the form over. */
function writeSubjectNote(writer: AnswerWriter, { ask, catalogue }: Findings): void {
  const { subject, wants } = ask
  if (!subject || !wants || !isUnknown(subject, catalogue.library.index)) return
  writer.paragraph(
    `Nothing in the library is about ${subject} itself, so here is the form; fill its blanks with ${subject}.`,
  )
}

/** What the person's own files say comes first; says whether it leaves nothing for the library to add. */
function writeFromUploads(writer: AnswerWriter, { uploads, query, library }: Findings): boolean {
  const [best] = uploads
  const rival = library[0]?.coverage ?? 0
  if (!best || best.coverage < rival * 0.9) return false
  writer.subheading(`From your file ${best.passage.filename}`)
  writer.paragraph(pickSentences(best, query, 3).join(' '), best)
  if (rival < best.coverage * 0.9) return true
  writer.subheading('From the library')
  return false
}

/** A passage about something else may still hold a point or two on the question. */
function isInPassing({ passage }: FoundPassage, query: Query): boolean {
  const subject = [passage.heading, ...passage.blocks.sentences.slice(0, 2)].join(' ')
  return (
    relevance(subject, query) === 0 && itemsOf(passage).some((item) => relevance(item, query) > 0)
  )
}

function writeInPassing(writer: AnswerWriter, found: FoundPassage, query: Query): void {
  const items = itemsOf(found.passage).filter((item) => relevance(item, query) > 0)
  writer.paragraph(`The library touches on this in passing, under “${found.passage.heading}”:`)
  writer.list({ ordered: false, items: chooseItems(items, query, 3) }, found)
}

function writeShort(writer: AnswerWriter, best: FoundPassage, { query, ask }: Findings): void {
  const { sentences, lists, tables } = best.passage.blocks
  writer.paragraph(sentences.slice(0, 2).join(' '), best)
  const [table] = tables
  const items = lists.flatMap((list) => list.items)
  if (items.length > 0) {
    const chosen = chooseItems(items, query, 4).map((item) =>
      fillBlanks(item, { who: ask.who, known: ask.known }),
    )
    writer.list({ ordered: false, items: chosen }, best)
  } else if (table) writer.table(chooseTable(table, query, 4), best)
}

function writeFull(writer: AnswerWriter, best: FoundPassage, { ask, library }: Findings): void {
  writePassage(writer, best, ask)
  for (const side of chooseSides(best, library, ask)) {
    writer.subheading(side.passage.heading)
    writer.paragraph(side.passage.blocks.sentences[0] ?? '', side)
    writeStructure(writer, side, ask, 4)
  }
  writer.nextStep(best.passage.blocks.nextStep)
}

/** Each part of the question under the heading that answers it. */
function writeParts(writer: AnswerWriter, { ask, parts }: Findings): void {
  for (const part of parts) {
    writer.subheading(part.passage.heading)
    writePassage(writer, part, ask)
  }
  writer.nextStep(parts[0]?.passage.blocks.nextStep)
}

/** Passages that add to the best one: nearly as good, as much about the question, and from the same playbook. */
function chooseSides(best: FoundPassage, library: FoundPassage[], ask: Ask): FoundPassage[] {
  if (ask.shape === 'list') return []
  return library
    .filter(({ passage }) => passage.id !== best.passage.id)
    .filter(({ passage }) => passage.fileId === best.passage.fileId)
    .filter(({ score, fit }) => score >= best.score * SIDE_SHARE && fit >= SIDE_FIT)
    .slice(0, SIDE_PASSAGES)
}

function writeCounted(writer: AnswerWriter, best: FoundPassage, findings: Findings): void {
  const { ask, library } = findings
  const ordered = pickable([best, ...library.filter((found) => found !== best)], ask)
  const picks = pickItems(ordered, ask.count ?? 5, ask)
  const total = picks.reduce((sum, { items }) => sum + items.length, 0)
  writer.paragraph(best.passage.blocks.sentences[0] ?? '', best)
  if (total < (ask.count ?? 0))
    writer.paragraph(`The library holds ${sayCount(total)} that fit, so here are those.`)
  writePicks(writer, picks)
  writer.nextStep(best.passage.blocks.nextStep)
}
