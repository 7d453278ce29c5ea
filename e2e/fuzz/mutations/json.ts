/** Changes one place of a JSON body: another value, one field more or less, a value many times. */
import fc from 'fast-check'
import { MARK, oddJson, oddTexts } from '../odd-values.ts'
import { jsonOf, RawJson } from '../request.ts'
import { fitting, type Mutation } from './mutation.ts'

type Path = (string | number)[]

const hows = ['replace', 'replace', 'replace', 'remove', 'add', 'repeat', 'wrap', 'rename'] as const
type How = (typeof hows)[number]

export const jsonMutations: fc.Arbitrary<Mutation> = fc
  .record({
    at: fc.nat(1_000),
    how: fc.constantFrom(...hows),
    value: oddJson,
    key: fc.oneof(oddTexts, fc.constantFrom('type', 'params', 'id', 'metadata', '__proto__')),
    times: fc.constantFrom(2, 6, 200, 20_000),
  })
  .map(({ at, how, value, key, times }) => ({
    name: `JSON ${how}`,
    apply(draft) {
      if (draft.content.kind !== 'json') return draft
      const paths = pathsIn(draft.content.value)
      const path = paths[at % paths.length] ?? []
      const changed = changeAt(draft.content.value, path, how, { value, key, times })
      return { ...draft, content: { kind: 'json', value: changed } }
    },
  }))

type With = { value: unknown; key: string; times: number }

/** Of everything in it, itself first. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || value instanceof RawJson) return [path]
  const inner = Array.isArray(value)
    ? value.flatMap((each, index) => pathsIn(each, [...path, index]))
    : Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]))
  return [path, ...inner]
}

function changeAt(whole: unknown, [step, ...rest]: Path, how: How, given: With): unknown {
  if (step === undefined) return changed(whole, how, given)
  if (Array.isArray(whole)) {
    if (rest.length > 0 || !isOfParent(how)) {
      return whole.map((each, at) => (at === step ? changeAt(each, rest, how, given) : each))
    }
    return how === 'remove' ? whole.filter((_, at) => at !== step) : whole
  }
  const fields = Object.entries(whole as object)
  if (rest.length > 0 || !isOfParent(how)) {
    return objectOf(
      fields.map(([key, each]) => [key, key === step ? changeAt(each, rest, how, given) : each]),
    )
  }
  if (how === 'remove') return objectOf(fields.filter(([key]) => key !== step))
  return objectOf(fields.map(([key, each]) => [key === step ? given.key : key, each]))
}

const isOfParent = (how: How) => how === 'remove' || how === 'rename'

function changed(old: unknown, how: How, { value, key, times }: With): unknown {
  switch (how) {
    case 'add':
      if (Array.isArray(old)) return [...old, value]
      if (typeof old === 'object' && old !== null && !(old instanceof RawJson)) {
        return objectOf([...Object.entries(old), [key, value]])
      }
      return { [`${MARK}`]: value, old }
    case 'repeat': {
      const one = Array.isArray(old) && old.length > 0 ? old[0] : old
      return Array.from({ length: fitting(times, jsonOf(one).length) }, () => one)
    }
    case 'wrap':
      return times % 400 === 0 ? [old] : { value: old }
    default:
      return value
  }
}

/** Also with a field named `__proto__`, as JSON can have it. */
function objectOf(fields: [string, unknown][]): object {
  const object = {}
  for (const [key, value] of fields) {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return object
}
