import type { Draft } from '../request.ts'

export type Mutation = {
  /** For a report. */
  name: string
  /** Returns the draft as it is where the mutation does not suit it. */
  apply(draft: Draft): Draft
}

/** Sets these fields. */
export const change = (name: string, fields: Partial<Draft>): Mutation => ({
  name,
  apply: (draft) => ({ ...draft, ...fields }),
})

/** Something that may be answered by closing the connection. */
export const breaks = (name: string, fields: Partial<Draft>): Mutation =>
  change(name, { ...fields, isBroken: true })

export const hasHeader = (draft: Draft, wanted: string) =>
  draft.headers.some(([name]) => name.toLowerCase() === wanted.toLowerCase())

export const withoutHeader = (draft: Draft, unwanted: string) =>
  draft.headers.filter(([name]) => name.toLowerCase() !== unwanted.toLowerCase())

const LARGEST = 3_000_000

/** So many times, or as often as it fits into what is sent at all. */
export const fitting = (times: number, size: number) =>
  Math.max(1, Math.min(times, Math.floor(LARGEST / (size + 1))))
