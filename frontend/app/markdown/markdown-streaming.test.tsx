import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawn, shown } from '../../test/render-markdown'

const ANSWERS: Record<string, string> = {
  prose:
    'This is **important**, and *that* too: ~~old~~ `new`.\n\nSee [the guide](https://example.com/a_b) or https://example.com/a.',
  lists:
    '1. **One**: do it\n   - a *detail*\n   - another `thing`\n2. Two\n\n- [x] done\n- [ ] to do',
  headings: '# Plan\n\nWords.\n\n## Day 1\n\n> A **quote**\n> of two lines\n\n---\n\nEnd.',
  tables:
    '| Day | Hook |\n|---|---|\n| 1 | **Why** H<sub>2</sub>O |\n| 2 | two<br>lines |\n\nAfter.',
  code: 'Run:\n\n```js\nconst a = `b` // **no**\n\n<b>x</b>\n```\n\nDone.',
  html: 'H<sub>2</sub>O and <u>under</u>.<br>Press <kbd>Ctrl</kbd>.\n\n<details>\n<summary>More</summary>\n\n- One\n\n- **Two**\n\n</details>\n\nAfter <!-- note --> it.',
  formulas:
    'The rate \\(a_1 * b_1\\) is:\n\n\\[\n\\frac{a}{b} = c_1 * d_1\n\\]\n\nand $$ x_1 * y_1 $$ too. Hi \\[Your name\\].',
  Chinese: '**「重点」**内容，见 https://example.com，然后**（加粗）**。\n\n- **终于。**然后',
  Japanese: '**リール（Reels）**を使う。*「斜体」*内容。\n\nhttps://example.com/aを見て。',
  Korean: '**한국어(Korean)**입니다. https://example.com에서 보기.',
  Arabic: 'مرحبا **بالعالم**، انظر https://example.com/a.\n\n- أولا\n- ثانيا `code`',
  emoji: '👩‍👩‍👧 **Family** 𠮷**（よし）**さん',
}

/** Blanks, and what stands for a word that has not come, are not words. */
const words = (text: string) => text.replace(/[\s\u200B]+/g, '')

const HALF_WRITTEN = /\*\*|~~|<\/?[a-z]|\]\(|\\[([\])]|\$\$|`/

describe.each(Object.entries(ANSWERS))('an answer with %s', (name, answer) => {
  const whole = words(shown(answer))

  test('reads at every cut as the beginning of what it will be', () => {
    for (let end = 1; end <= answer.length; end += 1) {
      const cut = words(shown(answer.slice(0, end), true))
      expect(whole.slice(0, cut.length), `cut at ${end}`).toBe(cut)
    }
  })

  test('shows no half-written marks at any cut', () => {
    if (name === 'code') return
    for (let end = 1; end <= answer.length; end += 1) {
      const cut = shown(answer.slice(0, end), true)
      expect(cut, `cut at ${end}`).not.toMatch(HALF_WRITTEN)
    }
  })
})

test('a text that is whole is drawn the same whether it grows or not', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.values(ANSWERS), { minLength: 1 }), (answers) => {
      const text = answers.join('\n\n')
      expect(withoutSpans(drawn(text, true))).toBe(withoutSpans(drawn(text)))
    }),
    { numRuns: 50 },
  )
})

/** What grows has each of its texts in an element. */
const withoutSpans = (html: string) => html.replaceAll(/<span>([^<]*)<\/span>/g, '$1')

test('any pieces of Markdown, cut anywhere, can be drawn and lose no letters', () => {
  const piece = fc.constantFrom(
    ...['**', '*', '_', '~~', '`', '```\n', '\n', '\n\n', '- ', '1. ', '> ', '# ', '| ', '|---|\n'],
    ...[
      '[',
      '](',
      ')',
      '\\[',
      '\\]',
      '\\(',
      '\\)',
      '$$',
      '<sub>',
      '</sub>',
      '<br>',
      '<details>',
      '</details>',
    ],
    ...['<!--', '-->', '<b x>', '「', '」', '，', '重', 'https://example.com', ' ', 'אב', 'مرحبا'],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, isGrowing) => {
      const text = pieces.map((each, i) => `${each}w${i}`).join('')

      const html = drawn(text, isGrowing)

      expect(html).not.toMatch(/<(script|img|iframe|style)\b|\son\w+=/)
      if (!isGrowing && !/<!--|\]\(|\]:|```/.test(text)) {
        for (const i of pieces.keys()) expect(html.replaceAll(/<[^>]+>/g, '')).toContain(`w${i}`)
      }
    }),
    { numRuns: 1_000 },
  )
})
