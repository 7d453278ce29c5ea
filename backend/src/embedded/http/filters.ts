/** Attribute filters of vector stores, as conditions of SQL. */
import { z } from 'zod'
import { KEPT_VALUE } from '../storage/schema.ts'

export type Attributes = Record<string, string | number | boolean>

const scalar = z.union([z.string(), z.number(), z.boolean()])
const comparison = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']),
    key: z.string(),
    value: scalar,
  }),
  z.object({ type: z.enum(['in', 'nin']), key: z.string(), value: z.array(scalar).max(500) }),
])
type Comparison = z.infer<typeof comparison>

export type Filter = Comparison | { type: 'and' | 'or'; filters: Filter[] }

export const filterSchema: z.ZodType<Filter> = z.union([
  comparison,
  z.object({
    type: z.enum(['and', 'or']),
    get filters() {
      return z.array(filterSchema).max(50)
    },
  }),
])

export type Condition = { sql: string; values: (string | number)[] }

/**
 * A condition on `attached_files.position`. A key that a file lacks never matches, not even by `ne` or
 * `nin`; values of different kinds have no order and are not "unequal".
 */
export function conditionOf(filter: Filter): Condition {
  if ('filters' in filter) {
    const parts = filter.filters.map(conditionOf)
    if (parts.length === 0) return { sql: String(filter.type === 'and'), values: [] }
    return {
      sql: `(${parts.map(({ sql }) => sql).join(` ${filter.type} `)})`,
      values: parts.flatMap(({ values }) => values),
    }
  }
  const { sql, values } = compare(filter)
  return {
    sql: `attached_files.position IN (SELECT attachment FROM attached_attributes WHERE key = ? AND ${sql})`,
    values: [filter.key, ...values],
  }
}

const operators = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }

function compare({ type, value }: Comparison): Condition {
  if (Array.isArray(value)) {
    const not = type === 'nin' ? 'NOT' : ''
    return { sql: `value ${not} IN (${valuesOf('?')})`, values: [JSON.stringify(value)] }
  }
  const operator = operators[type as keyof typeof operators] // the others have lists
  const given = `(${valuesOf('?')})`
  return {
    sql: `value ${operator} ${given} AND typeof(value) = typeof(${given})`,
    values: [JSON.stringify([value]), JSON.stringify([value])],
  }
}

const valuesOf = (json: string) => `SELECT ${KEPT_VALUE} FROM json_each(${json})`
