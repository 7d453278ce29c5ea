import { type Answer, AnswerWriter } from './answer.ts'
import { searchWords } from './asking.ts'
import type { FoundPassage } from './catalogue.ts'
import type { Findings } from './findings.ts'
import { isUsed, itemsOf } from './items.ts'
import { writePassage } from './passage-writing.ts'
import { capitalise } from './wording.ts'

const SHORT_VIDEO = /short-form|short video|\b(reels?|shorts|stories|carousels?)\b/i
/** What the playbooks call the things people publish at a place. */
const kinds: [place: RegExp, kind: RegExp, name: string][] = [
  [/youtube|yt/, /youtube|long[- ](form )?video|long videos?/i, 'YouTube'],
  [/instagram|insta|ig/, new RegExp(`instagram|${SHORT_VIDEO.source}`, 'i'), 'Instagram'],
  [/tik ?tok/, /tiktok|short-form|short video/i, 'TikTok'],
  [/linkedin/, /linkedin|text post|carousel/i, 'LinkedIn'],
  [/email|newsletter/, /newsletter|e-?mail|subject line/i, 'newsletters'],
  [/podcast/, /podcast|episode|audio/i, 'podcasts'],
]

/** The last question again for another place: what is said of that place, else that none is told apart. */
export function composeForPlatform({ ask, library }: Findings): Answer {
  const writer = new AnswerWriter()
  const home = library.find((found) => isUsed(found, ask)) ?? library[0]
  const [, kind, name = capitalise(ask.platform ?? '')] =
    kinds.find(([place]) => place.test(ask.platform ?? '')) ?? []
  const points = home && kind ? pointsOn(home, kind) : []
  const special = library.find(
    ({ passage }) =>
      passage !== home?.passage &&
      passage.fileId === home?.passage.fileId &&
      kind?.test(passage.heading),
  )
  if (points.length > 0) writer.paragraph(`For ${name} in particular:`)
  writer.list({ ordered: false, items: points }, home)
  if (special) writePassage(writer, special, ask)
  if (writer.isEmpty) {
    writer.paragraph('The library makes no difference between platforms here; the same holds.')
    writer.paragraph(home?.passage.blocks.sentences[0] ?? '', home)
  }
  return writer.finish([searchWords(ask.topic)], library)
}

/** The rows and items of a passage that name the place, a row's cells under the names of their columns. */
function pointsOn({ passage }: FoundPassage, pattern: RegExp): string[] {
  const rows = passage.blocks.tables.flatMap(({ head, rows: all }) =>
    all.filter((row) => pattern.test(row)).map((row) => labelled(head, row)),
  )
  const items = passage.blocks.lists.length > 0 ? itemsOf(passage) : []
  return [...rows, ...items.filter((item) => pattern.test(item))]
}

function labelled(head: string, row: string): string {
  const [, ...names] = cells(head)
  const [subject = '', ...values] = cells(row)
  return `**${subject}:** ${values.map((value, at) => `${value} (${(names[at] ?? '').toLowerCase()})`).join(', ')}`
}

function cells(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())
}
