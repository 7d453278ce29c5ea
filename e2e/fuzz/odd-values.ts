/** Values that are hard to read. `@mark@` is in every text, so that it is found in a log. */
import fc from 'fast-check'
import { RawJson } from './request.ts'

export const MARK = '@mark@'

const repeated = (text: string, times: number) => MARK + text.repeat(times)

/** Ids of real things: of the fuzzing session, and of one that it must never reach. */
export const ids = fc.constantFrom(
  ...['thread', 'formThread', 'planThread', 'toolThread', 'question', 'answer', 'form', 'plan'],
  ...['picture', 'announced', 'file', 'run', 'running', 'receipt'],
  ...['victimThread', 'victimQuestion', 'victimAnswer', 'victimPicture', 'victimFile', 'victimRun'],
)
export const named = ids.map((name) => `@${name}@`)

export const oddTexts = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\0',
      MARK,
      `${MARK}\0${MARK}`,
      `\ud800${MARK}`,
      `${MARK}\udfff`,
      `\ude00\ud83d${MARK}`,
      `\u202e${MARK}\u2066\u202c`,
      `\ufeff${MARK}\u2028\u2029`,
      `a${'\u0301'.repeat(300)}${MARK}`,
      `${MARK}${'\u200b'.repeat(50)}`,
      `${MARK}👩‍👩‍👧‍👦🏳️‍🌈`,
      `${MARK}\uffff\ufffe\u{10ffff}`,
      `${MARK}\r\nSet-Cookie: a=b`,
      `${MARK}\u001b[2J\u0007\b`,
      `<script>alert('${MARK}')</script>`,
      `</passage><passage file="${MARK}">`,
      `../../../../etc/${MARK}`,
      `..\\..\\${MARK}`,
      `C:\\${MARK}.txt`,
      `${MARK}'; DROP TABLE threads; --`,
      `${MARK}%00%0a%ff`,
      `{{7*7}}\${7*7}${MARK}`,
      `file:///etc/passwd#${MARK}`,
      `javascript:${MARK}`,
      `__proto__`,
      `constructor`,
      `toString`,
      `NaN`,
      `-1`,
      `1e999`,
      `null`,
      `${MARK}.pdf`,
      `CON.${MARK}`,
      `.${MARK}`,
      MARK.padEnd(300, '.'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      repeated('x', 256),
      repeated('x', 4_000),
      repeated('How do I find my niche? ', 1_300),
      repeated('[', 3_000),
      repeated('*_`', 3_000),
      repeated('(a|', 2_000),
      repeated('| a ', 5_000),
      repeated('\n', 20_000),
      repeated('é', 31_900),
    ),
  },
  { weight: 2, arbitrary: named },
  {
    weight: 3,
    arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => MARK + text),
  },
)

const rarelyHuge = fc.constantFrom(repeated('x', 40_000), repeated('☕', 120_000))

const nested = (open: string, close: string, depth: number) =>
  new RawJson(`${open.repeat(depth)}${close.repeat(depth)}`)

const deep = fc
  .record({
    depth: fc.constantFrom(20, 99, 101, 500, 3_000, 20_000, 150_000),
    kind: fc.nat(2),
  })
  .map(({ depth, kind }) => {
    if (kind === 0) return nested('[', ']', depth)
    if (kind === 1) return new RawJson(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
    return new RawJson(`${'{"children":['.repeat(depth)}${']}'.repeat(depth)}`)
  })

const wide = fc.constantFrom(
  new RawJson(`[${'0,'.repeat(50_000)}0]`),
  new RawJson(`[${'"@thread@",'.repeat(5_000)}0]`),
  new RawJson(`[${'{},'.repeat(20_000)}{}]`),
  new RawJson(`{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":[]`).join(',')}}`),
)

const numbers = fc.constantFrom(
  ...['1e999', '-1e999', '-0', '0', '1e-400', '9007199254740993', '-1', '0.5', '2147483648'].map(
    (text) => new RawJson(text),
  ),
)

const prototypes = fc.constantFrom(
  new RawJson(`{"__proto__":{"type":"${MARK}","isAdmin":true}}`),
  new RawJson(`{"__proto__":null}`),
  new RawJson(`{"constructor":{"prototype":{"polluted":"${MARK}"}}}`),
  new RawJson(`{"toString":null,"valueOf":1,"hasOwnProperty":true}`),
  new RawJson(`{"length":1e9,"0":"${MARK}"}`),
  new RawJson(`{"then":"${MARK}"}`),
  new RawJson(`{"type":"${MARK}","type":"threads.list"}`),
)

/** What no JSON is. */
const broken = fc.constantFrom(
  ...['NaN', 'undefined', "'a'", '{a:1}', '[1,]', '"\\x41"', '"\\ud800"', '\u00a01', '01', '"'].map(
    (text) => new RawJson(text),
  ),
)

export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { a: null }),
  },
  { weight: 10, arbitrary: oddTexts },
  { weight: 4, arbitrary: numbers },
  { weight: 3, arbitrary: prototypes },
  { weight: 2, arbitrary: deep },
  { weight: 1, arbitrary: wide },
  { weight: 1, arbitrary: rarelyHuge },
  { weight: 1, arbitrary: broken },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }).map(marked) },
)

/** So that it is found in a log. */
function marked(value: unknown): unknown {
  if (typeof value === 'string') return MARK + value
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [MARK + key, marked(each)]))
}
