import { expect, test } from 'vitest'
import { formatBytes } from './format-bytes'

test.each([
  [0, '0 bytes'],
  [900, '900 bytes'],
  [1_536, '1.5 KB'],
  [20 * 2 ** 20, '20 MB'],
  [2 ** 30, '1 GB'],
])('%d reads as %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words)
})
