import { type Answer, AnswerWriter } from './answer.ts'
import { type Ask, searchWords } from './asking.ts'
import { fillBlanks } from './blanks.ts'
import type { Catalogue, FoundPassage, Scope } from './catalogue.ts'
import { composeFromFile, filesMeant } from './compose-file.ts'
import {
  composeDetail,
  composeExplanation,
  composeMore,
  composeReason,
  composeShort,
} from './compose-follow-up.ts'
import {
  chooseItems,
  chooseTable,
  isCollection,
  isUsed,
  itemsOf,
  type Pick,
  pickItems,
} from './items.ts'
import type { List, Table } from './markdown.ts'
import { type Query, readQuery } from './ranking.ts'
import {
  composeAbout,
  composeGreeting,
  composeOutside,
  composeThanks,
  NO_PICTURES,
} from './small-talk.ts'
import { sayCount } from './wording.ts'

/** What a composer works with: the question and everything found for it, best first. */
export interface Findings {
  ask: Ask
  query: Query
  library: FoundPassage[]
  uploads: FoundPassage[]
  catalogue: Catalogue
  scope: Scope
}

/** Below these shares of the question's words, a passage does not speak to the question. */
const LIBRARY_COVERAGE = 0.5
const UPLOAD_COVERAGE = 0.55
const SIDE_PASSAGES = 1
/** Items shown of the passage that answers; a table is shown whole. */
const WHOLE = 10

/** Composes the answer to what is asked out of passages in scope, and nothing else. */
export function compose(ask: Ask, scope: Scope, catalogue: Catalogue): Answer {
  const answer = composeByKind(ask, scope, catalogue)
  return ask.pictures > 0 ? afterNote(NO_PICTURES, answer) : answer
}

function composeByKind(ask: Ask, scope: Scope, catalogue: Catalogue): Answer {
  const isOnlyPicture = ask.pictures > 0 && ask.wording === ''
  if (isOnlyPicture) return new AnswerWriter().finish()
  const meant = filesMeant(ask, scope, catalogue)
  if (meant.length > 0) return composeFromFile(meant, findFor(ask, scope, catalogue))
  if (ask.kind === 'greeting') return composeGreeting(catalogue.playbooksIn(scope))
  if (ask.kind === 'thanks') return composeThanks()
  if (ask.kind === 'about') return composeAbout(catalogue, scope)
  return composeFromLibrary(findFor(ask, scope, catalogue))
}

function findFor(ask: Ask, scope: Scope, catalogue: Catalogue): Findings {
  const extras = [ask.who?.name, ask.context].join(' ')
  const query = readQuery(ask.topic, catalogue.library.index, extras)
  return {
    ask,
    query,
    catalogue,
    scope,
    library: arrange(relevant(catalogue.searchLibrary(query, scope), LIBRARY_COVERAGE), ask),
    uploads: relevant(catalogue.searchUploads(query, scope), UPLOAD_COVERAGE),
  }
}

function relevant(found: FoundPassage[], coverage: number): FoundPassage[] {
  return found.filter((each) => each.coverage >= coverage && each.isFocused)
}

/** What the wording asks for beyond its subject: things to use come first, and what was read already comes last. */
function arrange(library: FoundPassage[], ask: Ask): FoundPassage[] {
  const floor = (library[0]?.score ?? 0) * 0.45
  const first = (found: FoundPassage) => {
    if (ask.wants) return found.score >= floor && isCollection(found.passage)
    return ask.refines === true && found.score >= floor && !isUsed(found, ask)
  }
  return [...library.filter(first), ...library.filter((found) => !first(found))]
}

function composeFromLibrary(findings: Findings): Answer {
  const { ask, library, uploads } = findings
  if (library.length === 0 && uploads.length === 0) return composeOutside(findings)
  switch (ask.kind) {
    case 'more':
      return composeMore(findings)
    case 'shorter':
      return composeShort(findings)
    case 'why':
      return composeReason(findings)
    case 'detail':
      return composeDetail(findings)
    case 'explain':
      return composeExplanation(findings)
    default:
      return composeAnswer(findings)
  }
}

