import { estimateTokenCount } from 'tokenx'
import { expect, test } from 'vitest'
import { tokensInText } from './tokens.ts'

test.each([
  [
    'of prose',
    'Start small. Film the same loaf three times, and keep the one that made you smile. ',
  ],
  ['of another script', '小さく始めましょう。同じパンを三回撮影してください。'],
  ['of JSON', '{"type":"Text","value":"Hello","size":"sm"},'],
])('a long text %s is measured by a part of it, closely enough', (_, words) => {
  const text = words.repeat(100)

  const ratio = tokensInText(text) / estimateTokenCount(text)

  expect(ratio).toBeGreaterThan(0.8)
  expect(ratio).toBeLessThan(1.25)
})
