/** Searches of the model as tasks of a workflow. */
import type OpenAI from 'openai'
import { shownName } from '../../library/for-file-search.ts'
import type { FileSource, Task, UrlSource } from '../../protocol/schemas.ts'

export type FileSearchCall = OpenAI.Responses.ResponseFileSearchToolCall
export type WebSearchCall = OpenAI.Responses.ResponseFunctionWebSearch
type FileTask = Extract<Task, { type: 'file' }>
type WebTask = Extract<Task, { type: 'web_search' }>

const MOST_SOURCES = 20
const LONGEST_QUERY = 120

export const librarySearchBegun = (query?: string): FileTask => ({
  type: 'file',
  title: query ? `Searching the library for ${quoted(query)}` : 'Searching the library',
  sources: [],
  status_indicator: 'loading',
})

export const librarySearchDone = (queries: string[], filenames: string[]): FileTask => ({
  type: 'file',
  title: ['Searched the library', listed(queries)].filter(Boolean).join(' for '),
  sources: fileSources(filenames),
  status_indicator: 'complete',
})

export const librarySearchFailed = (): FileTask => ({
  type: 'file',
  title: 'The library could not be searched',
  sources: [],
  status_indicator: 'complete',
})

export function fileSearchDone({ status, queries, results }: FileSearchCall): FileTask {
  if (status === 'failed' || status === 'incomplete') return librarySearchFailed()
  const filenames = (results ?? []).flatMap(({ filename }) => filename ?? [])
  return librarySearchDone(queries ?? [], filenames)
}

export const webSearchBegun = (): WebTask => ({
  type: 'web_search',
  title: 'Searching the web',
  queries: [],
  sources: [],
  status_indicator: 'loading',
})

export function webSearchDone({ status, action }: WebSearchCall): WebTask {
  const task: WebTask = { ...webSearchBegun(), status_indicator: 'complete' }
  if (status === 'failed' || status === 'incomplete') {
    return { ...task, title: 'The web could not be searched' }
  }
  // Gateways leave the action out, or send kinds of their own.
  switch (action?.type) {
    case 'search': {
      const queries = action.queries ?? (action.query ? [action.query] : [])
      const title = ['Searched the web', listed(queries)].filter(Boolean).join(' for ')
      return { ...task, title, queries, sources: urlSources(action.sources ?? []) }
    }
    case 'open_page': {
      const sources = urlSources([{ url: action.url ?? '' }])
      return { ...task, title: `Opened ${sources[0]?.title ?? 'a page'}`, sources }
    }
    case 'find_in_page': {
      const sources = urlSources([action])
      const place = sources[0]?.title ?? 'a page'
      return { ...task, title: `Looked for ${quoted(action.pattern)} on ${place}`, sources }
    }
    default:
      return { ...task, title: 'Searched the web' }
  }
}

const fileSources = (filenames: string[]): FileSource[] =>
  [...new Set(filenames.map(shownName))]
    .slice(0, MOST_SOURCES)
    .map((filename) => ({ type: 'file', filename, title: filename }))

/** Pages by the name of their host; addresses that no browser should follow are left out. */
function urlSources(pages: Array<{ url: string }>): UrlSource[] {
  const urls = new Set(pages.map(({ url }) => url))
  return [...urls].slice(0, MOST_SOURCES).flatMap((url): UrlSource[] => {
    const { protocol, hostname } = URL.parse(url) ?? {}
    if (protocol !== 'https:' && protocol !== 'http:') return []
    return [{ type: 'url', url, title: hostname?.replace(/^www\./, '') || url }]
  })
}

const listed = (queries: string[]) => queries.map(quoted).join(', ')

const quoted = (query: string) =>
  `“${query.length > LONGEST_QUERY ? `${query.slice(0, LONGEST_QUERY).trimEnd()}…` : query}”`
