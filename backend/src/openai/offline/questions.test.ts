import { expect, test } from 'vitest'
import { readAnswer, startEngine } from './test-kit.ts'

/** Real questions, each with the playbook that should stand behind the first citation. */
const inside: [question: string, playbook: string][] = [
  ['How long should a reel be?', 'short-form-scripts'],
  ['What is the best time to post on Instagram?', 'posting-rhythm-and-analytics'],
  ['How often should I post?', 'posting-rhythm-and-analytics'],
  ['How do I define my ideal client?', 'ideal-client-profile'],
  ['Who is my target audience?', 'ideal-client-profile'],
  ['Give me a 30-day content plan', '30-day-content-plan'],
  ["I'm burnt out and tired of posting, what should I do?", 'mindset-and-burnout'],
  ['How do I make money as a small creator?', 'offers-and-monetisation'],
  ['How do I monetize my audience?', 'offers-and-monetisation'],
  ['How much should I charge for coaching?', 'offers-and-monetisation'],
  ['How do I write a good thumbnail title?', 'thumbnails-and-titles'],
  ['My views dropped, what now?', 'posting-rhythm-and-analytics'],
  ['How do I get more comments?', 'community-and-comments'],
  ['How do I deal with hate comments?', 'community-and-comments'],
  ['Write me a script for a 60 second reel', 'short-form-scripts'],
  ['How do I start a newsletter?', 'email-list-and-newsletter'],
  ['What should I put in my welcome email?', 'email-list-and-newsletter'],
  ['What is a lead magnet?', 'email-list-and-newsletter'],
  ['How do I find my niche?', 'niche-and-positioning'],
  ['Is my niche too narrow?', 'niche-and-positioning'],
  ['What should my bio say?', 'niche-and-positioning'],
  ['How can I repurpose a YouTube video?', 'repurposing'],
  ['Turn my podcast into clips', 'repurposing'],
  ['Which microphone should I buy?', 'filming-and-editing-basics'],
  ['How do I edit videos on my phone?', 'filming-and-editing-basics'],
  ['How do I batch film?', 'filming-and-editing-basics'],
  ['what about subtitles and captions?', 'filming-and-editing-basics'],
  ['How do I pitch a collaboration?', 'collaborations'],
  ['What do I say in a DM to another creator?', 'collaborations'],
  ['How do I ask a brand to pay me?', 'offers-and-monetisation'],
  ['How do I tell a story in a reel?', 'storytelling'],
  ['What metrics should I look at?', 'posting-rhythm-and-analytics'],
  ['How do I get my first 1000 followers?', 'posting-rhythm-and-analytics'],
  ['How do I launch a course without being sleazy?', 'launches-without-sleaze'],
  ['Help me plan a launch', 'launches-without-sleaze'],
  ['How do I handle comparison with other creators?', 'mindset-and-burnout'],
  ['I feel like an imposter', 'mindset-and-burnout'],
  ['How do I keep going when I have no motivation?', 'mindset-and-burnout'],
  ["I'm scared of being judged", 'getting-started-first-ten-posts'],
  ['How do I get testimonials?', 'community-and-comments'],
  ['How do I answer "it\'s too expensive"?', 'offers-and-monetisation'],
  ['Write 5 hooks for busy parents', 'hooks'],
  ['Why do people scroll past my videos?', 'hooks'],
  ['Give me three title formulas', 'thumbnails-and-titles'],
  ['Give me ten content ideas for a yoga teacher', '30-day-content-plan'],
  ['What makes people watch to the end?', 'short-form-scripts'],
]

const outside = [
  'What is the capital of France?',
  'fix my Python code',
  'best pasta recipe',
  'who won the election',
  'What is bitcoin trading?',
  "what's the weather today",
  'How do I lose weight?',
  'Translate this into German',
  'How tall is Mount Everest?',
  'Solve x^2 + 3x = 0',
  'How do I change a car tyre?',
  'Tell me a joke',
  'Recommend a good movie',
  'How do I file my taxes?',
  'How do I train for a marathon?',
  'What stocks should I buy?',
  'How do vaccines work?',
  'Should I quit my job to become a creator?',
  'my ex keeps commenting on my videos',
  'Is it ok to buy followers?',
  'Can I use copyrighted music in my reels?',
  'My account got hacked',
]

async function answerTo(input: string) {
  const { openai, store } = await startEngine()
  const tools = [{ type: 'file_search' as const, vector_store_ids: [store] }]
  return readAnswer(await openai.responses.create({ model: 'any', input, tools }))
}

test.each(inside)('“%s” is answered from %s', async (question, playbook) => {
  const { text, sources } = await answerTo(question)

  expect(sources[0]).toBe(`${playbook}.md`)
  expect(text.split(/\s+/).length).toBeGreaterThan(25)
  expect(text.split('\n').at(-1)).not.toMatch(/would you like|shall i|do you want|let me know/i)
})

test.each(outside)('“%s” is outside the library, and the answer says so', async (question) => {
  const { text, citations } = await answerTo(question)

  expect(text).toMatch(/^The library has nothing on that/)
  expect(text).toContain('It covers')
  expect(citations).toEqual([])
})

test.each([
  'Wie wird das Wetter morgen?',
  'Hola ¿cómo consigo más seguidores?',
  'Как набрать подписчиков?',
])('“%s” is met with the one language the coach reads', async (question) => {
  const { text, citations } = await answerTo(question)

  expect(text).toMatch(/^The library coach reads English only\./)
  expect(citations).toEqual([])
})
