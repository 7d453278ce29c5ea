const FENCE = /^ {0,3}(`{3,}|~{3,})/
/** What may have blank lines within, by how it begins and ends. */
const CONTAINERS = [
  {
    begins: /^ {0,3}<details(?: open)?>/i,
    opens: /<details(?: open)?>/gi,
    closes: /<\/details>/gi,
  },
  { begins: /^ {0,3}<!--/, opens: /<!--/g, closes: /-->/g },
]
const LIST_ITEM = /^\s*([-*+]|\d+[.)])\s/
/** Definitions that text elsewhere refers to: `[name]: address`. */
const DEFINITION = /^ {0,3}\[(?!\^)[^\]\n]{1,300}\]:/m

/**
 * Cuts Markdown where a blank line ends a block, so that of a growing answer only the last block is drawn again.
 * Lists, quotes, fenced code and what stands between tags stay whole.
 */
export function splitBlocks(text: string): string[] {
  if (DEFINITION.test(text)) return [text]
  const blocks: string[][] = [[]]
  let fence: string | undefined
  let afterBlank = false
  const container = createContainer()
  for (const line of text.split('\n')) {
    const current = blocks.at(-1) ?? []
    if (
      !fence &&
      !container.isOpen &&
      afterBlank &&
      line.trim() !== '' &&
      !continues(current, line)
    )
      blocks.push([line])
    else current.push(line)
    fence = nextFence(fence, line)
    if (!fence) container.take(line)
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

function createContainer() {
  let depth = 0
  let kind: (typeof CONTAINERS)[number] | undefined
  return {
    get isOpen() {
      return kind !== undefined
    },
    take(line: string) {
      kind ??= CONTAINERS.find(({ begins }) => begins.test(line))
      if (!kind) return
      depth += (line.match(kind.opens)?.length ?? 0) - (line.match(kind.closes)?.length ?? 0)
      if (depth > 0) return
      depth = 0
      kind = undefined
    },
  }
}
