/** Odd request lines and headers. */
import fc from 'fast-check'
import { MARK, named, oddTexts } from '../odd-values.ts'
import type { Draft, Header } from '../request.ts'
import { breaks, change, type Mutation, withoutHeader } from './mutation.ts'

const of = (mutations: Mutation[]) => fc.constantFrom(...mutations)

const methods = of([
  ...[
    'HEAD',
    'OPTIONS',
    'PUT',
    'DELETE',
    'PATCH',
    'GET',
    'POST',
    'PROPFIND',
    'SEARCH',
    'TRACE',
  ].map((method) => change(`method ${method}`, { method })),
  ...['CONNECT', 'get', MARK.toUpperCase(), '', 'G ET', 'PRI'].map((method) =>
    breaks(`method ${JSON.stringify(method)}`, { method, mayWait: true }),
  ),
])

/** Forms that a server's parser of addresses may choke on, and the product after it. */
const targets = of([
  ...[
    'http://[',
    '//a@[#',
    'foo://bar',
    'http://evil.example/chat/x',
    'https://127.0.0.1/session',
    '//evil.example/',
    '///',
    '/\\evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    `/${MARK}`,
    `/chat/${MARK}`,
    `/chatkit/runs/${MARK}`,
    `/chatkit/runs/${MARK}/cancel`,
    `/library/files/${MARK}`,
    `/attachments/${MARK}`,
    `/attachments/@picture@?session=${MARK}&expires=9e9&signature=x`,
    '/attachments/@picture@?session[]=a&expires=NaN&signature=%ff',
    '/attachments/@picture@?expires=1e999&session=&signature=',
    `/receipts/${MARK}`,
    `/data/receipts/${MARK}/download`,
    '/%',
    '/%zz',
    '/%00',
    '/chat/%00',
    '/chat/%E0%A4%A',
    '/chatkit/runs/%E0%A4%A',
    '/library/files/%C0%AE%C0%AE',
    '/..%2f..%2f..%2fetc/passwd',
    '/assets/..%2f..%2fserver/index.js',
    '/assets/../../../package.json',
    '/assets/',
    '/assets/%ff',
    `/assets/${MARK}.js`,
    '/build/server/index.js',
    '/.env',
    '/session?receipt[]=1&receipt=1',
    '/session?receipt=1&receipt=1',
    '/session?__proto__[x]=1',
    `/?${'a[b]'.repeat(300)}=${MARK}`,
    `/?index&${'x&'.repeat(2_000)}`,
    `/${'a/'.repeat(2_000)}`,
    `/chat/${'x'.repeat(6_000)}`,
    '/chat/__proto__',
    '/chat/constructor/rename',
    '/_root.data?_routes=%ff',
    '/_root.data?_routes=__proto__',
    '/.data',
    '/chat/.data',
    `/chat/${MARK}.data?_routes=routes%2F_hub.chat.%24threadId`,
    '/library.data.data',
    '/__manifest?p=/chat/x',
    '/?_data=root',
    '/?_data=routes%2F_hub.library',
    '/chat/victim?_data=@victimThread@',
    '/chat/@victimThread@',
    '/chat/@victimThread@.data',
    '/chatkit/runs/@victimRun@',
    '/attachments/@victimPicture@',
    '/library/files/@victimFile@',
    '/*',
  ].map((target) => change(`target ${target.slice(0, 50)}`, { target })),
  ...[
    '*',
    '',
    'chat',
    '/a b',
    '/\t/evil.example',
    '/\0',
    '/\xff\xfe',
    '/☕',
    `/${'a'.repeat(20_000)}`,
    '/#fragment',
    '?index',
    '127.0.0.1:80',
    '[::1]',
    '\\\\server\\share',
  ].map((target) =>
    breaks(`target ${JSON.stringify(target.slice(0, 20))}`, { target, mayWait: true }),
  ),
])

const queries: fc.Arbitrary<Mutation> = fc
  .record({ key: oddTexts, value: oddTexts, isEncoded: fc.boolean() })
  .map(({ key, value, isEncoded }) => {
    const encode = (text: string) =>
      encodeURIComponent(text.toWellFormed().slice(0, 2_000)).replace(/%40(\w+)%40/g, '@$1@')
    const pair = `${encode(key)}=${isEncoded ? encode(value) : '%'}`
    return {
      name: 'query',
      apply: (draft) => ({
        ...draft,
        target: `${draft.target}${draft.target.includes('?') ? '&' : '?'}${pair}`,
      }),
    }
  })

const versions = of(
  ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/3', 'http/1.1', 'HTTP/1.1x', 'HTTP/9.9', ''].map(
    (version) => breaks(`version ${version}`, { version, mayWait: true }),
  ),
)

