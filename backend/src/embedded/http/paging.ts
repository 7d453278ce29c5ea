import { invalid } from './faults.ts'

export interface Page<Item> {
  object: 'list'
  data: Item[]
  first_id: string | null
  last_id: string | null
  has_more: boolean
}

/** Cuts one page out of `items`, which come newest first, as the API's cursors ask for it. */
export function paginate<Item extends { id: string }>(
  items: Item[],
  query: URLSearchParams,
): Page<Item> {
  const ordered = query.get('order') === 'asc' ? items.toReversed() : items
  const { rest, fromEnd } = applyCursor(ordered, query)
  const limit = readLimit(query)
  const data = fromEnd ? rest.slice(-limit) : rest.slice(0, limit)
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: data.length < rest.length,
  }
}

function applyCursor<Item extends { id: string }>(items: Item[], query: URLSearchParams) {
  const after = query.get('after')
  if (after) return { rest: items.slice(positionOf(items, after) + 1), fromEnd: false }
  const before = query.get('before')
  if (before) return { rest: items.slice(0, positionOf(items, before)), fromEnd: true }
  return { rest: items, fromEnd: false }
}

function positionOf(items: { id: string }[], id: string): number {
  const position = items.findIndex((item) => item.id === id)
  if (position < 0) throw invalid(`The cursor '${id}' is not in this list.`, 'after')
  return position
}

function readLimit(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw invalid('limit must be a whole number from 1 to 10000.', 'limit')
  return limit
}
