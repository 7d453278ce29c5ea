import { describe, expect, test } from 'vitest'
import { drawn, shown } from '../../test/render-markdown'

describe('harmless HTML', () => {
  test.each([
    ['H<sub>2</sub>O and x<sup>2</sup>', '<p>H<sub>2</sub>O and x<sup>2</sup></p>'],
    ['one<br>two<br/>three<BR />four', '<p>one<br/>two<br/>three<br/>four</p>'],
    ['<u>under</u> <mark>marked</mark>', '<p><u>under</u> <mark>marked</mark></p>'],
    ['Press <kbd>Ctrl</kbd>+<kbd>C</kbd>', '<p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd></p>'],
    ['<b>**bold**</b>', '<p><b><strong>bold</strong></b></p>'],
    ['<u>a <sub>b</sub></u>', '<p><u>a <sub>b</sub></u></p>'],
    ['- <s>old</s>\n- new', '<ul><li><s>old</s></li><li>new</li></ul>'],
    ['# H<sub>2</sub>O', '<h2>H<sub>2</sub>O</h2>'],
    ['before <!-- a note --> after', '<p>before  after</p>'],
    ['before\n\n<!--\na note\n\nof lines\n-->\n\nafter', '<p>before</p><p>after</p>'],
  ])('%s', (text, html) => {
    expect(drawn(text)).toBe(html)
  })

  test('stands in the cells of a table', () => {
    expect(drawn('| a |\n|---|\n| one<br>two<sub>2</sub> |')).toContain(
      '<td>one<br/>two<sub>2</sub></td>',
    )
  })

  test('folds what is between details, its Markdown drawn', () => {
    expect(
      drawn(
        '<details>\n<summary>More **hooks**</summary>\n\n- One\n\n- Two\n\n</details>\n\nAfter',
      ),
    ).toBe(
      '<details><summary>More <strong>hooks</strong></summary><ul><li><p>One</p></li><li><p>Two</p></li></ul></details><p>After</p>',
    )
    expect(drawn('<details><summary>More</summary>One *line*</details>')).toBe(
      '<details><summary>More</summary><p>One <em>line</em></p></details>',
    )
  })

  test('may be nested', () => {
    const text =
      '<details><summary>A</summary>\n\nx\n\n<details><summary>B</summary>\n\ny\n\n</details>\n\nz\n\n</details>\n\nend'

    expect(drawn(text)).toMatch(
      /<p>x<\/p><details>.*<p>y<\/p><\/details><p>z<\/p><\/details><p>end<\/p>$/,
    )
  })
})

describe('other tags are the text that they are', () => {
  test.each([
    'Hi <b onclick="x">there</b>',
    'An <em without an end',
    'A <sub>never closed',
    'closed </sub> only',
    '<u>crossed <s>tags</u> over</s>',
    'List<String> and a<b>c',
    '<div align="center">middle</div>',
    'Write `<sub>2</sub>` for it',
    '<center>',
  ])('%s', (text) => {
    expect(shown(text)).toBe(
      text.replaceAll('`', '').replace('<u>crossed', 'crossed').replace('</u>', ''),
    )
  })
})

describe('formulas', () => {
  test.each([
    ['\\(a_1 * b_2 * c\\)', 'a_1 * b_2 * c'],
    ['\\( x \\)', 'x'],
    ['\\[ E = mc^2 \\]', 'E = mc^2'],
    ['$$ a_i + b_i $$', 'a_i + b_i'],
    [
      '\\[\n\\frac{likes}{views}\n= rate_1 * rate_2\n\\]',
      '\\frac{likes}{views}\n= rate_1 * rate_2',
    ],
    ['$$\n\\sum_{i=1}^{n} i\n$$', '\\sum_{i=1}^{n} i'],
  ])('%j is shown whole, as code', (text, formula) => {
    const html = drawn(text)

    expect(html).not.toMatch(/<em>|<strong>/)
    expect(shown(text).replace(/^FormulaCopy code/, '')).toBe(formula)
    expect(html).toContain('<code')
  })

  test('stand within a sentence, in bold, in lists and in tables', () => {
    expect(drawn('So **the rate \\(a*b\\) of** it')).toBe(
      '<p>So <strong>the rate <code dir="ltr">a*b</code> of</strong> it</p>',
    )
    expect(drawn('- \\(a_1\\)')).toBe('<ul><li><code dir="ltr">a_1</code></li></ul>')
    expect(drawn('| a |\n|---|\n| \\(a_1 * b_1\\) |')).toContain('<code dir="ltr">a_1 * b_1</code>')
  })

  test.each([
    ['Hi \\[Your name\\], welcome', 'Hi [Your name], welcome'],
    ['\\(see below\\)', '(see below)'],
    ['It costs $5 to $10, or $$ to $$$.', 'It costs $5 to $10, or $$ to $$$.'],
    ['`\\(a_1\\)` is code', '\\(a_1\\) is code'],
    ['An open \\( a_1 + b', 'An open ( a_1 + b'],
  ])('%j is none', (text, words) => {
    expect(shown(text)).toBe(words)
  })
})

