import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collapseSlashes, safeRedirectPath } from './safe-redirect'

const SITE = 'https://hub.example'

describe('an address of this site is kept', () => {
  test.each([
    ['/', '/'],
    ['/chat/thr_1', '/chat/thr_1'],
    ['/library?sort=name#file-1', '/library?sort=name#file-1'],
    ['/data/../library', '/library'],
    ['/chat/a b', '/chat/a%20b'],
    ['/chat/é\n', '/chat/%C3%A9'],
    ['/?to=//evil.example', '/?to=//evil.example'],
  ])('%j leads to %j', (asked, path) => {
    expect(safeRedirectPath(asked)).toBe(path)
  })
})

describe('every other address leads to the start page', () => {
  test.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\n//evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    '/%2e//evil.example',
    '/a/..//evil.example',
    '/a/../\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'chat/thr_1',
    ' /chat/thr_1',
    '',
    null,
    undefined,
    ['/library'],
    new File([], '/library'),
  ])('%j', (asked) => {
    expect(safeRedirectPath(asked)).toBe('/')
  })
})

test('whatever is asked for, a browser stays on this site', () => {
  const piece = fc.constantFrom('/', '\\', '.', '..', '%2e', '\t', '\n', '\r', '@', ':', '?', '#')
  const name = fc.constantFrom('evil.example', 'https:', 'javascript:', 'a', 'é', '%2f', '%5c', ' ')
  const address = fc.array(fc.oneof(piece, name, fc.string()), { maxLength: 12 })
  fc.assert(
    fc.property(address, (pieces) => {
      const path = safeRedirectPath(`/${pieces.join('')}`)
      const read = new URL(path, SITE)
      expect(read.origin).toBe(SITE)
      expect(read.username).toBe('')
      // It is in its final form: reading it again, or sending it in a header, changes nothing.
      expect(safeRedirectPath(path)).toBe(path)
      expect(new Headers({ Location: path }).get('Location')).toBe(path)
      expect(path).not.toMatch(/^\/[/\\]/)
    }),
    { numRuns: 2_000 },
  )
})

describe('an address that begins with several slashes leads to the page it means', () => {
  test.each([
    ['//', '/'],
    ['///', '/'],
    ['//?ref=mail', '/?ref=mail'],
    ['//library', '/library'],
    ['//evil.example/a', '/evil.example/a'],
    ['//\\evil.example', '/evil.example'],
    ['//\t/evil.example', '/'],
    ['//a/..//evil.example', '/'],
  ])('%j leads to %j', (asked, path) => {
    expect(collapseSlashes(asked)).toBe(path)
  })

  test.each(['/', '/library', '/a//b', '', 'a'])('%j is left as it is', (asked) => {
    expect(collapseSlashes(asked)).toBeUndefined()
  })
})
