import { expect, test } from 'vitest'
import { statementBefore } from './shared-words.ts'

/** What stands before the ¦. */
const before = (pointed: string) => statementBefore(pointed.replace('¦', ''), pointed.indexOf('¦'))

const LONG = 'Refunds take thirty days, whatever the course costs'

test.each([
  ['the sentence that ends there', `First things first. ${LONG}.¦ More.`, `${LONG}.`],
  ['the sentence that it stands in', `First things first. ${LONG}¦.`, LONG],
  ['more, where that is too short to say anything', `${LONG}. Always.¦`, `${LONG}. Always.`],
  ['no more than the line', `${LONG}.\n- Ask early¦`, '- Ask early'],
  ['the line before the gap', `${LONG}.\n\n¦`, `${LONG}.`],
  ['nothing at the beginning', '¦Words.', ''],
])('a mark stands behind %s', (_, text, statement) => {
  expect(before(text)).toBe(statement)
})

test('a place past the end is the end', () => {
  expect(statementBefore(LONG, 4_000)).toBe(LONG)
})
