import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { FormProblem } from './form-problem'
import { type FormRules, readForm } from './read-form.server'

const folder = mkdtempSync(join(tmpdir(), 'page-forms-'))
const usual = process.env.TMPDIR
beforeAll(() => {
  process.env.TMPDIR = folder
})
afterEach(() => {
  expect(readdirSync(folder), 'files left behind').toEqual([])
})
afterAll(() => {
  process.env.TMPDIR = usual
  rmSync(folder, { recursive: true, force: true })
})

const FILES = { field: 'files', count: 2, bytes: 1_000, begin: () => {} }
const URLENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=b'

function post(body: BodyInit | null, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body, headers, duplex: 'half' }
  return new Request('http://hub.example/', init as RequestInit)
}

/** A body that comes in pieces, and counts how many of them were read. */
function inPieces(pieces: Iterable<string>) {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.iterator]()
  const state = { read: 0, isCancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = iterator.next()
        if (done) return controller.close()
        state.read++
        controller.enqueue(encoder.encode(value))
      },
      cancel() {
        state.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { body, state }
}

const part = (name: string, value: string, filename?: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: text/plain`}\r\n\r\n${value}\r\n`
const END = '--b--\r\n'

async function fieldsOf(request: Request, rules: FormRules = {}) {
  const { form, dispose } = await readForm(request, rules)
  const entries = await Promise.all(
    [...form].map(async ([name, value]) => [
      name,
      typeof value === 'string' ? value : [value.name, value.type, await value.text()],
    ]),
  )
  await dispose()
  return entries
}

async function problemOf(request: Request, rules: FormRules = {}) {
  const problem = await readForm(request, rules).catch((error) => error)
  expect(problem).toBeInstanceOf(FormProblem)
  const { status, message, form } = problem as FormProblem
  return { status, message, fields: Object.fromEntries(form) }
}

describe('forms as browsers send them', () => {
  test('fields come as they were typed, repeated ones too', async () => {
    const body = new URLSearchParams([
      ['title', 'Straße & Çay 💬'],
      ['a', '1'],
      ['a', '2'],
      ['__proto__', 'x'],
      ['empty', ''],
    ])
    const multipart = new FormData()
    for (const [name, value] of body) multipart.append(name, value)

    expect(await fieldsOf(post(body))).toEqual([...body])
    expect(await fieldsOf(post(multipart))).toEqual([...body])
  })

  test('files come with name, kind and bytes, between fields', async () => {
    const form = new FormData()
    form.append('message', 'Hi')
    form.append('files', new File(['one'], 'a;b="c".txt', { type: 'text/plain' }))
    form.append('files', new File(['two'], 'Ünï.md', { type: 'text/markdown' }))
    form.append('last', 'x')

    expect(await fieldsOf(post(form), { files: FILES })).toEqual([
      ['message', 'Hi'],
      ['last', 'x'],
      ['files', ['a;b="c".txt', 'text/plain', 'one']],
      ['files', ['Ünï.md', 'text/markdown', 'two']],
    ])
  })

  test('a field for files in which none was chosen is no file', async () => {
    const body = part('message', 'Hi') + part('files', '', '') + END

    const fields = await fieldsOf(post(body, { 'Content-Type': MULTIPART }), {
      files: { ...FILES, begin: () => expect.unreachable() },
    })

    expect(fields).toEqual([['message', 'Hi']])
  })

  test('files for which there is no use are not kept', async () => {
    const body = part('to', '/') + part('file', 'abc', 'a.txt') + END

    expect(await fieldsOf(post(body, { 'Content-Type': MULTIPART }))).toEqual([['to', '/']])
  })

  test('a file in the place of a text is not kept either', async () => {
    const body = part('message', 'abc', 'a.txt') + part('files', 'def', 'd.txt') + END

    expect(await fieldsOf(post(body, { 'Content-Type': MULTIPART }), { files: FILES })).toEqual([
      ['files', ['d.txt', 'text/plain', 'def']],
    ])
  })

  test('a body that comes byte by byte is the same form', async () => {
    const { body } = inPieces(part('message', 'Hi') + part('files', 'abc', 'a.txt') + END)

    expect(await fieldsOf(post(body, { 'Content-Type': MULTIPART }), { files: FILES })).toEqual([
      ['message', 'Hi'],
      ['files', ['a.txt', 'text/plain', 'abc']],
    ])
  })
})

describe('what is no form', () => {
  test.each([
    'application/json',
    'text/plain',
    'text/html',
    'multipart/mixed; boundary=b',
    'multipart/form-datax',
    '',
  ])('of the kind %j is refused with 415', async (type) => {
    expect(await problemOf(post(inPieces(['{}']).body, { 'Content-Type': type }))).toMatchObject({
      status: 415,
    })
  })

  test.each([
    ['without a boundary', 'multipart/form-data', 'x'],
    ['with an empty boundary', 'multipart/form-data; boundary=', 'x'],
    ['without any part', MULTIPART, 'nonsense'],
    ['without anything', MULTIPART, null],
    ['that ends in a field', MULTIPART, part('message', 'Hi').slice(0, -4)],
    ['that ends in the headers of a part', MULTIPART, part('message', 'Hi').slice(0, 20)],
    ['that ends in a file', MULTIPART, part('files', 'abc', 'a.txt').slice(0, -3)],
    ['with an endless header', MULTIPART, `--b\r\n${'X: y\r\n'.repeat(20_000)}`],
    ['with too many fields', URLENCODED, 'a=1&'.repeat(200)],
    ['with too many parts', MULTIPART, part('a', '1').repeat(201) + END],
  ])('%s is refused with 400', async (_how, type, body) => {
    const problem = await problemOf(post(body, { 'Content-Type': type }), { files: FILES })

    expect(problem.status).toBe(400)
    expect(problem.message).toMatch(/Send it/)
  })

  test('a body that breaks off is refused with 400, and keeps what had come', async () => {
    const pieces = function* () {
      yield part('message', 'Hi') + part('files', 'abc', 'a.txt').slice(0, -3)
      throw new Error('aborted')
    }

    const problem = await problemOf(post(inPieces(pieces()).body, { 'Content-Type': MULTIPART }), {
      files: FILES,
    })

    expect(problem).toMatchObject({ status: 400, fields: { message: 'Hi' } })
  })
})

describe('what is too large', () => {
  const MB = 2 ** 20
  const endless = function* (first = '') {
    yield first
    for (;;) yield 'a'.repeat(64 * 1024)
  }

  test.each([
    ['fields', URLENCODED, 'a='],
    ['a name', URLENCODED, ''],
    ['a field', MULTIPART, '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'],
    ['a file in an unexpected field', MULTIPART, part('a', '', 'a.txt').slice(0, -2)],
    ['a preamble', MULTIPART, ''],
  ])('%s without an end are read no further than the limit', async (_what, type, first) => {
    const { body, state } = inPieces(endless(first))

    const problem = await problemOf(post(body, { 'Content-Type': type }))

    expect(problem.status).toBe(413)
    expect(state.read).toBeLessThan(8)
    // Cancelling would end the connection before the answer is on it.
    expect(state.isCancelled).toBe(false)
  })

  test('a file without an end is read no further than its limit', async () => {
    const { body, state } = inPieces(
      endless(part('message', 'Hi') + part('files', '', 'long.txt').slice(0, -2)),
    )

    const problem = await problemOf(post(body, { 'Content-Type': MULTIPART }), {
      files: { ...FILES, bytes: MB },
    })

    expect(problem).toEqual({
      status: 413,
      message: '“long.txt” is too large. A file may have 1 MB.',
      fields: { message: 'Hi' },
    })
    expect(state.read).toBeLessThan(24)
  })

  test('a file may have exactly as many bytes as the limit says', async () => {
    const file = (bytes: number) =>
      post(part('files', 'a'.repeat(bytes), 'a.txt') + END, { 'Content-Type': MULTIPART })

    expect(await fieldsOf(file(FILES.bytes), { files: FILES })).toHaveLength(1)
    expect(await problemOf(file(FILES.bytes + 1), { files: FILES })).toMatchObject({ status: 413 })
  })

  test('more files than allowed are refused', async () => {
    const body = part('files', 'abc', 'a.txt').repeat(3) + END

    expect(
      await problemOf(post(body, { 'Content-Type': MULTIPART }), { files: FILES }),
    ).toMatchObject({ status: 413, message: 'Send 2 files at most.' })
  })

  test('a body that is announced as too large is not read where there is nothing to keep', async () => {
    const { body, state } = inPieces(endless('a='))
    const headers = { 'Content-Type': URLENCODED, 'Content-Length': String(300 * MB) }

    expect(await problemOf(post(body, headers))).toMatchObject({ status: 413 })
    expect(await problemOf(post(body, headers), { files: FILES })).toMatchObject({ status: 413 })
    expect(state.read).toBe(0)
  })

  test('files that are announced as too large are not begun, and the message is kept', async () => {
    const { body, state } = inPieces(
      endless(part('message', 'Hi') + part('files', '', 'a.txt').slice(0, -2)),
    )
    const headers = { 'Content-Type': MULTIPART, 'Content-Length': String(300 * MB) }

    const problem = await problemOf(post(body, headers), {
      files: { ...FILES, begin: () => expect.unreachable() },
    })

    expect(problem).toMatchObject({ status: 413, fields: { message: 'Hi' } })
    expect(state.read).toBeLessThan(3)
  })

  test('several fields count together', async () => {
    const form = (bytes: number) =>
      post(`a=${'a'.repeat(bytes)}&b=${'b'.repeat(bytes)}`, { 'Content-Type': URLENCODED })

    expect(await fieldsOf(form(500), { fieldBytes: 1_002 })).toHaveLength(2)
    expect(await problemOf(form(501), { fieldBytes: 1_002 })).toMatchObject({ status: 413 })
  })

  test('a message of the longest kind fits, however it is written on its way', async () => {
    const message = '会'.repeat(32_000)
    const rules = { fieldBytes: 3 * 32_000 + 1_000 }

    expect(await fieldsOf(post(new URLSearchParams({ message })), rules)).toEqual([
      ['message', message],
    ])
  })
})

test('a form that is damaged anywhere is read or refused, and never waited for', async () => {
  const whole = `${part('message', 'Hi 💬')}${part('files', 'abc'.repeat(90), 'a.txt')}${part('b', '')}${END}`
  const bytes = [...new TextEncoder().encode(whole)]
  const at = fc.nat({ max: bytes.length })
  const damage = fc.record({
    from: at,
    drop: fc.nat({ max: 40 }),
    add: fc.string({ maxLength: 9 }),
  })
  const sizes = fc.integer({ min: 1, max: 300 })

  await fc.assert(
    fc.asyncProperty(damage, at, sizes, async ({ from, drop, add }, end, size) => {
      const damaged = Uint8Array.from([
        ...bytes.slice(0, from),
        ...new TextEncoder().encode(add),
        ...bytes.slice(from + drop),
      ]).slice(0, end)
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < damaged.length; i += size) {
            controller.enqueue(damaged.slice(i, i + size))
          }
          controller.close()
        },
      })
      const request = post(body, { 'Content-Type': MULTIPART })
      const outcome = await readForm(request, { files: FILES }).catch((error) => error)
      if (outcome instanceof FormProblem) expect([400, 413]).toContain(outcome.status)
      else await outcome.dispose()
    }),
    { numRuns: 400 },
  )
}, 20_000)

test('where there is no room for files now, the message is kept', async () => {
  const begin = () => {
    throw new FormProblem(429, 'Too many.', { retryAfter: 5 })
  }
  const body = part('message', 'Hi') + part('files', 'abc', 'a.txt') + END

  const problem = await problemOf(post(body, { 'Content-Type': MULTIPART }), {
    files: { ...FILES, begin },
  })

  expect(problem).toEqual({ status: 429, message: 'Too many.', fields: { message: 'Hi' } })
})

test('where the disk cannot be written that is said, and the message is kept', async () => {
  process.env.TMPDIR = join(folder, 'missing')
  const { body } = inPieces([part('text', 'hi'), part('files', 'a'.repeat(900), 'a.txt'), END])

  const problem = await readForm(post(body, { 'Content-Type': MULTIPART }), { files: FILES }).catch(
    (thrown) => thrown,
  )
  process.env.TMPDIR = folder

  expect(problem).toBeInstanceOf(FormProblem)
  expect(problem).toMatchObject({ status: 507, cause: { code: 'ENOENT' } })
  expect(problem.form.get('text')).toBe('hi')
})
