import { posix } from 'node:path'
import { unpackOffice } from './office.ts'
import { PAGE_BREAK } from './page-break.ts'
import { readSlide, type Shape } from './slide.ts'
import { tableOfRows } from './table.ts'
import { readXml } from './xml.ts'

const PRESENTATION = 'ppt/presentation.xml'

type Relation = { id: string; type: string; target: string }

/** Each slide is a page: its title as a heading, its words, and what its speaker noted. */
export function textOfPowerPoint(content: Uint8Array): string {
  const parts = unpackOffice(content)
  const relations = relationsOf(parts, PRESENTATION)
  const slides = slideIds(parts).flatMap((id) => relations.filter((relation) => relation.id === id))
  return slides.map(({ target }, at) => textOfSlide(parts, target, at + 1)).join(PAGE_BREAK)
}

type Parts = Map<string, Uint8Array>

/** In the order of the show, which is not that of their file names. */
function slideIds(parts: Parts): string[] {
  const ids: string[] = []
  readXml(requirePart(parts, PRESENTATION), {
    open: (name, attributes) => {
      if (name === 'sldId') ids.push(attributes['r:id'] ?? '')
    },
  })
  return ids
}

function relationsOf(parts: Parts, path: string): Relation[] {
  const folder = posix.dirname(path)
  const found: Relation[] = []
  const part = parts.get(`${folder}/_rels/${posix.basename(path)}.rels`)
  if (!part) return []
  readXml(part, {
    open: (name, { Id: id = '', Type: type = '', Target: target = '' }) => {
      if (name !== 'Relationship') return
      found.push({ id, type, target: posix.join('/', folder, target).slice(1) })
    },
  })
  return found
}

function textOfSlide(parts: Parts, path: string, number: number): string {
  const shapes = readSlide(requirePart(parts, path))
  const related = (kind: string) =>
    relationsOf(parts, path)
      .filter(({ type }) => type.endsWith(`/${kind}`))
      .flatMap(({ target }) => readSlide(requirePart(parts, target)))
  const title = shapes.filter(({ role }) => role === 'title').map(inOneLine)
  const notes = related('notesSlide').filter(
    ({ role, paragraphs }) => role === 'body' && paragraphs.length > 0,
  )
  const blocks = [
    `# ${title.join(' ').trim() || `Slide ${number}`}`,
    ...shapes.filter(({ role }) => role !== 'title').map(textOfShape),
    ...related('diagramData').map(textOfShape),
    ...notes.map((shape) => `Speaker notes: ${textOfParagraphs(shape)}`),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function textOfShape(shape: Shape): string {
  if (shape.role === 'table') return tableOfRows(shape.rows)
  const isList = shape.role === 'body' && shape.paragraphs.length > 1
  if (!isList) return textOfParagraphs(shape)
  return shape.paragraphs.map(({ level, text }) => `${'  '.repeat(level)}- ${text}`).join('\n')
}

const textOfParagraphs = ({ paragraphs }: Shape) => paragraphs.map(({ text }) => text).join('\n\n')

const inOneLine = ({ paragraphs }: Shape) => paragraphs.map(({ text }) => text).join(' ')

function requirePart(parts: Parts, path: string): Uint8Array {
  const part = parts.get(path)
  if (!part) throw new Error(`The presentation lacks ${path}.`)
  return part
}
