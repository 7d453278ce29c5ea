import { type Answer, AnswerWriter } from './answer.ts'
import { type Ask, searchWords } from './asking.ts'
import { isGiven } from './blanks.ts'
import type { FoundPassage } from './catalogue.ts'
import type { Findings } from './findings.ts'
import { chooseItems, isUsed, itemsOf, pickItems, relevance, rowAsItem } from './items.ts'
import { plainText } from './markdown.ts'
import { pickable, writePassage, writePicks } from './passage-writing.ts'
import { readQuery } from './query.ts'
import { say } from './small-talk.ts'
import { capitalise, sayCount } from './wording.ts'

const MORE_ITEMS = 3

/** Goes on with the same list, then with the next best; an item is never given twice. */
export function composeMore(findings: Findings): Answer {
  const { ask, library } = findings
  const count = ask.count ?? MORE_ITEMS
  const ordered = pickable(usedFirst(library, ask), ask)
  const picks = pickItems(ordered, count, ask)
  const [first] = picks
  if (!first) return composeExhausted(findings)
  const total = picks.reduce((sum, { items }) => sum + items.length, 0)
  const writer = new AnswerWriter()
  writer.paragraph(introduce(total, first.source, ask))
  writePicks(writer, picks)
  if (total < count) writer.paragraph('That is everything the library has on this.')
  return writer.finish([searchWords(ask.topic)], library)
}

function introduce(total: number, source: FoundPassage, ask: Ask): string {
  const more = `${capitalise(sayCount(total))} more`
  if (isUsed(source, ask)) return `${more}:`
  return `That list is used up, so here ${total === 1 ? 'is' : 'are'} ${more.toLowerCase()} from “${source.passage.heading}”:`
}

function usedFirst(library: FoundPassage[], ask: Ask): FoundPassage[] {
  const used = library.filter((found) => isUsed(found, ask))
  return [...used, ...library.filter((found) => !used.includes(found))]
}

function composeExhausted({ ask, library }: Findings): Answer {
  const names = library.slice(0, 3).map(({ passage }) => `“${passage.heading}”`)
  const answer = say(
    `You have had everything the library holds on this. What it says came from ${names.join(', ')}.`,
  )
  return { ...answer, search: { queries: [searchWords(ask.topic)], results: [] } }
}

/** The last answer in a sentence and three short points. */
export function composeShort({ ask, library, query }: Findings): Answer {
  const best = lastUsed(library, ask)
  if (!best) return say('There is nothing to shorten yet.')
  const writer = new AnswerWriter()
  writer.paragraph(`In short: ${best.passage.blocks.sentences[0] ?? best.passage.heading}`, best)
  const items = chooseItems(itemsOf(best.passage), query, 3).map(firstClause)
  writer.list({ ordered: false, items }, best)
  return writer.finish([searchWords(ask.topic)], library)
}

