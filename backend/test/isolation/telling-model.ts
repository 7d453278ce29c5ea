/**
 * A model that keeps nothing to itself: whatever it is asked, it tells all that it was given and all that
 * its file search may find, by the store's own rules, and cites every file of it.
 */
import { type Filter, filterSchema } from '../../src/embedded/http/filters.ts'
import { type Citation, fileSearch, message, response } from '../upstream/response-events.ts'
import type { ScriptedFiles } from '../upstream/scripted-files.ts'
import { plays, type Script } from '../upstream/scripted-upstream.ts'
import type { UpstreamRequest } from '../upstream/upstream-stream.ts'
import { admits } from './admits.ts'

type Tool = { type: string; filters?: unknown }

export const tellsAll =
  (files: ScriptedFiles): Script =>
  (stream, request) => {
    const search = fileSearchOf(request)
    const found = search ? searchAll(files, search.filters) : []
    const given = `I was given: ${JSON.stringify(request.json.input)}\n`
    const told = found.flatMap(({ file_id, filename, text }): [string, Citation] => [
      `${filename} says: ${text}\n`,
      { type: 'file_citation', file_id, filename, index: given.length },
    ])
    plays(...response(fileSearch('fs_1', 'everything', found), message('msg_up', given, ...told)))(
      stream,
      request,
    )
  }

/** The file search that this request allows, if it does. */
export function fileSearchOf({ json }: UpstreamRequest): Tool | undefined {
  const tools = (json.tools ?? []) as Tool[]
  return tools.find(({ type }) => type === 'file_search')
}

/** All of the store that the filter admits; without one, all of it. */
function searchAll({ attached, uploads }: ScriptedFiles, filters: unknown) {
  const filter: Filter | undefined = filters ? filterSchema.parse(filters) : undefined
  return [...attached].flatMap(([file_id, { attributes }]) => {
    const { filename, text } = uploads.get(file_id) ?? { filename: '', text: '' }
    const known = Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, value]) => [name, String(value)]),
    )
    return admits(filter, known) ? [{ file_id, filename, text, attributes: known }] : []
  })
}
