/** What a search finds. */
import type { Attributes } from '../http/filters.ts'

/** A passage of a file: a section, or a part of a long one. */
export type Passage = {
  fileId: string
  filename: string
  attachment: number
  /** Place in the file, from 0. */
  position: number
  /** Headings above the passage, outermost first. */
  path: string[]
  /** Of a PDF, from 1. */
  page?: number
  /** Markdown. */
  text: string
}

export type Found = Passage & {
  /** From 0 to 1. */
  score: number
  /** Which share of the question's weight the passage covers, from 0 to 1. */
  coverage: number
  /** The share that only the part of the files has that was asked for. */
  exclusive: number
  attributes: Attributes
}
