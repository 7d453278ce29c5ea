import { describe, expect, test } from 'vitest'
import { readDayChange, readDays, readPlanChange, readPlanRequest } from './plan-request.ts'

// Paraphrased from how people write to planners and chat models, and in threads about posting.
const requests = [
  'Make me a 30-day content plan',
  'make me a content calendar',
  'content calendar please',
  '30-day content plan',
  '30 day content plan for my pottery business',
  'I need a posting schedule',
  'I need a posting plan for this week',
  'i want a content plan for tiktok',
  'Create a one month social media calendar for my bakery',
  'Can you create a content calendar for Instagram for the next 30 days?',
  'could you please write me a social media plan for next month',
  'Generate a 2 week posting schedule',
  'build me a weekly content plan',
  'Plan my next 30 days',
  'plan my month',
  'Plan my week please',
  'plan next week for me',
  'Plan two weeks of posts',
  'plan out my content for the next month',
  'help me plan my posts for december',
  'Help me create a content plan',
  'can you help me make a content calendar?',
  'Can you plan the next two weeks of posts?',
  'Hi! I have no idea what to do, plan my next 30 days please',
  'I own a small bakery. Make me a content plan.',
  'I teach yoga to beginners on YouTube and I need a content plan',
  "I'm a baker. I'd like a 14 day content plan starting Monday",
  'What should I post this week?',
  'What should I post this month?',
  'what do i post for the next 2 weeks',
  'give me a month of content as a plan: 30-day content plan please',
  'Draft an editorial calendar for my newsletter',
  'Come up with a video schedule for my channel',
  'Can I get a content plan for LinkedIn?',
  'gimme a 7 day plan for my reels',
  'make a plan for my posts',
  'Prepare a posting calendar for 10 days',
  'set up a content schedule for me',
  'ok now make the content plan',
  'Let’s make a content plan',
  'I would like you to write a content calendar',
  'Please plan my videos for next week',
  'new content plan starting 1 December',
  'Make me a content plan, no questions',
  'write a 4-week Instagram calendar about sourdough',
]

const others = [
  'How do I plan content?',
  'How do I plan my month?',
  'how far ahead should I plan my content',
  'what is a content calendar?',
  'What is a good posting schedule for TikTok?',
  'What should a content calendar include?',
  'What should I post?',
  'what should i post on my first day',
  'Why do content calendars fail?',
  'Should I have a posting schedule?',
  'Do I need a content plan?',
  'Is a content calendar worth it?',
  'Which app is best for a content calendar?',
  'When should I post this week?',
  'How to make a content plan for a small business',
  'how do I, as a baker, make a content plan',
  'I can’t stick to my content plan',
  'I made a content calendar and nobody watches',
  'I fell behind on my posting schedule',
  'I spent a weekend on a content calendar and then ignored it',
  'I have been posting daily for 90 days with no growth',
  'my content plan is not working',
  'Give me tips for a content plan',
  'Give me 10 ideas for a 30-day content plan',
  'Give me an example of a content calendar',
  'Show me a content calendar template',
  'Can you recommend a content calendar app?',
  'help me plan a launch',
  'Plan my wedding',
  'Make me a workout plan',
  'make me a 30 day workout plan',
  'Make me a 30-day plan to lose weight',
  'Write a business plan for my shop',
  'make a meal plan for the week',
  'create a marketing plan',
  'I need a pricing plan',
  'make me a 30 day plan for my diet',
  'Write a plan for my garden',
  'plan my week of meals',
  'Plan my trip to Paris for next month',
  'I plan to post more next month',
  'We plan content together every Sunday',
  'Tell me about planning a month of content',
  'tips to plan content ahead',
  'Write a hook about my content plan',
  'write a caption for my post',
  'The plan is to post videos for a month',
  'My coach gave me a content plan',
  'batch a month of content',
  'thanks for the content plan!',
]

test.each(requests)('“%s” asks for a plan', (text) => {
  expect(readPlanRequest(text)).toBeDefined()
})

test.each(others)('“%s” does not', (text) => {
  expect(readPlanRequest(text)).toBeUndefined()
})

test.each([
  ['Make me a content plan', undefined],
  ['plan this week', 7],
  ['make me a content plan for two weeks', 14],
  ['plan my next 10 days', 10],
  ['plan my month', 30],
  ['a 2-week content plan please', 14],
  ['Make a content plan. 2 weeks please', 14],
  ['content plan with 3 posts a week for a month', 30],
  ['I have posted for 90 days without luck. Make me a content plan', undefined],
  ['my 2 month old account needs help, make me a content plan', undefined],
  ['make me a 90 day content plan', 90],
])('the length that “%s” asks for', (text, days) => {
  expect(readPlanRequest(text)?.days).toBe(days)
})

describe('a change of the plan that is there', () => {
  test.each([
    ['make it 2 weeks', 14],
    ['Can you make it 10 days?', 10],
    ['shorten it to a week', 7],
    ['start on Friday', undefined],
    ['start it from 1 December', undefined],
    ['my niche is pottery now', undefined],
    ['I only have 2 hours a week now', undefined],
    ['Make me a new plan', undefined],
    ['redo it please', undefined],
  ])('“%s”', (text, days) => {
    expect(readPlanChange(text)).toMatchObject({ facts: {}, days })
  })

  test.each(['How do I change my hook?', 'thanks!', 'what do I do now?', 'start with a question?'])(
    '“%s” is none',
    (text) => {
      expect(readPlanChange(text)).toBeUndefined()
    },
  )

  test.each([
    ['change day 3', { day: 3 }],
    ['Change day 3 to a carousel', { day: 3, format: 'Carousel' }],
    ['please replace day 12 with “My first loaf”', { day: 12, hook: 'My first loaf' }],
  ])('“%s” is one of a day', (text, change) => {
    expect(readDayChange(text)).toEqual(change)
  })
})

test('without a unit or a number there is no length', () => {
  expect(readDays('what a day')).toBeUndefined()
})
