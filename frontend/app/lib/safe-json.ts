/** JSON from outside, made such that nothing that walks through it or draws it can be broken by it. */

/** What lies deeper is left out. */
const DEEPEST = 64
/** Values in one answer, objects and lists included; what comes after them is left out. */
const MOST_VALUES = 50_000

const LONE_SURROGATES = /\p{Surrogate}/gu

/** Half a character cannot be sent to a browser, and would not be the same there as on the server. */
export const sanitizeText = (text: string) => text.replace(LONE_SURROGATES, '\uFFFD')

/** A copy that is neither too deep nor too large, of whole characters, without keys that mean something to the language. */
export function sanitizeJson(value: unknown): unknown {
  let left = MOST_VALUES
  const copy = (part: unknown, depth: number): unknown => {
    left -= 1
    if (typeof part === 'string') return sanitizeText(part)
    if (typeof part !== 'object' || part === null) return part
    if (depth === DEEPEST) return undefined
    if (Array.isArray(part)) return copyList(part, depth + 1)
    const entries: [string, unknown][] = []
    for (const key of Object.keys(part)) {
      if (left <= 0) break
      if (key === '__proto__') continue
      entries.push([sanitizeText(key), copy((part as Record<string, unknown>)[key], depth + 1)])
    }
    return Object.fromEntries(entries)
  }
  const copyList = (list: unknown[], depth: number) => {
    const copied: unknown[] = []
    for (const entry of list) {
      if (left <= 0) break
      copied.push(copy(entry, depth))
    }
    return copied
  }
  return copy(value, 0)
}

export type Fields = Record<string, unknown>

export const recordOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** A whole number from 0 to the most, or none. */
export function indexOf(value: unknown, most = Number.MAX_SAFE_INTEGER): number | undefined {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most
    ? Number(value)
    : undefined
}

/** One of these words, or the first. */
export function oneOf<const T extends string>(words: readonly [T, ...T[]], value: unknown): T {
  return words.find((word) => word === value) ?? words[0]
}

/** What a record itself holds under a key from outside: nothing that every object inherits, such as `constructor`. */
export function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
