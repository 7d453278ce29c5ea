/** For tests: texts that somebody stores to break the page that shows them, each with a word that must stay readable. */
export const READABLE = 'lighthouse'

const many = (piece: string, count: number) => piece.repeat(count)
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

export const HOSTILE_TEXTS: Record<string, string> = {
  'quotes in quotes': `${many('> ', 5_000)}${READABLE}`,
  'lists in lists': `${lines(250, (i) => `${many(' ', 2 * i)}- x`)} ${READABLE}`,
  'lists in one line': `${many('- ', 5_000)}${READABLE}`,
  'quotes and lists in turn': `${many('> - ', 4_000)}${READABLE}`,
  'emphasis in emphasis': `${many('**a ', 4_000)}${READABLE}${many(' a**', 4_000)}`,
  'emphasis beside CJK that never ends': `${READABLE} ${many('*「', 9_000)}`,
  'comments that never end': `${READABLE} ${many('<!--」**', 4_000)}`,
  'formulas that never end': `${READABLE} ${many('\\[', 16_000)}`,
  'foldable parts that never end': `${READABLE}\n${many('<details>a\n', 3_000)}`,
  'stars only': `${many('*', 16_000)}${READABLE}${many('*', 16_000)}`,
  'links in links': `${many('[a ', 4_000)}${READABLE}${many('](b)', 4_000)}`,
  'brackets that nothing closes': `${READABLE} ${many('[', 32_000)}`,
  'backticks of every length': `${READABLE} ${lines(200, (i) => many('`', i + 1))}`,
  'a list of 5,000 items': `- ${READABLE}\n${many('- item\n', 5_000)}`,
  'a table of 5,000 rows': `|${READABLE}|b|\n|-|-|\n${many('|a|b|\n', 5_000)}`,
  'a table of 5,000 columns': `${many('|a', 5_000)}|${READABLE}|\n${many('|-', 5_001)}|\n`,
  'no space in 32,000 characters': `${READABLE}${many('x', 32_000)}`,
  'spaces only': `${many(' ', 16_000)}${READABLE}${many(' ', 16_000)}`,
  'empty lines only': `${many('\n', 16_000)}${READABLE}${many('\n', 16_000)}`,
  'rules only': `${READABLE}\n${many('---\n', 8_000)}`,
  'half characters': `${READABLE} ${many('\ud800', 8_000)}`,
  'text that runs the other way': `${READABLE} ${many('\u202e', 4_000)}`,
  'zero bytes': `${READABLE} ${many('\0', 4_000)}`,
  'the marks of citations': `${READABLE} ${many('\uE0001\uE001', 4_000)}`,
  'fences that open': `${READABLE}\n${many('```\n', 5_001)}`,
  'definitions that refer to each other': `${READABLE}\n${lines(2_000, (i) => `[a${i}]: [a${i + 1}]`)}`,
}
