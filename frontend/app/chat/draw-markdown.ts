import { astToJSX, type MarkdownToJSX, parser } from 'markdown-to-jsx/react'
import type { ReactNode } from 'react'
import { countMarks } from './count-marks'

/** Quotes in quotes, lists in lists, emphasis in emphasis. */
const DEEPEST = 40
/** Links in links, which take the square of their number. */
const MOST_OPEN_BRACKETS = 50

/**
 * As elements, or none where it is too much, too deep or too tangled to be drawn: its text is then read as it is.
 * @param most marks
 */
export function drawMarkdown(text: string, options: MarkdownToJSX.Options, most: number) {
  if (countMarks(text) > most || isTangled(text)) return undefined
  try {
    const tree = parser(text, options)
    return isTooDeep(tree) ? undefined : (astToJSX(tree, options) as ReactNode)
  } catch {
    return undefined // deeper than the parser can follow
  }
}

function isTangled(text: string) {
  let open = 0
  for (const [bracket] of text.matchAll(/[[\]]/g)) {
    open = bracket === '[' ? open + 1 : Math.max(open - 1, 0)
    if (open > MOST_OPEN_BRACKETS) return true
  }
  return false
}

/** Level by level, so that depth itself cannot exhaust the walk. */
function isTooDeep(tree: unknown) {
  let level = [tree]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST * 2) return true
    level = level.flatMap((node) =>
      typeof node === 'object' && node !== null ? Object.values(node) : [],
    )
  }
  return false
}
