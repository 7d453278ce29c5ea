/** File search as a function tool, for a model whose server has none: the same files, the same rules. */
import { type Tool, tool } from '@openai/agents'
import { z } from 'zod'
import type { Library } from '../library/library.ts'
import type { VectorStore } from '../openai/client.ts'

const TIMEOUT_MS = 10_000
const PASSAGES = 8

export type LibrarySearch = {
  tool: Tool
  /** The files behind a citation mark that the model wrote. */
  filesBehind(mark: string): string[]
}

export function librarySearch(
  store: VectorStore,
  library: Library,
  session: string,
): LibrarySearch {
  const sources: string[] = []

  const searchLibrary = tool({
    name: 'search_library',
    description:
      'Searches the coaching library and the files that this creator has added. Returns passages with their sources.',
    parameters: z.object({ query: z.string().describe('What to look for, in a few words') }),
    async execute({ query }, _context, details) {
      const found = await store.client.vectorStores.search(
        store.id,
        { query, filters: library.filterFor(session), max_num_results: PASSAGES },
        { timeout: TIMEOUT_MS, signal: details?.signal },
      )
      if (found.data.length === 0) return 'The library has nothing on this.'
      const passages = found.data.map(({ filename, content }) => {
        const id = `turn0file${sources.push(filename) - 1}`
        const text = content.map((part) => part.text).join('\n')
        return `<passage file="${filename}" cite="\uE200filecite\uE202${id}\uE201">\n${text}\n</passage>`
      })
      return `${passages.join('\n\n')}\n\nPut a passage's cite mark, exactly as it is, behind each statement that rests on it.`
    },
  })

  return {
    tool: searchLibrary,
    filesBehind: (mark) =>
      [...mark.matchAll(/turn0file(\d+)/g)].flatMap(([, number]) => sources[Number(number)] ?? []),
  }
}
