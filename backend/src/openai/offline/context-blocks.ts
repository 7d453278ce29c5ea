/** What an application tells the model in the user's role beside the user's own words. */
export interface ContextBlock {
  name: string
  body: string
}

const NAMES = 'CreatorFacts|StructuredInput|HiddenContext|EarlierTurns|Task|Plan|Widget'
const BLOCK = new RegExp(`^<(${NAMES})\\b[^>\\n]*>([\\s\\S]*?)(?:</\\1>|$(?![\\s\\S]))`, 'gm')

export function readContextBlocks(text: string): ContextBlock[] {
  const blocks = [...text.matchAll(BLOCK)].map(([, name = '', body = '']) => ({ name, body }))
  const widget = readWidget(text)
  return widget ? [...blocks, { name: 'Widget', body: widget }] : blocks
}

/** The user's own words of a message: nothing, where it is all the application's. */
export function withoutContext(text: string): string {
  if (readWidget(text)) return ''
  return text.replace(BLOCK, '')
}

const QUOTATION = /^The user refers to this text:\n([\s\S]*)$/

/** The text a message replies to, where that is what this one holds. */
export function readQuotation(text: string): string | undefined {
  return QUOTATION.exec(text.trim())?.[1]
}

/** The roots that a ChatKit widget can have. */
const WIDGETS = new Set<unknown>(['Card', 'ListView', 'Basic'])

/** The JSON of a widget, if that is what ends the text. */
function readWidget(text: string): string | undefined {
  const start = text.indexOf('{')
  const json = text.slice(start).trim()
  if (start < 0 || !json.endsWith('}')) return undefined
  const root = parseJson(json)
  const isWidget = typeof root === 'object' && root && 'type' in root && WIDGETS.has(root.type)
  return isWidget ? json : undefined
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
