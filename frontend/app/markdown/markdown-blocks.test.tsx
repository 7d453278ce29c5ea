import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { markCitations, numberSources } from './citations'
import MarkdownBlocks from './markdown-blocks'

function draw(text: string, isGrowing = false) {
  return renderToStaticMarkup(
    <MarkdownBlocks text={text} isGrowing={isGrowing} sources={[]} messageId="m1" />,
  )
}

/** Without the attribute that lets each text run its own way. */
const undirected = (text: string, isGrowing = false) =>
  draw(text, isGrowing).replaceAll(/ dir="(auto|ltr)"/g, '')

describe('what could do harm', () => {
  test.each([
    ['[x](javascript:alert(1))'],
    ['[x](JaVaScRiPt:alert(1))'],
    ['[x](java\tscript:alert(1))'],
    ['[x](data:text/html,<script>alert(1)</script>)'],
    ['[x](vbscript:msgbox(1))'],
    ['<javascript:alert(1)>'],
    ['![x](javascript:alert(1))'],
    ['[x]: javascript:alert(1)\n\n[x]'],
  ])('%s is no link', (text) => {
    const html = draw(text)

    expect(html).not.toMatch(/href|src=/)
  })

  test.each([
    ['<img src=x onerror=alert(1)>', 'img'],
    ['<script>alert(1)</script>', 'script'],
    ['<iframe src="https://example.com"></iframe>', 'iframe'],
    ['Hi <b onclick="alert(1)">there</b>', 'b'],
    ['<div style="position:fixed">over</div>', 'div'],
    ['<svg><a href="javascript:alert(1)"><text>x</text></a></svg>', 'svg'],
    ['<!-- hidden -->', '!--'],
    ['<u style="position:fixed">over</u>', 'u'],
    ['<sub onclick=alert(1)>x</sub>', 'sub'],
    ['<details ontoggle=alert(1) open>x</details>', 'details'],
    ['<details><summary><img src=x onerror=alert(1)></summary></details>', 'img'],
    ['<u><script>alert(1)</script></u>', 'script'],
    ['<form><button>Send</button></form>', 'button'],
    ['<style>body{display:none}</style>', 'style'],
    ['<a href="https://example.com">x</a>', 'a'],
  ])('%s is shown as text, not as an element', (text, tag) => {
    const html = draw(text)

    expect(html).not.toContain(`<${tag}`)
    expect(html).not.toMatch(/<[^>]*\son\w+=/)
  })

  test('a picture is a link, so that its server does not learn who reads this', () => {
    const html = draw('![A chart](https://example.com/chart.png)')

    expect(html).not.toContain('<img')
    expect(html).toContain('href="https://example.com/chart.png"')
    expect(html).toContain('A chart')
  })
})

test('a link opens beside the chat and tells nothing of it', () => {
  expect(draw('[guide](https://example.com/a)')).toContain(
    '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer">guide</a>',
  )
})

test('headings begin below the one of the page and carry no ids', () => {
  expect(undirected('# One\n\n## Two\n\n### Three')).toBe('<h2>One</h2><h2>Two</h2><h3>Three</h3>')
  expect(undirected('Words.\n\n### Three\n\n#### Four\n\n## Two')).toBe(
    '<p>Words.</p><h2>Three</h2><h3>Four</h3><h2>Two</h2>',
  )
})

test('emphasis ends before a citation, and begins after one, whatever it holds', () => {
  const one = '\uE0001\uE001'

  expect(undirected(`**It costs 210 euros.**${one}`)).toContain(
    '<strong>It costs 210 euros.</strong>',
  )
  expect(undirected(`Yes${one}**“210” euros** in *all*${one}.`)).toMatch(
    /<strong>“210” euros<\/strong> in <em>all<\/em>/,
  )
})

test('lists, emphasis, tables and code are drawn', () => {
  const html = undirected(
    '1. **One**\n2. `two`\n\n| a | b |\n|---|---|\n| c | d |\n\n```js\nlet a = "<b>"\n```',
  )

  expect(html).toContain(
    '<ol start="1"><li><strong>One</strong></li><li><code>two</code></li></ol>',
  )
  expect(html).toMatch(/<div tabindex="0" class="[^"]*"><table><thead>/)
  expect(html).toContain('<code>let a = &quot;&lt;b&gt;&quot;</code>')
  expect(html).toContain('>js</span>')
})

test('a task list says what is done', () => {
  const html = draw('- [x] written\n- [ ] posted')

  expect(html).toContain('aria-label="Done"')
  expect(html).toContain('aria-label="To do"')
  expect(html).not.toContain('<input')
})

test('while a text grows, half-written marks do not flash', () => {
  expect(draw('This is **impor', true)).not.toContain('**')
})

test('a citation is a small link to its source', () => {
  const answer = {
    type: 'output_text' as const,
    text: 'Start small. Then **grow**.',
    annotations: [
      {
        type: 'annotation' as const,
        source: { type: 'file' as const, title: 'habits.md', filename: 'habits.md' },
        index: 12,
      },
    ],
  }
  const sources = numberSources([answer])

  const html = renderToStaticMarkup(
    <MarkdownBlocks
      text={markCitations(answer, sources)}
      isGrowing={false}
      sources={sources}
      messageId="m1"
    />,
  )

  expect(html).toMatch(/Start small\.<sup[^>]*><a href="#source-m1-1"[^>]*>1<\/a><\/sup> Then/)
})
