import { expect, test } from 'vitest'
import { continuesSession } from './continues-session'

const page = (headers: Record<string, string>, method = 'GET') => ({
  method,
  headers: new Headers(headers),
})
const sameOrigin = { 'Sec-Fetch-Site': 'same-origin' }

test.each([
  ['a link inside the site continues the session', page(sameOrigin), false, true],
  [
    'a reload gets a new session',
    page({ ...sameOrigin, 'Cache-Control': 'max-age=0' }),
    false,
    false,
  ],
  [
    'a hard reload gets a new session',
    page({ ...sameOrigin, 'Cache-Control': 'no-cache' }),
    false,
    false,
  ],
  [
    'the page after a form continues, though browsers mark it like a reload',
    page({ ...sameOrigin, 'Cache-Control': 'max-age=0' }),
    true,
    true,
  ],
  [
    'a form of this site continues',
    page({ ...sameOrigin, 'Cache-Control': 'max-age=0' }, 'POST'),
    false,
    true,
  ],
  ['a typed address gets a new session', page({ 'Sec-Fetch-Site': 'none' }), false, false],
  [
    'a link from another site gets a new session',
    page({ 'Sec-Fetch-Site': 'cross-site' }),
    false,
    false,
  ],
  [
    'a form from another site never touches the session',
    page({ 'Sec-Fetch-Site': 'cross-site' }, 'POST'),
    true,
    false,
  ],
  ['a sibling domain is another site', page({ 'Sec-Fetch-Site': 'same-site' }), false, false],
  [
    'an older browser continues when it came from this host',
    page({ Referer: 'https://hub.example/library', Host: 'hub.example' }),
    false,
    true,
  ],
  [
    'an older browser gets a new session when it came from elsewhere',
    page({ Referer: 'https://elsewhere.example/', Host: 'hub.example' }),
    false,
    false,
  ],
  ['a request that says nothing gets a new session', page({}), false, false],
])('%s', (_promise, request, answersForm, continues) => {
  expect(continuesSession(request, answersForm)).toBe(continues)
})
