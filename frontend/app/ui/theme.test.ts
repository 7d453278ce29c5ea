import { expect, test } from 'vitest'
import { nextTheme, themeOf } from './theme'

test('the theme button goes from system to light to dark and round again', () => {
  expect(nextTheme('system')).toBe('light')
  expect(nextTheme('light')).toBe('dark')
  expect(nextTheme('dark')).toBe('system')
})

test.each([
  ['a=b; theme=dark', 'dark'],
  ['theme=light', 'light'],
  ['theme=purple', 'system'],
  ['mytheme=dark', 'system'],
  [null, 'system'],
])('the cookie %s means %s', (cookie, theme) => {
  expect(themeOf(cookie)).toBe(theme)
})
