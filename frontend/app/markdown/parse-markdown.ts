/** Markdown as tokens: GFM, with formulas, foldable parts, and emphasis and addresses as CJK writers use them. */
import { Marked, type MarkedToken, type Token, Tokenizer, type Tokens } from 'marked'
import { MARK, MARK_END } from './citations'
import { FORMULAS, formulaAt } from './formulas'

export type Formula = { type: 'formula'; raw: string; text: string; isBlock: boolean }
export type Details = { type: 'details'; raw: string; summary: Token[]; tokens: Token[] }

const CJK =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}\\u3000-\\u303F\\uFF00-\\uFFEF'
/**
 * Without spaces between words, punctuation does not tell on which side of `**` a word is: what CommonMark calls
 * punctuation counts as a letter where it is full-width, or has a run of marks between itself and a CJK character.
 */
const CJK_PUNCTUATION = new RegExp(
  `(?=[${CJK}])[\\p{P}\\p{S}]|(?![*_~])[\\p{P}\\p{S}](?=[*~]{1,3}[${CJK}])|(?<=[${CJK}][*~]{1,3})(?![*_~])[\\p{P}\\p{S}]`,
  'gu',
)
const BEGINS_BESIDE_CJK = new RegExp(`^[*~]{1,3}(?:[${CJK}])`, 'u')
const ENDS_IN_CJK = new RegExp(`[${CJK}]$`, 'u')

/** An address ends before full-width punctuation, and before a CJK letter that follows a Latin one: a particle. */
const ADDRESS_END = new RegExp(`(?=[${CJK}])[\\p{P}\\p{S}]|(?<=[A-Za-z0-9])[${CJK}]`, 'u')

/** A citation stands where a footnote's sign would: it ends emphasis as punctuation does. */
const CITATIONS = new RegExp(MARK.source, 'g')
const dots = (text: string) => '.'.repeat(text.length)
const letters = (text: string) => 'a'.repeat(text.length)

/** The library looks for the end of each mark of a paragraph in all of it: this takes the square of their number. */
const MOST_EMPHASIS_MARKS = 1_000

/** The same for each mark of a paragraph. */
let lastMasked: { given: string; masked: string | undefined } = { given: '', masked: '' }

/** `undefined` where the marks are too many to be looked at: they are then text. */
function mask(given: string): string | undefined {
  if (lastMasked.given !== given) {
    const isTooMuch = (given.match(/[*_~]+/g)?.length ?? 0) > MOST_EMPHASIS_MARKS
    const masked = isTooMuch
      ? undefined
      : given.replace(FORMULAS, letters).replace(CJK_PUNCTUATION, letters).replace(CITATIONS, dots)
    lastMasked = { given, masked }
  }
  return lastMasked.masked
}

/** The character before a mark, as it counts for it. */
function before(src: string, prevChar: string): string {
  if (BEGINS_BESIDE_CJK.test(src) || ENDS_IN_CJK.test(prevChar)) return ''
  return prevChar === MARK_END ? '.' : prevChar
}

const own = Tokenizer.prototype

/** Quotes in quotes, lists in lists; and as many again of emphasis in emphasis. */
const DEEPEST = 30
let depth = 0

/** Each level is read again for each level around it. */
function nested<T>(read: () => T): T {
  if (depth >= DEEPEST) throw new RangeError(`Markdown is nested deeper than ${DEEPEST} levels.`)
  depth += 1
  try {
    return read()
  } finally {
    depth -= 1
  }
}

const marked = new Marked({
  gfm: true,
  tokenizer: {
    // Tags are read one by one, within the text.
    html: () => undefined,
    blockquote(src) {
      return nested(() => own.blockquote.call(this, src))
    },
    list(src) {
      return nested(() => own.list.call(this, src))
    },
    link(src) {
      return nested(() => own.link.call(this, src))
    },
    reflink(src, links) {
      return nested(() => own.reflink.call(this, src, links))
    },
    def(src) {
      const definition = own.def.call(this, src)
      return definition?.tag.startsWith('^') ? undefined : definition
    },
    emStrong(src, maskedSrc, prevChar = '') {
      const masked = mask(maskedSrc)
      if (!masked) return undefined
      return nested(() => own.emStrong.call(this, src, masked, before(src, prevChar)))
    },
    del(src, maskedSrc, prevChar = '') {
      const masked = mask(maskedSrc)
      if (!masked) return undefined
      return nested(() => own.del.call(this, src, masked, before(src, prevChar)))
    },
    url(src) {
      const [address = ''] = /^\S{0,2000}/.exec(src) ?? []
      const end = address.search(ADDRESS_END)
      return own.url.call(this, end > 0 ? src.slice(0, end) : src)
    },
  },
  extensions: [
    {
      name: 'formula',
      level: 'block',
      start: (src) => /\n {0,3}(?:\\\[|\$\$)/.exec(src)?.index,
      tokenizer(src) {
        const indent = /^ {0,3}/.exec(src)?.[0].length ?? 0
        const found = formulaAt(src, indent)
        const rest = found && /^[ \t]*(?:\n|$)/.exec(src.slice(indent + found.raw.length))?.[0]
        if (!found?.isDisplay || rest === undefined) return undefined
        const raw = src.slice(0, indent) + found.raw + rest
        return { type: 'formula', raw, text: found.text, isBlock: true } satisfies Formula
      },
    },
    {
      name: 'formula',
      level: 'inline',
      start: (src) => /\\[([]|\$\$/.exec(src)?.index,
      tokenizer(src) {
        const found = formulaAt(src, 0)
        if (!found) return undefined
        return {
          type: 'formula',
          raw: found.raw,
          text: found.text,
          isBlock: false,
        } satisfies Formula
      },
    },
    {
      name: 'comment',
      level: 'block',
      start: (src) => /\n {0,3}<!--/.exec(src)?.index,
      tokenizer(src) {
        const raw = /^ {0,3}<!--[\s\S]*?-->[ \t]*(?:\n|$)/.exec(src)?.[0]
        return raw === undefined ? undefined : { type: 'comment', raw }
      },
    },
    {
      name: 'details',
      level: 'block',
      start: (src) => /\n {0,3}<details(?: open)?>/i.exec(src)?.index,
      tokenizer(src) {
        const raw = detailsIn(src)
        if (raw === undefined) return undefined
        const inner = raw.replace(/^\s*<details(?: open)?>\s*/i, '').replace(/<\/details>\s*$/i, '')
        const [head = '', title = ''] =
          /^<summary>([\s\S]{0,500}?)(?:<\/summary>|$)[ \t]*/i.exec(inner) ?? []
        return {
          type: 'details',
          raw,
          summary: this.lexer.inline(title.trim()),
          tokens: nested(() => this.lexer.blockTokens(inner.slice(head.length), [])),
        } satisfies Details
      },
    },
  ],
})

const DETAILS = /<(\/?)details(?: open)?>/gi

/** To the end that belongs to it, or of the text. */
function detailsIn(src: string): string | undefined {
  if (!/^ {0,3}<details(?: open)?>/i.test(src)) return undefined
  let depth = 0
  for (const { index, 0: tag, 1: slash } of src.matchAll(DETAILS)) {
    depth += slash ? -1 : 1
    if (depth > 0) continue
    const end = index + tag.length
    return src.slice(0, end) + (/^[ \t]*\n?/.exec(src.slice(end))?.[0] ?? '')
  }
  return src
}

/** @throws RangeError where the text is nested too deep */
export const parseMarkdown = (text: string): Token[] => marked.lexer(text)

export type { MarkedToken, Token, Tokens }
