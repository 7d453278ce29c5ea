/** How the parts of an Office file refer to each other. */
import { posix } from 'node:path'
import { readXml } from './xml.ts'

export type Parts = Map<string, Uint8Array>
export type Relation = { id: string; type: string; target: string }

/** Targets may be absolute, or relative to the folder of the part. */
export function relationsOf(parts: Parts, path: string): Relation[] {
  const folder = posix.dirname(path)
  const found: Relation[] = []
  const part = parts.get(`${folder}/_rels/${posix.basename(path)}.rels`)
  if (!part) return []
  readXml(part, {
    open: (name, { Id: id = '', Type: type = '', Target: target = '' }) => {
      if (name !== 'Relationship') return
      found.push({ id, type, target: posix.resolve('/', folder, target).slice(1) })
    },
  })
  return found
}

/** Of an element, whatever prefix the file has for relations; an `id` without one is its own. */
export function relationId(attributes: Record<string, string>): string {
  const key = Object.keys(attributes).find((name) => name.endsWith(':id'))
  return (key && attributes[key]) || ''
}
