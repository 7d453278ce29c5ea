/** File search as a function tool, for a model whose server has none: the same files, the same rules. */
import { type Tool, tool } from '@openai/agents'
import { z } from 'zod'
import type { Library } from '../../library/library.ts'
import type { VectorStore } from '../../openai/client.ts'
import { HOW_TO_CITE, type Passages, passagesFrom } from '../events/passages.ts'

export const SEARCH_LIBRARY = 'search_library'

const TIMEOUT_MS = 10_000
const MOST_PASSAGES = 8

export type Searched = { query: string; filenames: string[] }

export type LibrarySearch = {
  store: VectorStore
  library: Library
  session: string
  passages: Passages
  /** @param search what it came to; `undefined` when it failed */
  onSearched(callId: string, search: Searched | undefined): void
}

export function librarySearch(options: LibrarySearch): Tool {
  const { store, library, session, passages, onSearched } = options

  return tool({
    name: SEARCH_LIBRARY,
    description:
      'Searches the coaching library and the files that this creator has added. Returns passages with their sources.',
    parameters: z.object({ query: z.string().describe('What to look for, in a few words') }),
    async execute({ query }, _context, details) {
      const callId = details?.toolCall?.callId ?? ''
      const found = await search(query, details?.signal).catch((error) => {
        onSearched(callId, undefined)
        throw error
      })
      onSearched(callId, { query, filenames: found.map(({ filename }) => filename) })
      if (found.length === 0) return 'The library has nothing on this.'
      return [...passages.add(found).map(({ text }) => text), HOW_TO_CITE].join('\n\n')
    },
  })

  async function search(query: string, signal: AbortSignal | undefined) {
    const { data } = await store.client.vectorStores.search(
      store.id,
      { query, filters: library.filterFor(session), max_num_results: MOST_PASSAGES },
      { timeout: TIMEOUT_MS, signal },
    )
    return passagesFrom(
      data.map(({ content, ...found }) => ({
        ...found,
        text: content.map(({ text }) => text).join('\n'),
      })),
    )
  }
}
