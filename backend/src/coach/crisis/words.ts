/** A text as a list of words in one spelling, so that the many ways to write the same compare as equal. */

/** The end of a sentence or line, and both ends of a text. */
export const SENTENCE_END = '|'
/** A pause within a sentence. */
export const PAUSE = ','

/** A longer word is none that anybody would write here. */
const LONGEST_WORD = 40

/** Marks that carry no meaning of their own here: accents, Arabic short vowels, the Devanagari nukta. */
const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c]|\p{Cf}/gu
/** Apostrophes within a word, and asterisks that stand for a letter or for nothing. */
const DROPPED = /['’‘ʼ`´]|(?<=\p{L})\*+(?=\p{L})/gu
/** What stands between letters that are written one by one. */
const BETWEEN_LETTERS = /(?<=(?<!\p{L})\p{L})[.\-_*](?=\p{L}(?!\p{L}))/gu
/** Digits and signs in place of letters, within a word or at its end. */
const DISGUISED = /(?<=\p{L})[013457@$!](?=\p{L})|(?<=\p{L}{3})[013457](?![\p{L}\p{N}])/gu
/** A few signs stand for whole phrases, and would make a long text many times as long. */
const MOST_GROWTH = 2
const REPEATED = /(\p{L})\1+/gu
/** Scripts that put no space between words: each character counts as one. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu
const PIECES = /[\p{L}\p{M}\p{N}]+|[.!?;:\n\r。؟۔।]+|[,،、()\p{Pd}]/gu
const ONE_LETTER = /^[\p{sc=Latin}\p{sc=Cyrillic}]$/u
const SPACED_OUT = 3

const letters: Record<string, string> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i' },
  ...{ ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه', '\u0901': '\u0902' },
}
const OTHER_LETTERS = /[ßæœøłđıىیکة\u0901]/gu
const inPlace = (letter: string) => letters[letter] ?? letter

/** The words of a text, a `SENTENCE_END` at both ends of each sentence. Takes time in proportion to its length. */
export function wordsOf(text: string): string[] {
  const pieces = plain(text).match(PIECES) ?? []
  const words: string[] = [SENTENCE_END]
  let spelled: string[] = []
  const endSpelling = () => {
    if (spelled.length >= SPACED_OUT) words.push(spelled.join('').replace(REPEATED, '$1'))
    else words.push(...spelled)
    spelled = []
  }
  for (const piece of pieces) {
    if (ONE_LETTER.test(piece)) {
      spelled.push(piece)
      continue
    }
    endSpelling()
    const word = wordOf(piece)
    const isRepeated = word === words.at(-1) && (word === SENTENCE_END || word === PAUSE)
    if (word && !isRepeated) words.push(word)
  }
  endSpelling()
  if (words.at(-1) !== SENTENCE_END) words.push(SENTENCE_END)
  return words
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .slice(0, MOST_GROWTH * text.length)
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(BETWEEN_LETTERS, ' ')
    .replace(DROPPED, '')
    .replace(DISGUISED, inPlace)
    .replace(OTHER_LETTERS, inPlace)
    .replace(REPEATED, '$1')
    .replace(UNSPACED, ' $& ')
}

function wordOf(piece: string): string | undefined {
  if (/^[\p{L}\p{M}\p{N}]/u.test(piece)) return piece.length <= LONGEST_WORD ? piece : '?'
  // Dots that trail off end no sentence.
  if (/^\.{2,}$/.test(piece)) return undefined
  return /^[,،、()\p{Pd}]$/u.test(piece) ? PAUSE : SENTENCE_END
}

/** Whether one of these becomes the other by one letter more, less or changed, or by two that swap places. */
export function isOneSlipAway(a: string, b: string): boolean {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1
    endB -= 1
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)]
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restA[0] === restB[1] && restA[1] === restB[0] && restB.length === 2
}
