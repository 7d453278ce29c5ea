import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import MarkdownBlocks from './markdown-blocks'

const draw = (text: string) =>
  renderToStaticMarkup(<MarkdownBlocks text={text} isGrowing={false} sources={[]} messageId="m1" />)

describe('the direction', () => {
  test.each([
    ['a paragraph', 'مرحبا', '<p dir="auto">'],
    ['a heading', '# שלום', '<h2 dir="auto">'],
    ['a quote', '> שלום', '<blockquote dir="auto"><p>שלום'],
    ['a row of a list', '- שלום\n- Hello', '<li dir="auto">שלום</li><li dir="auto">Hello'],
    ['a row with paragraphs', '- שלום\n\n- Hello', '<li dir="auto"><p>שלום'],
    ['a row of a numbered list', '1. שלום', '<ol start="1"><li dir="auto">'],
    ['code in a line', 'שלום `npm test`', '<code dir="auto">npm test'],
    [
      'the head of what folds',
      '<details><summary>עוד</summary>x</details>',
      '<summary dir="auto">',
    ],
    ['a cell of a table', '| a |\n|---|\n| שלום |', '<td dir="auto">שלום'],
  ])('of %s is that of its own words', (_, text, html) => {
    expect(draw(text)).toContain(html)
  })

  test.each([
    ['| اليوم | a |\n|---|---|\n| 1 | b |', 'rtl'],
    ['| 1 | יום |\n|---|---|\n| 1 | b |', 'rtl'],
    ['| Day | יום |\n|---|---|\n| 1 | b |', 'ltr'],
    ['| 日 | a |\n|---|---|\n| 1 | b |', 'ltr'],
  ])('of the columns of %j is that of their names: %s', (text, direction) => {
    expect(draw(text)).toContain(`<table dir="${direction}">`)
  })

  test('of a cell without letters is that of its table', () => {
    expect(draw('| יום |\n|---|\n| 1 |')).toContain('<td>1</td>')
  })
})