function composeAnswer(findings: Findings): Answer {
  const { ask, library, uploads } = findings
  const writer = new AnswerWriter()
  const answersAlone = writeFromUploads(writer, findings)
  const best = answersAlone ? undefined : chooseBest(library, ask)
  if (best) {
    writePlatformNote(writer, best, ask)
    if (ask.shape === 'short') writeShort(writer, best, findings)
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

/** Asked the same for another platform, the same passage may be the answer; it says so. */
function writePlatformNote(writer: AnswerWriter, best: FoundPassage, ask: Ask): void {
  const { platform } = ask
  if (!platform || !isUsed(best, ask) || best.passage.text.toLowerCase().includes(platform)) return
  writer.paragraph('The library makes no difference between platforms here; the same holds.')
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

/** The sentences, or list items, of a passage that speak most to the question, in their own order. */
export function pickSentences({ passage }: FoundPassage, query: Query, count: number): string[] {
  const { sentences, lists } = passage.blocks
  const all = [...sentences, ...lists.flatMap(({ items }) => items)]
  return chooseItems(all, query, count)
}

function writeShort(writer: AnswerWriter, best: FoundPassage, { query, ask }: Findings): void {
  const { sentences, lists, tables } = best.passage.blocks
  writer.paragraph(sentences.slice(0, 2).join(' '), best)
  const [table] = tables
  const items = lists.flatMap((list) => list.items)
  if (items.length > 0) {
    const chosen = chooseItems(items, query, 4).map((item) => fillBlanks(item, ask.who))
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

export function writePassage(writer: AnswerWriter, found: FoundPassage, ask: Ask): void {
  writer.paragraph(found.passage.blocks.sentences.slice(0, 2).join(' '), found)
  writeStructure(writer, found, ask, WHOLE)
}

function writeStructure(writer: AnswerWriter, found: FoundPassage, ask: Ask, most: number): void {
  for (const list of found.passage.blocks.lists) writer.list(trimmed(list, ask, most), found)
  for (const table of found.passage.blocks.tables) writer.table(filled(table, ask, most), found)
}

function trimmed({ ordered, items }: List, { who }: Ask, most: number): List {
  return { ordered, items: items.slice(0, most).map((item) => fillBlanks(item, who)) }
}

function filled(table: Table, { who }: Ask, most: number): Table {
  const rows = most < WHOLE ? table.rows.slice(0, most) : table.rows
  return { ...table, rows: rows.map((row) => fillBlanks(row, who)) }
}

/** Passages that add to the best one: nearly as good, and from another section. */
function chooseSides(best: FoundPassage, library: FoundPassage[], ask: Ask): FoundPassage[] {
  if (ask.shape === 'list') return []
  return library
    .filter(({ passage }) => passage.heading !== best.passage.heading)
    .filter(({ score, coverage }) => score >= best.score * 0.8 && coverage >= best.coverage * 0.95)
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

/** Where hooks are wanted, advice about hooks is no substitute for the missing ones. */
export function pickable(library: FoundPassage[], { wants }: Ask): FoundPassage[] {
  const collections = library.filter(({ passage }) => isCollection(passage))
  return wants && collections.length > 0 ? collections : library
}

export function writePicks(writer: AnswerWriter, picks: Pick[]): void {
  let start = 1
  for (const [at, { source, items }] of picks.entries()) {
    if (at > 0) writer.subheading(`From “${source.passage.heading}”`)
    writer.list({ ordered: true, items }, source, start)
    start += items.length
  }
}

function afterNote(note: string, { text, citations, search }: Answer): Answer {
  if (text === '') return { text: note, citations, search }
  const shift = note.length + 2
  const moved = citations.map((citation) => ({ ...citation, index: citation.index + shift }))
  return { text: `${note}\n\n${text}`, citations: moved, search }
}
