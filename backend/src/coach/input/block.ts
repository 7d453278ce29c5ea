/**
 * Text for the model with a tag around it. What stands inside comes from visitors, files and models: it can
 * neither end its block nor begin another, and a visitor's own words cannot pass for one.
 */

const TAGS = [
  ...['CreatorFacts', 'StructuredInput', 'HiddenContext', 'EarlierTurns', 'EarlierSummary'],
  ...['Task', 'Plan', 'Document', 'ThoughtsSoFar', 'OtherChats', 'passage'],
]
const A_TAG = new RegExp(`<(?=\\s*/?\\s*(${TAGS.join('|')})\\b)`, 'gi')

/** What is written as it is: a block, with all that stands in it. */
export class Block {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export function block(
  tag: string,
  attributes: Record<string, string>,
  ...lines: Array<string | Block>
): Block {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${asName(value)}"`)
  const inside = lines.map((line) => (line instanceof Block ? line.text : asWords(line)))
  return new Block([`<${tag}${given.join('')}>`, ...inside, `</${tag}>`].join('\n'))
}

/** These words, with nothing in them that looks like a tag of ours. */
export const asWords = (text: string) => text.replace(A_TAG, '&lt;')

/** A name on one line, as it may stand between quotation marks. */
export const asName = (name: string) =>
  name
    .replace(/\s+/g, ' ')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

export const attachedFile = (name: string) => `[Attached file: "${asName(name)}"]`
