/** The words of a slide, of its notes or of a diagram on it, shape by shape. */
import { readXml } from './xml.ts'

export type Paragraph = { level: number; text: string }

export type Shape = {
  role: 'title' | 'body' | 'text' | 'table'
  paragraphs: Paragraph[]
  /** Cells, where the shape is a table. */
  rows: string[][]
}

/** What every slide repeats: date, footer, number. */
const FURNITURE = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg'])
const SHAPES = new Set(['sp', 'pic', 'graphicFrame', 'dataModel'])
const TITLES = new Set(['title', 'ctrTitle'])

export function readSlide(xml: Uint8Array): Shape[] {
  const shapes: Shape[] = []
  let shape = newShape()
  let paragraph: Paragraph | undefined
  let isText = false
  let isFurniture = false
  let alternatives = 0

  const begin = () => {
    shape = newShape()
    isFurniture = false
    shapes.push(shape)
  }

  const open = (name: string, attributes: Record<string, string>) => {
    // What it stands for has been read, in the form for newer programs.
    if (name === 'Fallback') alternatives++
    if (alternatives > 0) return
    if (SHAPES.has(name)) begin()
    else if (name === 'tbl') shape.role = 'table'
    else if (name === 'ph') {
      const { type = 'body' } = attributes
      shape.role = TITLES.has(type) ? 'title' : 'body'
      isFurniture = FURNITURE.has(type)
    } else if (name === 'tr') shape.rows.push([])
    else if (name === 'tc') shape.rows.at(-1)?.push('')
    else if (name === 'p') paragraph = { level: 0, text: '' }
    else if (name === 'pPr' && paragraph) paragraph.level = levelOf(attributes)
    else if (name === 'br' && paragraph) paragraph.text += ' '
    else if (name === 't') isText = true
  }

  const close = (name: string) => {
    if (name === 'Fallback') alternatives--
    if (alternatives > 0) return
    if (name === 't') isText = false
    if (name !== 'p' || !paragraph) return
    const text = paragraph.text.trim()
    const row = shape.rows.at(-1)
    if (row) row.push(`${row.pop() ?? ''} ${text}`)
    else if (text && !isFurniture) shape.paragraphs.push({ ...paragraph, text })
    paragraph = undefined
  }

  const text = (words: string) => {
    if (isText && paragraph && alternatives === 0) paragraph.text += words
  }

  readXml(xml, { open, close, text })
  return shapes
}

const newShape = (): Shape => ({ role: 'text', paragraphs: [], rows: [] })

const levelOf = ({ lvl }: Record<string, string>) => (/^[1-8]$/.test(lvl ?? '') ? Number(lvl) : 0)
