/** Words that are broken at the end of a line, as they would stand in the middle of one. */

/** Letters of a word, and hyphens and apostrophes between them. */
const WORDS = /[\p{L}\p{M}\p{N}]+(?:[-\u2010'’][\p{L}\p{M}\p{N}]+)*/gu

const BREAK = /[-\u2010]\n/g
const BREAK_LENGTH = 2
/** No longer word is looked at. */
const LONGEST_WORD = 60
const WORD_BEFORE = /[\p{L}\p{M}\p{N}'’\u2010-]*\p{Ll}{2}$/u
const WORD_BEHIND = /^\p{Ll}[\p{L}\p{M}'’-]*/u

/** `Vor- und Nachteile`, `pre- and post-test` */
const AND = /^(and|or|to|und|oder|bzw|bis|en|of|och|eller|og)$/
/** Its words are hardly ever written without the hyphen. */
const SELF = /(^|-)self$/
const ENDING = /^(ish|less|hood|same)/

/**
 * Whether a hyphen at the end of a line is the word's own is told by the same word elsewhere in the document, or else by
 * its other hyphens: some documents break words and some do not.
 * @param texts all of the document
 */
export function wordJoiner(texts: string[]): (text: string) => string {
  const words = new Set(texts.flatMap((text) => wholeWords(text)))
  const known = texts.flatMap((text) => breaksIn(text).map((broken) => knownHyphen(broken, words)))
  const isUnbroken = countOf(known, '-') > countOf(known, '')
  return (text) => {
    let joined = ''
    let from = 0
    for (const broken of breaksIn(text)) {
      const hyphen = knownHyphen(broken, words) ?? (isUnbroken ? '-' : '')
      joined += text.slice(from, broken.at) + hyphen
      from = broken.at + BREAK_LENGTH
    }
    return joined + text.slice(from)
  }
}

type Broken = { at: number; first: string; second: string }

function breaksIn(text: string): Broken[] {
  return [...text.matchAll(BREAK)].flatMap(({ index: at }) => {
    const behind = at + BREAK_LENGTH
    const first = WORD_BEFORE.exec(text.slice(Math.max(0, at - LONGEST_WORD), at))?.[0]
    const second = WORD_BEHIND.exec(text.slice(behind, behind + LONGEST_WORD))?.[0]
    return first && second ? { at, first: plain(first), second: plain(second) } : []
  })
}

/** What stands between the halves of the word, where there is something to tell it by. */
function knownHyphen({ first, second }: Broken, words: Set<string>): string | undefined {
  if (AND.test(second)) return '- '
  if (words.has(`${first}-${second}`)) return '-'
  if (words.has(first + second)) return ''
  if (SELF.test(first) && !ENDING.test(second)) return '-'
  const isCompound = first.includes('-') || second.includes('-')
  return isCompound || (words.has(first) && words.has(second)) ? '-' : undefined
}

function wholeWords(text: string): string[] {
  return [...text.matchAll(WORDS)].flatMap(({ 0: word, index }) => {
    const end = index + word.length
    const isBroken =
      /[-\u2010]\n/.test(text.slice(Math.max(0, index - BREAK_LENGTH), index)) ||
      /[-\u2010]\n/.test(text.slice(end, end + BREAK_LENGTH))
    return isBroken || word.length > 2 * LONGEST_WORD ? [] : plain(word)
  })
}

const plain = (word: string) => word.toLowerCase().replaceAll('\u2010', '-')

const countOf = (hyphens: (string | undefined)[], hyphen: string) =>
  hyphens.filter((each) => each === hyphen).length
