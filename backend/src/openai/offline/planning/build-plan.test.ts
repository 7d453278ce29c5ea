import { expect, test } from 'vitest'
import { creatorFacts, localDate, saidByUser, startPlanning } from './planning-kit.ts'

const creators = [
  {
    niche: 'vegan baking',
    audience: 'busy parents',
    platforms: 'TikTok, Instagram',
    hours: '3 to 5',
  },
  {
    niche: 'helping new mums sleep',
    audience: '(not given)',
    platforms: 'Instagram, Newsletter',
    hours: 'Under 3',
  },
  {
    niche: "I'm a wedding photographer!",
    audience: 'an engaged couple',
    platforms: 'YouTube, Instagram, LinkedIn',
    hours: '6 to 10',
  },
  {
    niche: 'career coach',
    audience: 'women over 40',
    platforms: 'LinkedIn',
    hours: 'More than 10',
  },
  {
    niche: 'personal finance for students',
    audience: '(not given)',
    platforms: 'Podcast',
    hours: '(not given)',
  },
]

async function planFor(facts: Record<string, string>, request = 'plan my next 31 days') {
  const { ask } = await startPlanning()
  // Thursday: the plan begins on a Friday.
  const input = [creatorFacts(facts), saidByUser(request), ...localDate('2026-11-26')]
  const { plan, text } = await ask(input)
  return { days: plan?.days ?? [], text }
}

const OFF = /^(Rest|Batch|Engage|Collect ideas|Draft|Review)$/
const postsOf = (days: { format: string }[]) => days.filter(({ format }) => !OFF.test(format))

test.each(creators)(
  'every day for $niche has an entry of its own that fits the page',
  async (facts) => {
    const { days } = await planFor(facts)

    expect(days).toHaveLength(31)
    expect(new Set(days.map(({ hook }) => hook)).size).toBe(31)
    for (const { format, hook } of days) {
      expect(format).toMatch(/^\S.{2,39}$/)
      expect(hook).toMatch(/^[A-Z‘'“].{10,298}[.?!]$/)
      expect(hook).not.toMatch(/\[|\]|undefined|\b(\w+) \1\b| {2}|’m a/)
    }
  },
)

test.each([
  ['Under 3', 9],
  ['3 to 5', 14],
  ['6 to 10', 22],
  ['More than 10', 27],
])('%s hours a week are filled with no more than %i posts a month', async (hours, most) => {
  const { days, text } = await planFor({
    niche: 'pottery',
    audience: 'beginners',
    platforms: 'TikTok',
    hours,
  })

  expect(postsOf(days).length).toBeLessThanOrEqual(most)
  expect(postsOf(days).length).toBeGreaterThan(most - 3)
  expect(days.some(({ format }) => format === 'Batch')).toBe(true)
  expect(text).toContain(`${hours.toLowerCase()} hours a week`)
})

test('posts go only to the creator’s platforms, long pieces once a week', async () => {
  const { days } = await planFor({
    niche: 'pottery',
    audience: 'beginners',
    platforms: 'YouTube, Newsletter, LinkedIn',
    hours: 'More than 10',
  })

  const places = postsOf(days).map(({ format }) => format.split(' · ')[1])
  const count = (name: string) => places.filter((place) => place === name).length
  expect(new Set(places)).toEqual(new Set(['YouTube Shorts', 'LinkedIn', 'YouTube', 'Newsletter']))
  expect(count('YouTube')).toBeLessThanOrEqual(5)
  expect(count('Newsletter')).toBeLessThanOrEqual(5)
})

test('a piece that takes long leaves days for drafting it', async () => {
  const { days } = await planFor({
    niche: 'pottery',
    audience: 'beginners',
    platforms: 'Newsletter',
    hours: '3 to 5',
  })

  expect(postsOf(days).length).toBeLessThanOrEqual(5)
  expect(days.filter(({ format }) => format === 'Draft').length).toBeGreaterThan(4)
})

test('Sunday is off for those with a few hours, whatever day the plan begins on', async () => {
  const { days } = await planFor({
    niche: 'pottery',
    audience: 'beginners',
    platforms: 'TikTok',
    hours: '3 to 5',
  })

  // The plan begins on a Friday, so its third day is a Sunday.
  const sundays = days.filter(({ day }) => day % 7 === 3)
  expect(sundays.map(({ format }) => format)).toEqual(Array(5).fill('Rest').with(4, 'Review'))
})

test.each([
  ['helping new mums sleep', '(not given)', /sleep better/, /new mums/],
  [
    'I bake vegan cakes.',
    'anyone who loves baking',
    /baking vegan cakes/,
    /people who love baking/,
  ],
  ['yoga teacher', 'a busy mum', /\byoga\b/, /busy mums/],
  ['Spanish for travellers', '(not given)', /Spanish/, /travellers/],
  ['FITNESS/NUTRITION', '(not given)', /fitness and nutrition/, /beginners/],
])('“%s” for “%s” is said in words that fit the line', async (niche, audience, topic, people) => {
  const { days } = await planFor({ niche, audience, platforms: 'TikTok', hours: 'More than 10' })

  const hooks = days.map(({ hook }) => hook).join('\n')
  expect(hooks).toMatch(topic)
  expect(hooks).toMatch(people)
})
