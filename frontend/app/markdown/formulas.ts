/** Formulas as models write them, between TeX's delimiters. The same backslashes also escape brackets in prose. */

const LONGEST = 2_000
const PAIRS = [
  ['\\[', '\\]'],
  ['\\(', '\\)'],
  ['$$', '$$'],
] as const

/** What prose has none of: commands, indices, relations, products, or a name alone. */
const TEX = /[\\^_={}<>|+]|^[A-Za-z]\d?$|\d\s*[-/]\s*\d|[\w)]\s*[*×·÷]\s*[\w(]/
const SPACED = /^\s[\s\S]*\s$/

export type FoundFormula = { raw: string; text: string; isDisplay: boolean }

export function formulaAt(src: string, at: number): FoundFormula | undefined {
  const pair = PAIRS.find(([open]) => src.startsWith(open, at))
  if (!pair) return undefined
  const [open, close] = pair
  const inner = src.slice(at + open.length, at + open.length + LONGEST)
  const length = inner.indexOf(close)
  if (length === -1) return undefined
  const words = inner.slice(0, length)
  if (!isFormula(words, open)) return undefined
  const raw = open + words + close
  return { raw, text: words.trim(), isDisplay: open !== '\\(' }
}

function isFormula(words: string, open: string) {
  const text = words.trim()
  if (!text || /\n[ \t]*\n/.test(words)) return false
  return TEX.test(text) || (open !== '$$' && SPACED.test(words))
}

/** Those that are whole, also some that are none. */
export const FORMULAS = /\\\[[^\n]{0,500}?\\\]|\\\([^\n]{0,500}?\\\)|\$\$[^$\n]{1,500}\$\$/g

/** How much of a growing text waits for the end of what may become a formula. */
const LONGEST_WAIT = 40

/** A formula comes at once with its end. */
export function withoutOpenFormula(text: string): string {
  let rest = text
  for (const [open, close] of PAIRS) {
    const at = lastOpening(rest, open, close)
    if (at === undefined) continue
    const words = rest.slice(at + open.length)
    const waits = words.length < LONGEST_WAIT && !words.includes('\n\n')
    if (waits || (words.length < LONGEST && isFormula(words, open))) rest = rest.slice(0, at)
  }
  return rest
}

function lastOpening(text: string, open: string, close: string): number | undefined {
  if (open === close) {
    const parts = text.split(open)
    return parts.length % 2 === 0 ? text.lastIndexOf(open) : undefined
  }
  const at = text.lastIndexOf(open)
  return at > text.lastIndexOf(close) ? at : undefined
}