function firstClause(item: string): string {
  const [, label, rest] = /^(\*\*[^*]+\*\*)(.*)$/.exec(item) ?? []
  if (/["“”]/.test(item)) return item
  const text = rest ?? item
  const end = /^.{15,}?[.;!?]["”]?(?=\s|$)/.exec(text)?.[0] ?? text
  return `${label ?? ''}${end}`
}

/** The passage the last answer opened with. */
function lastUsed(library: FoundPassage[], { given }: Ask): FoundPassage | undefined {
  const last = plainText(given.at(-1) ?? '')
  const place = ({ passage }: FoundPassage) =>
    last.indexOf(plainText(passage.blocks.sentences[0] ?? passage.heading))
  const spoken = library.filter((found) => place(found) >= 0)
  return spoken.sort((a, b) => place(a) - place(b))[0] ?? library[0]
}

const REASON =
  /\b(because|so that|so (you|they|it|people|viewers|each|the)|since|otherwise|(which|that) is why|the reason)\b/i

/** Sentences that give a reason and are new to the thread, from the last passage or one close to it. */
export function composeReason({ ask, library, query }: Findings): Answer {
  const best = lastUsed(library, ask)
  const writer = new AnswerWriter()
  const enough = 0.7 * query.terms.reduce((sum, { weight }) => sum + weight, 0)
  const near = library.filter((found) => found !== best && found.score >= (best?.score ?? 0) * 0.6)
  for (const found of best ? [best, ...near] : []) {
    const reasons = reasonsIn(found, ask).filter(
      (text) => found === best || relevance(text, query) >= enough,
    )
    if (reasons.length > 0) writer.paragraph(reasons.slice(0, 2).join(' '), found)
    if (writer.used.length === 2) break
  }
  if (writer.isEmpty) {
    writer.paragraph('The playbooks state this without a reason, so I won’t make one up.')
    writer.nextStep(best?.passage.blocks.nextStep)
  }
  return writer.finish([searchWords(ask.topic)], library)
}

function reasonsIn({ passage }: FoundPassage, { given }: Ask): string[] {
  const { sentences, lists } = passage.blocks
  return [...sentences, ...lists.flatMap(({ items }) => items)]
    .filter((text) => REASON.test(text))
    .filter((text) => !isGiven(text, given))
}

/** The sections next in line that the thread has not had. */
export function composeDetail({ ask, library }: Findings): Answer {
  const fresh = library.filter((found) => !isUsed(found, ask)).slice(0, 2)
  if (fresh.length === 0) return composeLeftover(ask, library)
  const writer = new AnswerWriter()
  for (const found of fresh) {
    if (fresh.length > 1) writer.subheading(found.passage.heading)
    writePassage(writer, found, ask)
  }
  writer.nextStep(fresh[0]?.passage.blocks.nextStep)
  return writer.finish([searchWords(ask.topic)], library)
}

function composeLeftover(ask: Ask, library: FoundPassage[]): Answer {
  const writer = new AnswerWriter()
  writePicks(writer, pickItems(library, 8, ask))
  if (writer.isEmpty) return say('That was everything the library says about this.')
  return writer.finish([searchWords(ask.topic)], library)
}

/** Takes up one entry of the last list: the entry itself, and what the library says about it. */
export function composeExplanation({ ask, catalogue, scope, library }: Findings): Answer {
  const ordinal = ask.ordinal ?? 0
  const item = lastList(ask.given, ordinal).at(ordinal)
  if (!item) return say('I have given no list that long in this chat.')
  const query = readQuery(plainText(item), catalogue.library.index, ask.topic)
  const home = library.find(({ passage }) =>
    itemsOf(passage).some((each) => plainText(each) === plainText(item)),
  )
  const found = catalogue
    .searchLibrary(query, scope)
    .filter(({ passage }) => passage.id !== home?.passage.id)
  const writer = new AnswerWriter()
  writer.paragraph(`> ${item}`, home)
  if (home) writer.paragraph(home.passage.blocks.sentences.join(' '), home)
  const [best] = found.filter(({ coverage, isFocused }) => coverage >= 0.5 && isFocused)
  if (best) {
    writer.subheading(best.passage.heading)
    writer.paragraph(best.passage.blocks.sentences[0] ?? '', best)
    writer.list({ ordered: false, items: chooseItems(itemsOf(best.passage), query, 3) }, best)
  }
  writer.nextStep(home?.passage.blocks.nextStep)
  return writer.finish([searchWords(plainText(item))], found)
}

/** The newest list that has an entry at this place, else the newest list. */
function lastList(given: string[], ordinal: number): string[] {
  const lists = given.map(entriesOf).filter((items) => items.length > 0)
  return lists.findLast((items) => items.at(ordinal) !== undefined) ?? lists.at(-1) ?? []
}

/** The items of the lists in an answer, and the rows of its tables. */
function entriesOf(text: string): string[] {
  return text.split('\n').flatMap((line, at, lines) => {
    const [, item] = /^(?:\d+\.|-) (.*)$/.exec(line) ?? []
    if (item !== undefined) return item
    const isRow =
      line.startsWith('|') && lines[at - 1]?.startsWith('|') && !/^\|[\s|:-]+$/.test(line)
    return isRow ? rowAsItem(line) : []
  })
}
