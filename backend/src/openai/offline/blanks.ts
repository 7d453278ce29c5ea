import type { Who } from './asking.ts'

const AUDIENCE_BLANK =
  /\[(?:your |the |my )?(?:audience|target audience|ideal client|ideal clients|people|person|who you help|viewers?|readers?|followers)\]/gi
const TRADE_BLANK = /\[(?:your |my )?(?:niche|trade|profession|job|field|role|what you do)\]/gi

/** Fills the blanks that plainly ask for whom or for which trade; every other blank is the person's to fill. */
export function fillBlanks(text: string, who: Who | undefined): string {
  if (who?.kind === 'audience') return text.replace(AUDIENCE_BLANK, who.name)
  if (who?.kind === 'trade') return text.replace(TRADE_BLANK, who.name)
  return text
}

/** Whether an item was already given in the thread, with its blanks open or filled. */
export function isGiven(item: string, given: string[]): boolean {
  const parts = normalise(item)
    .split(/\[[^\]]*\]/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(parts.join('[^\\n]{1,60}?'))
  return given.some((text) => pattern.test(normalise(text)))
}

function normalise(text: string): string {
  return text
    .replace(/[*_`]/g, '')
    .replace(/[ \t]+/g, ' ')
    .toLowerCase()
}
