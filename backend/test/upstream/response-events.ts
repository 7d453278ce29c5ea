/** What the Responses API streams, built from the words and citations that a test is about. */

export type ModelEvent = { type: string; [field: string]: unknown }
export type ModelItem = { type: string; [field: string]: unknown }
export type Citation = { type: string; [field: string]: unknown } | null
/** Text arrives as one delta a string; a citation as an event of its own, at its place among them. */
export type Saying = string | Citation

/** A whole response: its items one after the other, then its completion, which repeats them. */
export function response(...items: ModelEvent[][]): ModelEvent[] {
  return [...begun(), ...ordered(items), ending('completed', itemsOf(items))]
}

/** The beginning of a response, without its end. */
export function unfinished(...items: ModelEvent[][]): ModelEvent[] {
  return [...begun(), ...ordered(items)]
}

export function incomplete(reason: string, ...items: ModelEvent[][]): ModelEvent[] {
  const last = ending('incomplete', itemsOf(items), { incomplete_details: { reason } })
  return [...begun(), ...ordered(items), last]
}

export function failed(code: string, ...items: ModelEvent[][]): ModelEvent[] {
  const error = { code, message: `It failed with ${code}` }
  return [...begun(), ...ordered(items), ending('failed', itemsOf(items), { error })]
}

export function message(id: string, ...sayings: Saying[]): ModelEvent[] {
  const text = sayings.filter((saying) => typeof saying === 'string').join('')
  const annotations = sayings.filter((saying) => typeof saying !== 'string')
  const part = { type: 'output_text', text, annotations, logprobs: [] }
  return [
    ...openMessage(id, ...sayings),
    { type: 'response.output_text.done', item_id: id, content_index: 0, text, logprobs: [] },
    { type: 'response.content_part.done', item_id: id, content_index: 0, part },
    itemDone(messageItem(id, [part])),
  ]
}

/** A message as far as its deltas go. */
export function openMessage(id: string, ...sayings: Saying[]): ModelEvent[] {
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
  let cited = 0
  return [
    { type: 'response.output_item.added', item: messageItem(id, [], 'in_progress') },
    { type: 'response.content_part.added', item_id: id, content_index: 0, part },
    ...sayings.map((saying) =>
      typeof saying === 'string'
        ? delta(id, saying)
        : {
            type: 'response.output_text.annotation.added',
            item_id: id,
            content_index: 0,
            annotation_index: cited++,
            annotation: saying,
          },
    ),
  ]
}

export const delta = (item_id: string, text: string): ModelEvent => ({
  type: 'response.output_text.delta',
  item_id,
  content_index: 0,
  delta: text,
  logprobs: [],
})

export function refusal(id: string, ...deltas: string[]): ModelEvent[] {
  const part = { type: 'refusal', refusal: deltas.join('') }
  const at = { item_id: id, content_index: 0 }
  return [
    { type: 'response.output_item.added', item: messageItem(id, [], 'in_progress') },
    { type: 'response.content_part.added', ...at, part: { ...part, refusal: '' } },
    ...deltas.map((text) => ({ type: 'response.refusal.delta', ...at, delta: text })),
    { type: 'response.refusal.done', ...at, refusal: part.refusal },
    { type: 'response.content_part.done', ...at, part },
    itemDone(messageItem(id, [part])),
  ]
}

/** Thoughts, each a part of the summary in one delta. */
export function reasoning(id: string, ...summary: string[]): ModelEvent[] {
  return [
    reasoningBegun(id),
    ...summary.flatMap((text, index) => thought(id, index, text)),
    itemDone({ id, type: 'reasoning', summary: summary.map(summaryPart) }),
  ]
}

export const reasoningBegun = (id: string): ModelEvent => ({
  type: 'response.output_item.added',
  item: { id, type: 'reasoning', summary: [] },
})

export function thought(item_id: string, summary_index: number, text: string): ModelEvent[] {
  const at = { item_id, summary_index }
  return [
    { type: 'response.reasoning_summary_part.added', ...at, part: summaryPart('') },
    thoughtDelta(item_id, summary_index, text),
    { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: 'response.reasoning_summary_part.done', ...at, part: summaryPart(text) },
  ]
}

export const thoughtDelta = (
  item_id: string,
  summary_index: number,
  delta: string,
): ModelEvent => ({
  type: 'response.reasoning_summary_text.delta',
  item_id,
  summary_index,
  delta,
})

const summaryPart = (text: string) => ({ type: 'summary_text', text })

