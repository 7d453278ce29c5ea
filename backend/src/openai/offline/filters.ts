import { z } from 'zod'

export type Attributes = Record<string, string | number | boolean>

const scalar = z.union([z.string(), z.number(), z.boolean()])
const comparison = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']),
    key: z.string(),
    value: scalar,
  }),
  z.object({ type: z.enum(['in', 'nin']), key: z.string(), value: z.array(scalar) }),
])
type Comparison = z.infer<typeof comparison>

interface Compound {
  type: 'and' | 'or'
  filters: Filter[]
}

export type Filter = Comparison | Compound

export const filterSchema: z.ZodType<Filter> = z.union([
  comparison,
  z.object({
    type: z.enum(['and', 'or']),
    get filters() {
      return z.array(filterSchema)
    },
  }),
])

/** Says whether a file with these attributes passes; a key the file lacks never matches, not even by `ne` or `nin`. */
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

function compare(filter: Comparison, actual: string | number | boolean): boolean {
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
