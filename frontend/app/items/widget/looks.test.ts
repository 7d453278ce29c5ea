import { expect, test } from 'vitest'
import { boxStyle, space, toneOf } from './looks'

test.each([
  [2, '0.5rem'],
  ['8px', '0.5rem'],
  ['1.5rem', '1.5rem'],
  [400, '3rem'],
  [-4, '0rem'],
  ['calc(100vw)', undefined],
  [Number.NaN, undefined],
])('a space of %s is %s', (value, expected) => {
  expect(space(value)).toBe(expected)
})

test('colours are ours, by their meaning', () => {
  expect(toneOf('success')).toBe('good')
  expect(toneOf('red-500')).toBe('danger')
  expect(toneOf('#ff00ff')).toBeUndefined()
  expect(toneOf({ light: '#fff', dark: '#000' })).toBeUndefined()
})

test('nothing of a box leaves its frame or loads something', () => {
  const style = boxStyle({
    type: 'Box',
    background: 'url(https://example.com/x.png)',
    width: '100vw',
    height: 1e9,
    flex: '0 0 9999px',
    radius: 'constructor',
    padding: { x: 2, top: 'env(x)' },
  })

  expect(Object.entries(style).filter(([, value]) => value !== undefined)).toEqual([
    ['paddingLeft', '0.5rem'],
    ['paddingRight', '0.5rem'],
  ])
})