/** @param found names of files, by the passages found in them */
export function fileSearch(
  id: string,
  query: string,
  found: Array<{ filename: string; text: string }> = [],
): ModelEvent[] {
  const item = { id, type: 'file_search_call', queries: [], results: null }
  const results = found.map((passage, at) => ({ file_id: `file-${at}`, score: 0.9, ...passage }))
  return [
    { type: 'response.output_item.added', item: { ...item, status: 'in_progress' } },
    { type: 'response.file_search_call.in_progress', item_id: id },
    { type: 'response.file_search_call.searching', item_id: id },
    { type: 'response.file_search_call.completed', item_id: id },
    itemDone({
      ...item,
      status: 'completed',
      queries: [query],
      ...(found.length > 0 && { results }),
    }),
  ]
}

export function webSearch(id: string, query: string, ...urls: string[]): ModelEvent[] {
  const sources = urls.map((url) => ({ type: 'url', url }))
  return webCall(id, { type: 'search', query, ...(urls.length > 0 && { sources }) })
}

/** A search, or what else the model does in the web. */
export function webCall(id: string, action: object): ModelEvent[] {
  const item = { id, type: 'web_search_call', action }
  return [
    {
      type: 'response.output_item.added',
      item: { ...item, status: 'in_progress', action: { type: 'search' } },
    },
    { type: 'response.web_search_call.searching', item_id: id },
    { type: 'response.web_search_call.completed', item_id: id },
    itemDone({ ...item, status: 'completed' }),
  ]
}

/** A search that ends without having found out anything. */
export function failedSearch(id: string, type: 'file_search_call' | 'web_search_call') {
  const action = type === 'web_search_call' ? { action: { type: 'search' } } : { queries: [] }
  const item = { id, type, ...action }
  return [
    { type: 'response.output_item.added', item: { ...item, status: 'in_progress' } },
    itemDone({ ...item, status: 'failed' }),
  ]
}

/** @param result the whole picture in base64; without it, the model has drawn none */
export function drawnImage(id: string, partial: string, result: string | null): ModelEvent[] {
  const item = { id, type: 'image_generation_call', result: null }
  return [
    { type: 'response.output_item.added', item: { ...item, status: 'in_progress' } },
    {
      type: 'response.image_generation_call.partial_image',
      item_id: id,
      partial_image_index: 0,
      partial_image_b64: partial,
    },
    itemDone({ ...item, status: 'completed', result }),
  ]
}

export function functionCall(id: string, name: string, args: object): ModelEvent[] {
  const item = { id, type: 'function_call', call_id: `call_${id}`, name }
  const whole = JSON.stringify(args)
  return [
    {
      type: 'response.output_item.added',
      item: { ...item, status: 'in_progress', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', item_id: id, delta: whole },
    { type: 'response.function_call_arguments.done', item_id: id, name, arguments: whole },
    itemDone({ ...item, status: 'completed', arguments: whole }),
  ]
}

export const itemDone = (item: ModelItem): ModelEvent => ({
  type: 'response.output_item.done',
  item,
})

export const messageItem = (id: string, content: object[], status = 'completed'): ModelItem => ({
  id,
  type: 'message',
  role: 'assistant',
  status,
  content,
})

export const fileCitation = (filename: string, index: number): Citation => ({
  type: 'file_citation',
  file_id: 'file-cited',
  filename,
  index,
})

export const urlCitation = (url: string, title: string, end_index: number): Citation => ({
  type: 'url_citation',
  url,
  title,
  start_index: 0,
  end_index,
})

export const begun = (): ModelEvent[] => [
  { type: 'response.created', response: responseObject('in_progress', []) },
  { type: 'response.in_progress', response: responseObject('in_progress', []) },
]

export const ending = (status: string, output: ModelItem[], fields = {}): ModelEvent => ({
  type: `response.${status}`,
  response: { ...responseObject(status, output), ...fields },
})

export function responseObject(status: string, output: ModelItem[]) {
  const counts = { input_tokens: 10, output_tokens: 5, total_tokens: 15 }
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: 'scripted',
    output,
    parallel_tool_calls: true,
    temperature: 1,
    top_p: 1,
    tool_choice: 'auto',
    tools: [],
    usage:
      status === 'in_progress'
        ? null
        : {
            ...counts,
            input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
            output_tokens_details: { reasoning_tokens: 0 },
          },
  }
}

const ordered = (items: ModelEvent[][]): ModelEvent[] =>
  items.flatMap((events, output_index) => events.map((event) => ({ ...event, output_index })))

const itemsOf = (items: ModelEvent[][]): ModelItem[] =>
  items
    .flat()
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => item as ModelItem)
