/** A component of a widget: JSON from outside, of which only the type is known. */
export type WidgetNode = Record<string, unknown> & { type: string }

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isNode = (value: unknown): value is WidgetNode =>
  isRecord(value) && typeof value.type === 'string'

/** The components in a list, or the one that stands in a list's place. */
export function nodesIn(value: unknown): WidgetNode[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode)
}

export function recordsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export const childrenOf = (node: WidgetNode) => keyed(nodesIn(node.children))

/** By the name that the server gave it, so that it stays the same when others come before it. */
export function keyed(nodes: WidgetNode[]): { key: string; node: WidgetNode }[] {
  const seen = new Set<string>()
  return nodes.map((node, i) => {
    const name = words(node.key) || words(node.id)
    const key = name && !seen.has(name) ? name : `at ${i}`
    seen.add(key)
    return { key, node }
  })
}

/** How deep a widget may nest. What lies deeper is left out, so that no widget can exhaust the page. */
export const DEEPEST = 40

/** How many components a widget may have. One with more is shown as its words. */
const MOST_NODES = 2_000

export function isTooLarge(widget: WidgetNode): boolean {
  const open = [widget]
  let count = 0
  for (let node = open.pop(); node; node = open.pop()) {
    count += 1
    if (count > MOST_NODES) return true
    open.push(...nodesIn(node.children))
  }
  return false
}

/** The names of the fields that a label in this widget is for. */
export function labelledFields(node: WidgetNode, depth = 0): Set<string> {
  const own = node.type === 'Label' ? [words(node.fieldName)] : []
  const inner = depth < DEEPEST ? nodesIn(node.children) : []
  return new Set([...own, ...inner.flatMap((child) => [...labelledFields(child, depth + 1)])])
}

/** What the texts of this component say, one after the other; nothing of its buttons. */
export function wordsIn(node: WidgetNode, depth = 0): string {
  const own = node.type === 'Badge' ? words(node.label) : words(node.value)
  const inner = depth < DEEPEST ? nodesIn(node.children) : []
  return [own, ...inner.map((child) => wordsIn(child, depth + 1))].filter(Boolean).join(', ')
}

/** Words to be shown, or none. */
export function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(Math.max(Math.trunc(value), least), most)
    : undefined
}
