import { readFile } from 'node:fs/promises'

/** Other ways people put the question a section answers, by its heading. */
export type Cues = Map<string, string[]>

/** Further ones, for finding a section among others; too far from its words to tell that it is the answer. */
export const SEARCH_CUES = new URL('./search-cues.txt', import.meta.url)

/** One section a line: its heading, a bar, then phrases with semicolons between them. */
const CUE_LINE = /^(.+?)\s*\|\s*(.+)$/

export async function loadCues(path = new URL('./cues.txt', import.meta.url)): Promise<Cues> {
  const lines = (await readFile(path, 'utf8')).split('\n')
  return new Map(
    lines.flatMap((line): [string, string[]][] => {
      const [, heading, phrases] = CUE_LINE.exec(line) ?? []
      return heading && phrases ? [[heading, phrases.split(';').map((each) => each.trim())]] : []
    }),
  )
}
