import { expect, test } from 'vitest'
import { splitBlocks } from './split-blocks'

test('paragraphs, headings and tables are blocks of their own', () => {
  expect(splitBlocks('# One\n\nTwo\nlines\n\n| a |\n|---|\n| b |\n')).toEqual([
    '# One',
    'Two\nlines',
    '| a |\n|---|\n| b |',
  ])
})

test('a list with gaps stays one list, so that its numbers go on', () => {
  const list = '1. One\n\n   more on one\n\n2. Two\n\n3. Three'

  expect(splitBlocks(`${list}\n\nAfter`)).toEqual([list, 'After'])
})

test('code keeps its blank lines', () => {
  const code = '```js\nconst a = 1\n\nconst b = 2\n```'

  expect(splitBlocks(`Before\n\n${code}\n\nAfter`)).toEqual(['Before', code, 'After'])
})

test('a longer fence may show a shorter one', () => {
  const code = '````md\n```js\n\n```\n\ntext\n````'

  expect(splitBlocks(`${code}\n\nAfter`)).toEqual([code, 'After'])
})

test('code that is still being written is one block', () => {
  expect(splitBlocks('Try\n\n```js\nconst a = 1\n\nconst b')).toEqual([
    'Try',
    '```js\nconst a = 1\n\nconst b',
  ])
})

test('text whose parts refer to each other is not cut', () => {
  const text = 'See [the guide][g].\n\nMore.\n\n[g]: https://example.com'

  expect(splitBlocks(text)).toEqual([text])
})

test('blocks that are complete stay the same while the text grows', () => {
  const text = 'One.\n\nTwo.\n\n- a\n- b\n\nThree grows'
  const whole = splitBlocks(text)

  for (let end = text.indexOf('Three'); end <= text.length; end++) {
    expect(splitBlocks(text.slice(0, end)).slice(0, 3)).toEqual(whole.slice(0, 3))
  }
})
