import type { Page, Paging } from '../../protocol/schemas.ts'
import type { Statements } from '../../sqlite/statements.ts'
import { UnknownCursorError } from '../memory.ts'

/** A table in the order of `seq`, and the column of those whose rows are paged through; with an index on both. */
type List = { table: 'threads'; owner: 'session' } | { table: 'items'; owner: 'thread' }

/** Reads the page's own rows, and one more, which tells whether there are more. */
export function loadPage<T extends { id: string }>(
  sql: Statements,
  { table, owner }: List,
  ownerId: string,
  { limit, order, after }: Paging,
): Page<T> {
  const rows = sql.records<T>(
    `select record from ${table} where ${owner} = ? and seq ${order === 'asc' ? '>' : '<'} ?
     order by seq ${order} limit ?`,
    ownerId,
    after === undefined ? beginning(order) : place(after),
    limit + 1,
  )
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return rows.length > limit && last
    ? { data, has_more: true, after: last.id }
    : { data, has_more: false }

  function place(id: string): number {
    const row = sql.get<{ seq: number }>(
      `select seq from ${table} where ${owner} = ? and id = ?`,
      ownerId,
      id,
    )
    if (!row) throw new UnknownCursorError()
    return row.seq
  }
}

const beginning = (order: Paging['order']) => (order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER)