/** A header set to this, in place of what it was. */
const sets = (name: string, value: string, fields: Partial<Draft> = {}): Mutation => ({
  name: `${name}: ${value.slice(0, 40)}`,
  apply: (draft) => ({
    ...draft,
    ...fields,
    headers: [...withoutHeader(draft, name), [name, value] as const],
  }),
})
const setsBroken = (name: string, value: string) =>
  sets(name, value, { isBroken: true, mayWait: true })
const each = (name: string, values: string[], how = sets) => values.map((value) => how(name, value))

const knownHeaders = of([
  ...each('Host', ['[', '', '[::1', 'evil.example', 'a@b', 'x:99999', 'a b', `${MARK}.example`]),
  ...each(
    'Host',
    ['127.0.0.1:x', '%00', '..', '@', '#', '?', '/', 'http://a', '[::1]:1'],
    setsBroken,
  ),
  ...each('X-Forwarded-Host', ['evil.example', '[', '', 'a,b', `${MARK}.example`, 'a@b/c']),
  ...each('X-Forwarded-Proto', ['https', '[', 'javascript', '', 'https,http', `${MARK}`, ':']),
  ...each('X-Forwarded-For', ['1.2.3.4', MARK, '::1, [', ' ', ','.repeat(2_000)]),
  ...each('X-Real-IP', ['1.2.3.4', MARK, '[', '2001:db8::1%eth0', ' ']),
  ...each('Forwarded', [`for="${MARK}";host=evil.example;proto=http://[`]),
  ...each('Origin', ['null', 'https://evil.example', '[', MARK, 'http://localhost:1@evil.example']),
  ...each('Content-Type', [
    'application/json; charset=utf-16',
    'application/json; charset=utf-7',
    `application/json; charset=${MARK}`,
    'application/json; charset="',
    'application/json;;;',
    'application/JSON',
    'application/vnd.api+json',
    'application/problem+json; charset=iso-8859-1',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    `multipart/form-data; boundary=`,
    `multipart/form-data; boundary="${MARK}`,
    `multipart/form-data; boundary=${'x'.repeat(300)}`,
    'multipart/mixed; boundary=a',
    `${MARK}`,
    '/',
    '',
    ';',
    `application/json; ${'a=b;'.repeat(1_000)}`,
  ]),
  ...each('Content-Encoding', [
    'gzip',
    'deflate',
    'br',
    'identity',
    'zstd',
    MARK,
    'gzip, gzip',
    '',
  ]),
  ...each('Expect', ['100-continue', `${MARK}`, '200-ok'], setsBroken),
  ...each(
    'Transfer-Encoding',
    ['identity', 'gzip, chunked', 'chunked, chunked', 'xchunked', ','],
    setsBroken,
  ),
  ...each(
    'Content-Length',
    ['-1', '0x10', '1e3', '+5', '5, 5', '99999999999999999999', ' ', ''],
    setsBroken,
  ),
  ...each('Connection', ['upgrade', 'keep-alive', 'close, X-Session-Id', MARK]),
  ...each('Upgrade', ['websocket', 'h2c', MARK]),
  ...each('Accept', ['', 'text/event-stream', 'application/json;q=9', MARK, '*/*;'.repeat(2_000)]),
  ...each('Accept-Encoding', ['gzip', 'br', 'identity;q=0', '*;q=0', MARK]),
  ...each('Accept-Language', ['', MARK, 'x'.repeat(2_000), '../..']),
  ...each('Range', ['bytes=0-', 'bytes=5-1', 'bytes=-0', 'bytes=0-1,2-3,4-', MARK, 'bytes=9e9-']),
  ...each('If-None-Match', ['*', `"${MARK}"`, 'W/']),
  ...each('If-Modified-Since', ['Thu, 01 Jan 1970 00:00:00 GMT', MARK]),
  ...each('If-Match', ['"x"', '*']),
  ...each('X-Session-Id', [
    '',
    MARK,
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '@session@, @session@',
    ' @session@',
    '@session@\0',
    '__proto__',
    'x'.repeat(5_000),
  ]),
  ...each('X-Request-Id', ['a', 'x'.repeat(101), '\xff'.repeat(20), `${MARK} ${MARK}`, '../../x']),
  ...each('X-Private-Window', ['1', '0', MARK, '1'.repeat(500)]),
  ...each('X-Resume', ['1', '2', MARK]),
  ...each('X-Client-Tools', ['get_local_date', ','.repeat(5_000), MARK, '__proto__,constructor']),
  ...each('X-HTTP-Method-Override', ['DELETE', MARK]),
  ...each('Last-Event-ID', [
    '@run@:0',
    '@run@:1',
    '@run@:999999999999999999999',
    '@running@:-1',
    '@victimRun@:0',
    `run_${MARK}:1`,
    MARK,
    ':',
    '\xff',
  ]),
  ...each('Idempotency-Key', [MARK, 'x'.repeat(255), 'x'.repeat(256), 'ü', '__proto__', ' ']),
  ...each('Authorization', [
    'Bearer',
    'Bearer ',
    `Bearer ${MARK}`,
    'Basic Og==',
    'Basic \xff',
    ':',
  ]),
  ...each('Sec-Fetch-Site', ['cross-site', 'none', 'same-origin', MARK, '']),
  ...each('Referer', ['http://[', MARK, 'about:blank', '/']),
  ...each('Purpose', ['prefetch']),
])

