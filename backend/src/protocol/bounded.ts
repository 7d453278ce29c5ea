/**
 * Schemas whose bounds are checked first: Zod looks at every element of a list or record before it counts
 * them, and reports every one that is wrong.
 */
import { z } from 'zod'
import { LONGEST_ID } from './bounds.ts'

export const text = (longest: number) => z.string().max(longest)

export const id = text(LONGEST_ID)

export const listOf = <Element extends z.ZodType>(element: Element, most: number) =>
  after(z.array(element), (value) => {
    if (!Array.isArray(value)) return 'must be a list'
    return value.length > most && `has more than ${most} entries`
  })

/** Of at most that many entries, each under a key that is no longer than an id. */
export const recordOf = <Value extends z.ZodType>(value: Value, most: number) =>
  after(z.record(z.string(), value), (given) => {
    if (!isRecord(given)) return 'must be an object'
    const keys = Object.keys(given)
    if (keys.length > most) return `has more than ${most} entries`
    return keys.some((key) => key.length > LONGEST_ID) && 'has a name that is too long'
  })

/** A JSON object that takes at most so many characters. */
export const jsonObject = (longest: number) =>
  after(z.custom<Record<string, unknown>>(), (value) => {
    if (!isRecord(value)) return 'must be an object'
    return isLonger(value, longest) && tooLong(longest)
  })

/** Any JSON that takes at most so many characters. */
export const json = (longest: number) =>
  z.unknown().refine((value) => !isLonger(value, longest), { error: tooLong(longest) })

/** @param fault says what is wrong, if anything: then the schema does not look at the value */
const after = <Output, Input>(
  schema: z.ZodType<Output, Input>,
  fault: (value: unknown) => string | false,
) =>
  z
    .custom<Input>((value) => !fault(value), { error: ({ input }) => fault(input) || undefined })
    .pipe(schema)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isLonger = (value: unknown, longest: number) =>
  value !== undefined && JSON.stringify(value).length > longest

const tooLong = (longest: number) => `has more than ${longest} characters as JSON`