describe('what CJK writers write', () => {
  test.each([
    ['**「重点」**内容', '<strong>「重点」</strong>内容'],
    ['内容**「重点」**', '内容<strong>「重点」</strong>'],
    ['**リール（Reels）**を使う', '<strong>リール（Reels）</strong>を使う'],
    ['中文**（加粗）**中文', '中文<strong>（加粗）</strong>中文'],
    ['他说**“你好”**吗', '他说<strong>“你好”</strong>吗'],
    ['**한국어(Korean)**입니다', '<strong>한국어(Korean)</strong>입니다'],
    ['**重点：**内容', '<strong>重点：</strong>内容'],
    ['**终于。**然后', '<strong>终于。</strong>然后'],
    ['*「斜体」*内容', '<em>「斜体」</em>内容'],
    ['***「重」***内', '<em><strong>「重」</strong></em>内'],
    ['~~「削除」~~を', '<del>「削除」</del>を'],
    ['これは**`code`**です', 'これは<strong><code>code</code></strong>です'],
    ['**《书名》**和**《另一本》**', '<strong>《书名》</strong>和<strong>《另一本》</strong>'],
    ['**𠮷（よし）**さん', '<strong>𠮷（よし）</strong>さん'],
  ])('%s', (text, html) => {
    expect(drawn(text)).toBe(`<p>${html}</p>`)
  })

  test.each([
    ['https://example.com，然后', 'https://example.com', '，然后'],
    ['https://example.com에서 보기', 'https://example.com', '에서 보기'],
    ['https://example.com/a。下', 'https://example.com/a', '。下'],
    ['https://example.com/a）', 'https://example.com/a', '）'],
    ['https://example.com/a?b=1」と', 'https://example.com/a?b=1', '」と'],
    ['https://example.com/aを見て', 'https://example.com/a', 'を見て'],
    ['https://ja.wikipedia.org/wiki/日本 です', 'https://ja.wikipedia.org/wiki/日本', ' です'],
    ['https://example.com, then', 'https://example.com', ', then'],
  ])('the address in %s ends where it does', (text, address, rest) => {
    expect(drawn(text)).toBe(
      `<p><a href="${address}" target="_blank" rel="noopener noreferrer">${address}</a>${rest}</p>`,
    )
  })

  test.each([
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['snake_case_name', 'snake_case_name'],
    ['a ** b ** c', 'a ** b ** c'],
    ['„**fett**“ und (**bold**)', '„<strong>fett</strong>“ und (<strong>bold</strong>)'],
  ])('other text is as CommonMark has it: %s', (text, html) => {
    expect(drawn(text)).toBe(`<p>${html}</p>`)
  })
})

test('character references are the characters', () => {
  expect(shown('a &amp; b &copy; &#8594; &#x2192; &mdash; &nothing; &#0;')).toBe(
    'a & b © → → — &nothing; \uFFFD',
  )
  expect(drawn('[x](https://example.com/?a=1&amp;b=2)')).toContain('?a=1&amp;b=2"')
})

test('a footnote can be read', () => {
  expect(shown('Small steps[^1].\n\n[^1]: From a study.')).toBe(
    'Small steps[^1].[^1]: From a study.',
  )
})