const cookies = of(
  each('Cookie', [
    '',
    ';',
    '=',
    `hub_session=${MARK}`,
    'hub_session=',
    'hub_session=%',
    'hub_session=%00%ff',
    `hub_session=${Buffer.from('{"id":"x"}').toString('base64')}.`,
    `hub_session=${Buffer.from('{"id":"@victimThread@"}').toString('base64')}.AAAA`,
    `hub_session=${'e30%3D.'.repeat(100)}`,
    `__Host-hub_session=${MARK}; hub_session=a; hub_session=b`,
    `theme=${MARK}`,
    'theme=light; theme=dark',
    'theme=__proto__',
    `@cookie@${MARK}`,
    '@cookie@; @cookie@',
    `${'a=b; '.repeat(500)}@cookie@`,
    '\xff\xfe=\x80',
    `x="${'\\"'.repeat(500)}`,
  ]),
)

const missing: fc.Arbitrary<Mutation> = fc
  .constantFrom('Host', 'X-Session-Id', 'Content-Type', 'Cookie', 'Authorization', 'Origin')
  .map((name) => ({
    name: `no ${name}`,
    apply: (draft) => ({
      ...draft,
      headers: withoutHeader(draft, name),
      isBroken: draft.isBroken || name === 'Host',
    }),
  }))

const doubled: fc.Arbitrary<Mutation> = fc
  .constantFrom<Header>(
    ['Host', 'evil.example'],
    ['X-Session-Id', '00000000-0000-4000-8000-000000000000'],
    ['Content-Type', 'text/plain'],
    ['Cookie', `theme=${MARK}`],
    ['Content-Length', '3'],
    ['Transfer-Encoding', 'chunked'],
    ['Origin', 'https://evil.example'],
    ['Content-Encoding', 'gzip'],
  )
  .map((header) => ({
    name: `second ${header[0]}`,
    apply: (draft) => ({
      ...draft,
      headers: [...draft.headers, header],
      isBroken: true,
      mayWait: true,
    }),
  }))

const shapes = of([
  ...[
    [`X-Odd`, `${MARK}\r\n folded`],
    ['X Odd', MARK],
    ['X-Odd ', MARK],
    ['', MARK],
    ['X-Odd\0', MARK],
    ['X-Odd', `a\0${MARK}`],
    ['X-Odd', `${MARK}\rX-Session-Id: a`],
    ['X-Odd', `${MARK}\nX-Session-Id: a`],
    ['__proto__', MARK],
    ['constructor', MARK],
    ['X-Odd', '\xff\xfe\x80'],
    ['X-Odd', '☕'],
    ['X-Odd', 'x'.repeat(15_000)],
    ['X-Odd', 'x'.repeat(70_000)],
    ['Content-Length\t', '5'],
  ].map(
    ([name = '', value = '']): Mutation => ({
      name: `header ${JSON.stringify(name)}`,
      apply: (draft) => ({
        ...draft,
        headers: [...draft.headers, [name, value] as const],
        isBroken: true,
        mayWait: true,
      }),
    }),
  ),
  {
    name: '1,500 headers',
    apply: (draft) => ({
      ...draft,
      headers: [
        ...draft.headers,
        ...Array.from({ length: 1_500 }, (_, n) => [`X-${n}`, 'a'] as const),
      ],
      isBroken: true,
    }),
  },
])

const oddHeaderValue: fc.Arbitrary<Mutation> = fc
  .record({
    name: fc.constantFrom(
      ...['X-Session-Id', 'Last-Event-ID', 'Idempotency-Key', 'X-Client-Tools', 'Cookie', 'Origin'],
      ...['Content-Type', 'Accept', 'User-Agent', 'X-Forwarded-For', 'Authorization', 'X-Resume'],
    ),
    value: fc.oneof(oddTexts, named),
  })
  .map(({ name, value }) => setsBroken(name, value.replaceAll(/[\r\n]/g, ' ').slice(0, 6_000)))

export const headMutations = fc.oneof(
  { weight: 2, arbitrary: methods },
  { weight: 4, arbitrary: targets },
  { weight: 2, arbitrary: queries },
  { weight: 1, arbitrary: versions },
  { weight: 8, arbitrary: knownHeaders },
  { weight: 2, arbitrary: cookies },
  { weight: 2, arbitrary: missing },
  { weight: 2, arbitrary: doubled },
  { weight: 2, arbitrary: shapes },
  { weight: 2, arbitrary: oddHeaderValue },
)
