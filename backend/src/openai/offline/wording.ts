const numberWords = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
  'twenty',
]
const looseCounts: Record<string, number> = {
  another: 1,
  couple: 2,
  few: 3,
  several: 5,
  dozen: 12,
}

export const COUNT = `\\d{1,2}|${numberWords.slice(1).join('|')}|another|couple|few|several|dozen`

export function readCount(word: string | undefined): number | undefined {
  if (!word) return undefined
  const lower = word.toLowerCase()
  if (/^\d+$/.test(lower)) return Math.min(Number(lower), 50) || undefined
  const index = numberWords.indexOf(lower)
  return index > 0 ? index : looseCounts[lower]
}

export function sayCount(count: number): string {
  return numberWords[count] ?? String(count)
}

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
]

/** Which entry of a list is meant, counted from 0; -1 is the last. */
export function readOrdinal(text: string): number | undefined {
  const [, digits] = /(?:#|\bnumber |\bno\.? ?|\bitem |\bpoint )(\d{1,2})\b/i.exec(text) ?? []
  if (digits) return Number(digits) - 1
  const [, suffixed] = /\b(\d{1,2})(?:st|nd|rd|th)\b/i.exec(text) ?? []
  if (suffixed) return Number(suffixed) - 1
  if (/\bthe last( one)?\b/i.test(text)) return -1
  const word = new RegExp(`\\b(${ordinals.join('|')})\\b`, 'i').exec(text)?.[1]
  return word ? ordinals.indexOf(word.toLowerCase()) : undefined
}

export function joinNames(names: string[], conjunction = 'and'): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${conjunction} ${names.at(-1)}`
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
