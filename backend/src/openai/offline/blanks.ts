import type { Ask } from './asking.ts'

export type Fillings = Pick<Ask, 'who' | 'known' | 'subject'>

const AUDIENCE_BLANK =
  /\[(?:your |the |my )?(?:audience|target audience|ideal client|ideal clients|people|person|who you help|viewers?|readers?|followers)\]/gi
const TRADE_BLANK = /\[(?:your |my )?(?:niche|trade|profession|job|field|role|what you do)\]/gi

const TOPIC_BLANK = /\[(?:your |the )?topic\]/gi

/** Fills the blanks that plainly ask for whom or for which trade; every other blank is the person's to fill. */
export function fillBlanks(line: string, { who, known, subject }: Fillings): string {
  const audience = who?.kind === 'audience' ? who.name : known?.audience
  const trade = who?.kind === 'trade' ? who.name : known?.niche
  const text = subject ? line.replace(TOPIC_BLANK, () => subject) : line
  const spoken = audience ? text.replace(AUDIENCE_BLANK, () => audience) : text
  return trade ? spoken.replace(TRADE_BLANK, () => trade) : spoken
}

/** Whether an item was already given in the thread, with its blanks open or filled. */
export function isGiven(item: string, given: string[]): boolean {
  const parts = normalise(item)
    .split(/\[[^\]]*\]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return given.some((text) => containsInOrder(normalise(text), parts))
}

const LONGEST_FILLING = 60

/** Steps through the text part by part: a pattern with many wildcards could be made to run for ever. */
function containsInOrder(text: string, [first, ...rest]: string[]): boolean {
  if (first === undefined) return false
  for (let start = text.indexOf(first); start >= 0; start = text.indexOf(first, start + 1)) {
    let end = start + first.length
    const isWhole = rest.every((part) => {
      const at = text.indexOf(part, end)
      const isNear = at >= 0 && at - end <= LONGEST_FILLING
      end = at + part.length
      return isNear
    })
    if (isWhole) return true
  }
  return false
}

/** Only words and blanks count, so that a table's row is known again as a list's item. */
function normalise(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}[\]]+/gu, ' ')
}
