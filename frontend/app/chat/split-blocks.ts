const FENCE = /^ {0,3}(`{3,}|~{3,})/
const LIST_ITEM = /^\s*([-*+]|\d+[.)])\s/
/** Definitions that text elsewhere refers to: `[name]: address`, `[^note]: text`. */
const DEFINITION = /^ {0,3}\[[^\]\n]{1,300}\]:/m

/**
 * Cuts Markdown where a blank line ends a block, so that a growing answer draws only its last block anew. Lists, quotes
 * and fenced code stay whole.
 */
export function splitBlocks(text: string): string[] {
  if (DEFINITION.test(text)) return [text]
  const blocks: string[][] = [[]]
  let fence: string | undefined
  let afterBlank = false
  for (const line of text.split('\n')) {
    const current = blocks.at(-1) ?? []
    if (!fence && afterBlank && line.trim() !== '' && !continues(current, line)) blocks.push([line])
    else current.push(line)
    fence = nextFence(fence, line)
    afterBlank = line.trim() === ''
  }
  return blocks.map((lines) => lines.join('\n').trimEnd()).filter((block) => block.trim() !== '')
}

function continues(block: string[], line: string) {
  const first = block[0] ?? ''
  const inList = LIST_ITEM.test(first)
  return inList && (LIST_ITEM.test(line) || /^\s{2,}/.test(line))
}

function nextFence(open: string | undefined, line: string) {
  const mark = FENCE.exec(line)?.[1]
  if (!open) return mark
  const closes = mark?.startsWith(open) && line.trim() === mark
  return closes ? undefined : open
}
