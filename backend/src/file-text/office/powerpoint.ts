import { PAGE_BREAK } from '../page-break.ts'
import { tableOfRows } from '../table.ts'
import { unpackOffice } from './office.ts'
import { type Parts, relationId, relationsOf } from './relations.ts'
import { readSlide, type Shape } from './slide.ts'
import { readXml } from './xml.ts'

const PRESENTATION = 'ppt/presentation.xml'

/** Each slide is a page: its title as a heading, its words, and what its speaker noted. */
export function textOfPowerPoint(content: Uint8Array): string {
  const parts = unpackOffice(content)
  const relations = relationsOf(parts, PRESENTATION)
  const slides = slideIds(parts).map((id) => relations.find((relation) => relation.id === id))
  const isThere = slides.some((slide) => slide && parts.has(slide.target))
  if (slides.length > 0 && !isThere) throw new Error('The presentation lacks all of its slides.')
  return slides.map((slide, at) => textOfSlide(parts, slide?.target ?? '', at + 1)).join(PAGE_BREAK)
}

/** In the order of the show, which is not that of their file names. */
function slideIds(parts: Parts): string[] {
  const ids: string[] = []
  readXml(requirePart(parts, PRESENTATION), {
    open: (name, attributes) => {
      if (name === 'sldId') ids.push(relationId(attributes))
    },
  })
  return ids
}

function textOfSlide(parts: Parts, path: string, number: number): string {
  const shapes = shapesOf(parts, path)
  const related = (kind: string) =>
    relationsOf(parts, path)
      .filter(({ type }) => type.endsWith(`/${kind}`))
      .flatMap(({ target }) => shapesOf(parts, target))
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

/** A part that the file lacks holds nothing; the rest can still be read. */
function shapesOf(parts: Parts, path: string): Shape[] {
  const part = parts.get(path)
  return part ? readSlide(part) : []
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
