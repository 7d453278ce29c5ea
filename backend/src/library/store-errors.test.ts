import { describe, expect, test } from 'vitest'
import { startLibrary } from '../../test/api/start-library.ts'
import { expectQuietConsole, STORE } from '../../test/api/start-openai-api.ts'
import { type Refusal, refuses } from '../../test/upstream/scripted-upstream.ts'
import type { NewFile } from './library.ts'

expectQuietConsole()

const SESSION = 'a0b1c2'
const UPLOAD = /^POST \/v1\/files$/
const ATTACH = new RegExp(`^POST /v1/vector_stores/${STORE}/files$`)
const never = new AbortController().signal
const notes: NewFile = {
  filename: 'notes.md',
  blob: new Blob(['Some notes']),
  type: 'text/markdown',
  kind: 'file',
}

/** As OpenAI puts most refusals: a plain 400, and words. */
const refusesWith =
  (message: string, headers?: Record<string, string>, status = 400): Refusal =>
  (stream) =>
    stream.json({ error: { message, type: 'error', param: null, code: null } }, status, headers)

describe('what OpenAI says of an upload is told in words that help', () => {
  test.each([
    ['its status 413', UPLOAD, refuses(413), 413, 'too_large', /Split it/],
    [
      'its words',
      UPLOAD,
      refusesWith('File exceeds the maximum size'),
      413,
      'too_large',
      /Split it/,
    ],
    [
      'its code',
      ATTACH,
      refuses(400, 'unsupported_file'),
      415,
      'unsupported_type',
      /Save it as PDF, Word or text/,
    ],
    [
      'its words',
      ATTACH,
      refusesWith('Files with extensions [.xyz] are not supported for retrieval.'),
      415,
      'unsupported_type',
      /Save it as PDF, Word or text/,
    ],
    ['too many calls', UPLOAD, refuses(429), 429, 'rate_limited', /Try again in a minute/],
    [
      'a used-up quota',
      UPLOAD,
      refuses(429, 'insufficient_quota'),
      503,
      'quota_spent',
      /owner’s quota/,
    ],
    [
      'a missing store',
      ATTACH,
      refuses(404),
      503,
      'vector_store_not_found',
      /JASON_VECTOR_STORE_ID/,
    ],
    ['a wrong key', UPLOAD, refuses(401), 502, 'upstream_failed', /OPENAI_API_KEY/],
    ['a fault', UPLOAD, refuses(500), 502, 'upstream_failed', /Try again in a moment/],
    ['something else', UPLOAD, refuses(400), 502, 'upstream_failed', /Try again in a moment/],
  ])('%s', async (_, call, refusal, status, code, words) => {
    await using hub = await startLibrary()
    hub.upstream.refuses(call, refusal)

    const added = hub.add(SESSION, notes)

    const message = expect.stringMatching(words)
    await expect(added).rejects.toMatchObject({ status, code, message })
    await expect(added).rejects.toThrow(/^“notes.md” could not be added\./)
  })

  test('and when to try again, as OpenAI has it', async () => {
    await using hub = await startLibrary()
    hub.upstream.refuses(
      UPLOAD,
      refusesWith('Slow down', { 'retry-after': '7', 'x-should-retry': 'false' }, 429),
    )

    await expect(hub.add(SESSION, notes)).rejects.toMatchObject({
      headers: { 'Retry-After': '7' },
    })
  })
})

describe('what the store says of a file that it could not index', () => {
  test.each([
    ['The file could not be parsed because it is too large.', /Split it/],
    ['File contains too many tokens. Max allowed tokens per file is 2000000.', /Split it/],
    ['The file type is not supported.', /Save it as PDF, Word or text/],
    ['notes.md is locked with a password.', /^notes\.md is locked with a password\.$/],
  ])('“%s” is told in words that help', async (said, told) => {
    await using hub = await startLibrary()
    hub.upstream.files.fails('notes.md', said)

    const { id } = await hub.add(SESSION, notes)
    await hub.library.settled(SESSION, [id], never)

    expect(await hub.library.list(SESSION)).toEqual([
      expect.objectContaining({ status: 'failed', error: expect.stringMatching(told) }),
    ])
  })
})

test('a list of a store that is not there says who can help', async () => {
  await using hub = await startLibrary()
  hub.upstream.refuses(new RegExp(`^GET /v1/vector_stores/${STORE}/files$`), refuses(404))

  await expect(hub.library.list(SESSION)).rejects.toMatchObject({
    status: 503,
    code: 'vector_store_not_found',
    message: 'The library was not found. The owner has to check JASON_VECTOR_STORE_ID.',
  })
})
