/** What counts as right in a result or an answer. */
import type { Section } from '../../../backend/test/evaluation/load.ts'
import type { Reply } from './engine.ts'

/** A section as a result names it. */
export type FoundSection = { file: string; heading?: string }

/** Place of the first section that is accepted, from 1; infinite where there is none. */
export function placeOf(accept: Section[], found: FoundSection[]): number {
  const at = found.findIndex(({ file, heading }) =>
    accept.some((section) => section.file === file && section.heading === heading),
  )
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1
}

/** `quoted`: a section under its own heading, which reads as the answer. */
export type Manner = 'quoted' | 'choices' | 'not found' | 'other'

export type ReadReply = {
  manner: Manner
  /** In their order, as the answer cites them. */
  cited: FoundSection[]
  /** The sections whose heading and text stand in the answer. */
  quoted: FoundSection[]
}

/** @throws where the search results do not begin with what the answer cites */
export function readReply({ output, output_text: text }: Reply): ReadReply {
  const cited = citedSections(output)
  const quoted = cited.filter(({ heading }) => text.split('\n').includes(`### ${heading}`))
  return { manner: mannerOf(text, quoted.length > 0), cited, quoted }
}

function mannerOf(text: string, isQuoted: boolean): Manner {
  if (isQuoted) return 'quoted'
  if (text.includes('The library has several sections on this.')) return 'choices'
  if (text.includes('I did not find this in the library.')) return 'not found'
  return 'other'
}

/** A citation names the file alone; the search results, which begin with what is cited, have the heading. */
function citedSections(output: Reply['output']): FoundSection[] {
  const message = output.find((item) => item.type === 'message')
  const part = message?.content.find((each) => each.type === 'output_text')
  const citations = (part?.annotations ?? []).filter((each) => each.type === 'file_citation')
  const call = output.find((item) => item.type === 'file_search_call')
  return citations.map(({ filename }, at) => {
    const { filename: file = '', attributes } = call?.results?.[at] ?? {}
    if (file !== filename) throw new Error('The results do not begin with what the answer cites.')
    return { file, heading: attributes?.heading?.toString() }
  })
}

/** “3/4” for each half: how many of the entries meet a condition. */
export function share<Entry>(entries: Entry[], isMet: (entry: Entry) => boolean): string {
  return `${entries.filter(isMet).length}/${entries.length}`
}
