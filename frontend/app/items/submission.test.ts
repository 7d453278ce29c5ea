import { expect, test } from 'vitest'
import { readSubmission } from './submission'

function form(...fields: [string, string][]) {
  const data = new FormData()
  for (const [name, value] of fields) data.append(name, value)
  return data
}

test('every value that was given is an answer to its question', () => {
  const submission = readSubmission(
    form(
      ['item_id', 'si_1'],
      ['answer:niche', '  vegan baking '],
      ['answer:platforms', 'TikTok'],
      ['answer:platforms', 'Twitch'],
      ['status', 'answered'],
    ),
  )

  expect(submission).toEqual({
    status: 'answered',
    answers: { niche: { values: ['vegan baking'] }, platforms: { values: ['TikTok', 'Twitch'] } },
  })
})

test('a question left empty is skipped, also where “Other” was chosen without words', () => {
  const submission = readSubmission(
    form(['answer:niche', ' '], ['answer:hours', ''], ['answer:hours', '']),
  )

  expect(submission).toEqual({
    status: 'answered',
    answers: { niche: { skipped: true }, hours: { skipped: true } },
  })
})

test('skipping everything sends no answers', () => {
  expect(readSubmission(form(['answer:niche', 'baking'], ['status', 'skipped']))).toEqual({
    status: 'skipped',
    answers: {},
  })
})
