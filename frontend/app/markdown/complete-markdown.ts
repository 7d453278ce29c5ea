import remend from 'remend'
import { FORMULAS, withoutOpenFormula } from './formulas'

/** Stands for a formula, whose characters mean something else in Markdown. */
const FORMULA = '\uE010'
/** The line at which a block of code begins, or ends. */
export const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** Of a growing text: without an end that may become a mark, and with the ends of the marks that it has begun. */
export function completeMarkdown(text: string): string {
  if (isInCode(text)) return text.replace(/\n {0,3}(?:`+|~+)$/, '')
  const decided = withoutUndecidedEnd(withoutOpenFormula(text))
  const formulas = decided.match(FORMULAS) ?? []
  if (formulas.length === 0 || decided.includes(FORMULA)) return complete(decided)
  let next = 0
  const completed = complete(decided.replace(FORMULAS, FORMULA))
  return completed.replaceAll(FORMULA, () => formulas[next++] ?? '')
}

function isInCode(text: string) {
  let fence: string | undefined
  for (const line of text.split('\n').slice(0, -1)) {
    const mark = FENCE.exec(line)?.[1]
    if (!fence) fence = mark
    else if (mark?.startsWith(fence)) fence = undefined
  }
  return fence !== undefined
}

/** What the next characters decide about: half a character, the beginnings of a line, of a tag and of a mark. */
const UNDECIDED = [
  /[\uD800-\uDBFF]$/,
  /<!--(?:(?!-->)[\s\S]){0,300}$/,
  /(?:^|\n) {0,3}(?:`{3,}|~{3,})[^\n]{0,100}$/,
  /<(?:\/?[a-z][a-z \t/]{0,20}|\/|!-?)?$/i,
  /(?<=(?:^|\n)[ \t]{0,20}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4})\[[ x]?\]?$/i,
  /(?:^|\n)[ \t>]{0,20}(?:[-+=#>*]{1,100}|\||\d{1,9}[.)]?)[ \t]{0,4}$/,
  /[ \t]{0,20}(?:[*_~`]{1,20}|\\|(?<!\$)\$|!?\[|!)$/,
]

function withoutUndecidedEnd(text: string): string {
  let decided = withoutBegunTable(text)
  for (const end of UNDECIDED) decided = decided.replace(end, '')
  return decided.replace(/(?<!\\)!?\[([^[\]\n\\]{1,300})\]$/, '$1')
}

/** The first line of a table is one only with the second. */
function withoutBegunTable(text: string): string {
  const [, begun = '', second] = /(?:^|\n)( {0,3}\|[^\n]*(?:\n([|:\- \t]*))?)$/.exec(text) ?? []
  if (!begun) return text
  const before = text.slice(0, text.length - begun.length)
  const isFirst = !/(?:^|\n) {0,3}\|[^\n]*\n$/.test(before)
  const pipes = (line: string) => line.split('|').length
  const [first = ''] = begun.split('\n', 1)
  const isWhole = second !== undefined && pipes(second) >= pipes(first)
  return isFirst && !isWhole ? before.trimEnd() : text
}

const complete = (text: string) =>
  remend(text, {
    linkMode: 'text-only',
    katex: false,
    htmlTags: false,
    // These change what stands there for good.
    comparisonOperators: false,
    singleTilde: false,
  })
