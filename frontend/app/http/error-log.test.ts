import { afterEach, expect, test, vi } from 'vitest'
import { failureOf, logLine, report } from './error-log'

const SECRET = 'what a visitor has written'

afterEach(() => vi.restoreAllMocks())

function throwing() {
  try {
    JSON.parse(SECRET)
  } catch (error) {
    return error
  }
}

test('of an error the kind and the place are known, and not what it says', () => {
  const failure = failureOf(throwing())

  expect(failure.kind).toBe('SyntaxError')
  expect(failure.place).toMatch(/^JSON\.parse|throwing error-log\.test\.ts:\d+:\d+$/)
  expect(JSON.stringify(failure)).not.toContain('visitor')
})

test('codes are kept, of the cause too, since they say what happened on the network', () => {
  const cause = Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' })

  expect(failureOf(new TypeError(SECRET, { cause })).kind).toBe('TypeError ECONNREFUSED')
})

test('what looks like a place or a code inside a message is not taken for one', () => {
  const error = Object.assign(new Error(`a\n    at secretPlace (secret.ts:1:1)`), { code: SECRET })
  error.name = SECRET

  const failure = failureOf(error)

  expect(failure.kind).toBe('Error')
  expect(failure.place).toContain('error-log.test.ts')
})

test('no folder of this machine is in the place', () => {
  expect(failureOf(new Error('x')).place).not.toContain('/')
})

test.each([['a text'], [undefined], [{ message: SECRET }]])(
  'what is no error is known by its type: %o',
  (thrown) => {
    expect(failureOf(thrown)).toEqual({ kind: typeof thrown })
  },
)

test('our own server collects failures for its line of the request; elsewhere each has a line', () => {
  const lines = vi.spyOn(console, 'error').mockReturnValue()
  const failures: object[] = []
  const failure = { kind: 'TypeError' }

  report({ failures: failures as [] }, failure)
  expect(failures).toEqual([failure])
  expect(lines).not.toHaveBeenCalled()

  report({}, failure)
  expect(JSON.parse(String(lines.mock.calls[0]?.[0]))).toMatchObject({
    level: 'error',
    message: 'request failed',
    kind: 'TypeError',
  })
})

test('a line is one line', () => {
  const lines = vi.spyOn(console, 'log').mockReturnValue()

  logLine('info', 'a\nb')

  expect(String(lines.mock.calls[0]?.[0])).not.toContain('\n')
})
