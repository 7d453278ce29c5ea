/** Whether a file with these attributes passes a filter of a vector store, as OpenAI has it. */
import type { Attributes, Filter } from '../../src/embedded/http/filters.ts'

export function admits(filter: Filter | null | undefined, attributes: Attributes): boolean {
  if (!filter) return true
  if ('filters' in filter) {
    return filter.type === 'and'
      ? filter.filters.every((part) => admits(part, attributes))
      : filter.filters.some((part) => admits(part, attributes))
  }
  const actual = attributes[filter.key]
  return actual !== undefined && compare(filter, actual)
}

function compare(
  filter: Exclude<Filter, { filters: Filter[] }>,
  actual: string | number | boolean,
): boolean {
  if (Array.isArray(filter.value)) return filter.value.includes(actual) === (filter.type === 'in')
  // Values of different kinds have no order and are not "unequal": they do not match at all.
  if (typeof actual !== typeof filter.value) return false
  switch (filter.type) {
    case 'eq':
      return actual === filter.value
    case 'ne':
      return actual !== filter.value
    case 'gt':
      return actual > filter.value
    case 'gte':
      return actual >= filter.value
    case 'lt':
      return actual < filter.value
    case 'lte':
      return actual <= filter.value
    default:
      return false
  }
}
