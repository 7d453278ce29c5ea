import { describe, expect, test } from 'vitest'
import { validateRequest } from './validate-request'

type Asked = { method?: string; target?: string; headers?: Record<string, string> }

const statusOf = ({ method = 'GET', target = '/', headers = {} }: Asked) =>
  validateRequest({ method, target, headers: new Headers({ Host: 'hub.example', ...headers }) })

test.each([
  '/',
  '/chat/thr_1?index#a',
  '/library?a=%E0%A4%A',
  '/caf%C3%A9',
  '/a//b',
  '/?a_data=1&x=_data',
])('%s is looked at', (target) => {
  expect(statusOf({ target })).toBeUndefined()
})

test.each([
  '*',
  '',
  'http://[',
  'http://hub.example/',
  'foo://bar',
  '//evil.example',
  '//a@[#',
  '/\\evil.example',
  '/%',
  '/%E0%A4%A',
  '/chat/%ff.data',
  '/chat/%00',
  '/chat/a%0d%0ab',
  '/?_data=root',
  '/?index&_data',
])('%s is no address of this site', (target) => {
  expect(statusOf({ target })).toBe(400)
})

test('an address that is too long is refused with 414', () => {
  expect(statusOf({ target: `/${'a'.repeat(4_095)}` })).toBeUndefined()
  expect(statusOf({ target: `/${'a'.repeat(4_096)}` })).toBe(414)
})

test.each(['OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'get', ''])(
  'the method %s is not for this site',
  (method) => {
    expect(statusOf({ method })).toBe(405)
  },
)

describe('the host', () => {
  test.each(['hub.example', 'HUB.example:5173', '127.0.0.1:5173', '[::1]:5173', 'hub:80'])(
    '%s may be one',
    (host) => {
      expect(statusOf({ headers: { Host: host } })).toBeUndefined()
      expect(statusOf({ headers: { 'X-Forwarded-Host': host } })).toBeUndefined()
    },
  )

  test.each(['[', 'a b', 'a:99999', 'a/b', 'user@a', 'a?b', 'a:', ':1', '[::1', 'a..b:x'])(
    '%s cannot be one',
    (host) => {
      expect(statusOf({ headers: { Host: host } })).toBe(400)
      expect(statusOf({ headers: { 'X-Forwarded-Host': host } })).toBe(400)
    },
  )

  test('has to be there', () => {
    expect(validateRequest({ method: 'GET', target: '/', headers: new Headers() })).toBe(400)
  })
})

describe('a form', () => {
  const form = (headers: Record<string, string>) => statusOf({ method: 'POST', headers })

  test.each([
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://hub.example' }],
    [{ Origin: 'https://HUB.example' }],
    [{ Origin: 'https://public.example', 'X-Forwarded-Host': 'public.example, hub.example' }],
    [{}],
  ])('of this site is taken: %o', (headers) => {
    expect(form(headers)).toBeUndefined()
  })

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site', Origin: 'https://hub.example' }],
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'https://hub.example.evil.example' }],
    [{ Origin: 'https://hub.example:444' }],
    [{ Origin: 'null' }],
    [{ Origin: 'nonsense' }],
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }],
  ])('of another site is refused: %o', (headers) => {
    expect(form(headers)).toBe(403)
  })

  test('is not what a page is, which may be opened from anywhere', () => {
    expect(statusOf({ headers: { 'Sec-Fetch-Site': 'cross-site' } })).toBeUndefined()
  })
})
