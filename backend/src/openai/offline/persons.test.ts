import { expect, test } from 'vitest'
import { personIdeas, personsIn } from './persons.ts'

test.each([
  ['He left, and she stayed.', ['@he', '@she']],
  ['WREN: What happened?', ['@speaker']],
  ['Wren: Why?\nJoaquim: Because.\nWren: I see.', ['@speaker']],
  ['Budget: 500\nVenue: the barn', []],
  ['The shed is theirs.', []],
])('“%s” speaks of, or lets speak, %j', (text, persons) => {
  expect(personsIn(text)).toEqual(persons)
})

test('a question about a person is a hint at texts that speak of one', () => {
  expect(personIdeas('why did he stop').map(({ forms }) => [...forms.keys()])).toEqual([
    ['@he', '@speaker'],
  ])
  expect(personIdeas('what does it cost')).toEqual([])
})
