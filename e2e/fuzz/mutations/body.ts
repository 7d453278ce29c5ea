/** Bodies in other encodings, with broken bytes, wrongly framed, and cut off. */
import fc from 'fast-check'
import { MARK } from '../odd-values.ts'
import type { Draft, Encoding } from '../request.ts'
import { breaks, change, type Mutation, withoutHeader } from './mutation.ts'

const share = fc.integer({ min: 0, max: 999 }).map((part) => part / 1_000)

const compressed: fc.Arbitrary<Mutation> = fc
  .record({
    by: fc.constantFrom<Encoding>('gzip', 'deflate', 'br'),
    isSaid: fc.boolean(),
  })
  .map(({ by, isSaid }) => ({
    name: `${by} body${isSaid ? '' : ', not said'}`,
    apply: (draft) => ({
      ...draft,
      compressedBy: by,
      headers: isSaid ? [...draft.headers, ['Content-Encoding', by] as const] : draft.headers,
    }),
  }))

/** A little that becomes a lot. */
const bomb: fc.Arbitrary<Mutation> = fc
  .constantFrom<Encoding>('gzip', 'deflate', 'br')
  .map((by) => ({
    name: `${by} bomb`,
    apply: (draft) => ({
      ...draft,
      content: {
        kind: 'pieces',
        pieces: [`{"type":"${MARK}","params":[${'0,'.repeat(2_000_000)}0]}`],
      },
      compressedBy: by,
      headers: [...draft.headers, ['Content-Encoding', by] as const],
    }),
  }))

const charsets: fc.Arbitrary<Mutation> = fc
  .record({
    charset: fc.constantFrom<Draft['charset']>('utf16le', 'latin1'),
    said: fc.constantFrom('', 'utf-16', 'utf-16le', 'iso-8859-1', 'utf-8', 'utf-32'),
  })
  .map(({ charset, said }) => ({
    name: `body in ${charset}, said to be ${said || 'nothing'}`,
    apply: (draft) => ({
      ...draft,
      charset,
      headers: said
        ? [
            ...withoutHeader(draft, 'Content-Type'),
            ['Content-Type', `application/json; charset=${said}`] as const,
          ]
        : draft.headers,
    }),
  }))

const garbled: fc.Arbitrary<Mutation> = fc
  .array(
    fc.record({
      at: share,
      byte: fc.constantFrom(0x00, 0x0a, 0x22, 0x5b, 0x7b, 0x80, 0xc0, 0xed, 0xff),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((bytes) => change('broken bytes', { garbled: bytes }))

const framings = fc.constantFrom<Mutation>(
  change('chunked', { framing: 'chunked' }),
  breaks('bad chunks', { framing: 'bad chunks', mayWait: true }),
  breaks('no length', { framing: 'none', mayWait: true }),
  ...['0', '1', '17', '999999', '60000000', '-5', 'abc', '5;5', '1 1'].map((declared) =>
    breaks(`Content-Length ${declared}`, { framing: { declared }, mayWait: true }),
  ),
)

const cuts: fc.Arbitrary<Mutation> = fc
  .record({
    within: fc.constantFrom<'head' | 'body'>('head', 'body', 'body'),
    at: share,
    by: fc.constantFrom<'end' | 'reset'>('end', 'reset'),
  })
  .map((cut) => breaks(`cut in the ${cut.within}`, { cut }))

const followings = fc.constantFrom<Mutation>(
  ...[
    'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    `GET /${MARK} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(20),
    'GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n',
    `${MARK}\r\n\r\n`,
    '\0\0\0\0',
  ].map((following) => ({
    name: 'pipelined',
    apply: (draft: Draft) => ({
      ...draft,
      following,
      headers: [...withoutHeader(draft, 'Connection'), ['Connection', 'keep-alive'] as const],
      isBroken: true,
      mayWait: true,
    }),
  })),
)

const odd = fc.constantFrom<Mutation>(
  ...[
    '',
    'null',
    '[]',
    '""',
    '0',
    'true',
    '{',
    '\ufeff{}',
    '{}{}',
    '\0',
    MARK,
    `"${MARK}"`,
    '\xff',
  ].map((text) => change(`body ${text}`, { content: { kind: 'pieces', pieces: [text] } })),
  change('body of 1.2 MB', {
    content: { kind: 'pieces', pieces: [`"${MARK}${'x'.repeat(1_200_000)}"`] },
  }),
  change('random bytes', {
    content: {
      kind: 'pieces',
      pieces: [Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7919) % 256)],
    },
  }),
  change('no body', { content: { kind: 'none' } }),
)

export const bodyMutations = fc.oneof(
  { weight: 4, arbitrary: compressed },
  { weight: 1, arbitrary: bomb },
  { weight: 3, arbitrary: charsets },
  { weight: 4, arbitrary: garbled },
  { weight: 4, arbitrary: framings },
  { weight: 8, arbitrary: cuts },
  { weight: 2, arbitrary: followings },
  { weight: 4, arbitrary: odd },
)
