import { toFile } from 'openai'
import { expect, test } from 'vitest'
import { pdfOf } from '../../../test/file-samples.ts'
import { addFile, listItems, readAnswer, startChat, startEngine } from './test-kit.ts'

test('a greeting is met with a greeting and three things to ask', async () => {
  const { ask } = await startChat()

  const { text, search } = await ask('Hi there!')

  expect(text).toMatch(/^Hello/)
  expect(text.match(/“[^”]+”/g)).toHaveLength(3)
  expect(search).toBeUndefined()
})

test('asked who it is, the coach says what it can and cannot do', async () => {
  const { ask } = await startChat()

  const { text } = await ask('Who are you and what can you do?')

  expect(text).toContain('only from the playbooks')
  expect(text).toContain('don’t search the web')
})

test('thanks get a short warm reply', async () => {
  const { ask } = await startChat()
  await ask('How often should I post?')

  const { text, citations } = await ask('thank you so much!')

  expect(text).toMatch(/^You’re welcome/)
  expect(text.length).toBeLessThan(120)
  expect(citations).toEqual([])
})

test('a simple question gets a lead and at most four points', async () => {
  const { ask } = await startChat()

  const { text } = await ask('What is the best time to post?')

  expect(text).toMatch(/^The best time to post is shortly before/)
  expect(listItems(text).length).toBeLessThanOrEqual(4)
  expect(text).not.toContain('Next step')
})

test('a plan comes whole, as a table, with a next step', async () => {
  const { ask } = await startChat()

  const { text } = await ask('Make me a 30-day content plan')

  expect(text.match(/^\| \d+ \|/gm)).toHaveLength(30)
  expect(text).toContain('**Next step:**')
})

test.each([
  ['give me 5 hooks', 5],
  ['three hook templates please', 3],
  ['Write ten video ideas', 10],
  ['a dozen title formulas', 12],
])('“%s” gives that many', async (question, count) => {
  const { ask } = await startChat()

  const { text } = await ask(question)

  expect(listItems(text)).toHaveLength(count)
})

test.each(['a 30-day content plan', 'How do I post 3 reels a week?', 'a script for 60 seconds'])(
  'the number in “%s” is not a number of items',
  async (question) => {
    const { ask } = await startChat()

    const { text } = await ask(question)

    expect(text).not.toMatch(/The library holds/)
  },
)

test('more of a list is never what was already given', async () => {
  const { ask } = await startChat()
  const items = listItems((await ask('Give me 5 hooks')).text)

  for (const request of ['three more', 'another one', 'more please', '10 more', '20 more']) {
    const more = listItems((await ask(request)).text)
    expect(more.filter((item) => items.includes(item))).toEqual([])
    items.push(...more)
  }

  expect(items.length).toBeGreaterThan(20)
})

test('the rows of a table are not given again as a list', async () => {
  const { ask } = await startChat()
  const { text: table } = await ask('How do I make money from content?')

  const { text } = await ask('two more')

  expect(table).toContain('| Membership |')
  expect(text).not.toMatch(/Membership|Workshop|Affiliate/)
})

test('a list that is used up goes on elsewhere and says so', async () => {
  const { ask } = await startChat()
  await ask('Give me 6 hooks for a fitness coach')

  const { text } = await ask('three more')

  expect(text).toMatch(/used up.*from “/)
  expect(listItems(text)).toHaveLength(3)
})

test('a niche named afterwards asks the same again for that niche', async () => {
  const { ask } = await startChat()
  await ask('Give me 4 hooks')

  const { text } = await ask('for a fitness coach')

  expect(listItems(text)).toHaveLength(4)
  expect(text).toContain('Fitness viewers')
})

test('an audience fills the blanks that ask for it, and only those', async () => {
  const { ask } = await startChat()

  const { text } = await ask('Give me collaboration pitch templates for busy parents')

  expect(text).toContain('We both talk to busy parents.')
  expect(text).toContain('[topic]')
})

test('"shorter" keeps the point and three short entries', async () => {
  const { ask } = await startChat()
  const long = await ask('How do I find my niche?')

  const { text, sources } = await ask('make it shorter')

  expect(text).toMatch(/^In short: Your niche is where/)
  expect(listItems(text)).toHaveLength(3)
  expect(text.length).toBeLessThan(long.text.length / 2)
  expect(sources).toEqual(['niche-and-positioning.md'])
})

test('another platform asks the last question again', async () => {
  const { ask } = await startChat()
  await ask('What is the best time to post on Instagram?')

  const { text } = await ask('What about YouTube?')

  expect(text).toContain('best time to post')
})

test('another subject leaves the last one', async () => {
  const { ask } = await startChat()
  await ask('How do I write a hook?')

  const { sources } = await ask('what about thumbnails?')

  expect(sources[0]).toBe('thumbnails-and-titles.md')
})

test('an entry of the last list can be asked about', async () => {
  const { ask } = await startChat()
  const { text: first } = await ask('Give me 5 hooks')

  const { text } = await ask('explain the second one')

  expect(text).toContain(`> ${listItems(first)[1]}`)
})

test('"why?" gives a reason of the playbook or admits there is none', async () => {
  const { ask } = await startChat()
  const { text: before } = await ask('How often should I post?')

  const { text } = await ask('why?')

  expect(text).not.toBe(before)
  expect(text).toMatch(/because|so that|so you|since|otherwise|without a reason/)
})

test('"tell me more" brings what the thread has not had', async () => {
  const { ask } = await startChat()
  const { text: before } = await ask('What makes a good hook?')

  const { text } = await ask('tell me more')

  expect(listItems(text).filter((item) => before.includes(item))).toEqual([])
})

test('a message without a subject is asked for one', async () => {
  const { ask } = await startChat()

  const { text } = await ask('???')

  expect(text).toMatch(/^I could not find a subject in that/)
})

test('a slip of the pen does not hide the answer', async () => {
  const { ask } = await startChat()

  const { text } = await ask('my views droped, how do I fix them?')

  expect(text).toMatch(/^When views drop/)
})

test('what the library only mentions is given as a mention', async () => {
  const { ask } = await startChat()

  const { text, sources } = await ask('Should I use hashtags?')

  expect(text).toMatch(/^The library touches on this in passing/)
  expect(listItems(text)).toEqual([expect.stringContaining('Hashtags')])
  expect(sources).toEqual(['filming-and-editing-basics.md'])
})

test('a quoted draft is not mistaken for the question', async () => {
  const { ask } = await startChat()

  const { text } = await ask('Help me improve this hook: Hi guys, today I want to talk about sleep')

  expect(text).toMatch(/^Rewriting works better than inventing/)
})

test('an attached file is summed up in its own words', async () => {
  const started = await startEngine()
  await addFile(
    started,
    'plan.md',
    '# Studio\n\nWe teach pottery in Leeds. Wheels turn daily.\n\n## Prices\n\nA pottery course costs 180 pounds.',
  )
  const { ask } = await startChat(started)

  const { text, sources } = await ask('Summarise this', 'plan.md')

  expect(text).toContain('- We teach pottery in Leeds.')
  expect(text).toContain('- A pottery course costs 180 pounds.')
  expect(new Set(sources)).toEqual(new Set(['plan.md']))
})

test('a question about an attached file is answered from its passages, and so is the next', async () => {
  const started = await startEngine()
  await addFile(
    started,
    'plan.pdf',
    pdfOf('We teach pottery in Leeds.', 'A course costs 180 pounds.'),
  )
  const { ask } = await startChat(started)

  const first = await ask('What does my plan say about pricing?', 'plan.pdf')
  const second = await ask('Does it mention Leeds?')

  expect(first.text).toContain('A course costs 180 pounds. (page 2)')
  expect(second.text).toContain('We teach pottery in Leeds.')
  expect([...first.sources, ...second.sources]).toEqual(['plan.pdf', 'plan.pdf'])
})

test('what stands in a table of an attached file is answered with the names of its columns', async () => {
  const started = await startEngine()
  const table = '| Course | Fee |\n| --- | --- |\n| Bowls | 90 pounds |\n| Glazing | 45 pounds |'
  await addFile(started, 'prices.md', `# Prices\n\n${table}`)
  const { ask } = await startChat(started)

  const { text } = await ask('What does the glazing course cost in my prices?', 'prices.md')

  expect(text).toContain('Course: Glazing; Fee: 45 pounds')
})

test('a script to improve is held against the library, not rewritten', async () => {
  const started = await startEngine()
  await addFile(started, 'script.txt', 'Hi everyone, welcome back! Today I talk about stretching.')
  const { ask } = await startChat(started)

  const { text, sources } = await ask('Improve this script', 'script.txt')

  expect(text).toContain('“Hi everyone, welcome back!”')
  expect(sources).toEqual(['script.txt', 'short-form-scripts.md'])
})

test('a file that is still being read, unreadable or missing is named as such', async () => {
  const started = await startEngine()
  const { openai, store } = started
  await addFile(started, 'scan.pdf', pdfOf(''))
  const file = await toFile(pdfOf('Soon'), 'soon.pdf')
  const { id } = await openai.files.create({ file, purpose: 'assistants' })
  await openai.vectorStores.files.create(store, { file_id: id })
  const { ask } = await startChat(started)

  const { text } = await ask('Summarise these', 'scan.pdf', 'soon.pdf', 'gone.pdf')

  expect(text).toContain('could not read scan.pdf')
  expect(text).toContain('still reading soon.pdf')
  expect(text).toContain('cannot find gone.pdf')
})

test("the session's files answer ordinary questions too", async () => {
  const started = await startEngine()
  await addFile(started, 'studio.txt', 'The kiln repair costs 900 pounds and takes a week.')
  const { ask } = await startChat(started)

  const { text, sources } = await ask('How much is the kiln repair?')

  expect(text).toContain('900 pounds')
  expect(sources).toEqual(['studio.txt'])
})

test('a deleted file is never quoted again', async () => {
  const started = await startEngine()
  const { id } = await addFile(started, 'studio.txt', 'The kiln repair costs 900 pounds.')
  const { ask } = await startChat(started)
  await ask('How much is the kiln repair?')

  await started.openai.files.delete(id)
  const { ask: askAfresh } = await startChat(started)
  const { text } = await askAfresh('How much is the kiln repair?')

  expect(text).not.toContain('900')
})

test('a picture is not looked at, and the coach says so', async () => {
  const { openai, store } = await startEngine()
  const response = await openai.responses.create({
    model: 'any',
    tools: [{ type: 'file_search', vector_store_ids: [store] }],
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'auto' },
          { type: 'input_text', text: 'How do I choose a cover for this photo?' },
        ],
      },
    ],
  })

  const { text, sources, citations } = readAnswer(response)

  expect(text).toMatch(/^I can’t see pictures/)
  expect(sources[0]).toBe('thumbnails-and-titles.md')
  expect(text.slice(0, citations[0]?.index)).toMatch(/\.$/)
})

test('hidden notes are neither the question nor quoted', async () => {
  const { openai, store } = await startEngine()
  const response = await openai.responses.create({
    model: 'any',
    tools: [{ type: 'file_search', vector_store_ids: [store] }],
    input: [
      { role: 'user', content: 'How often should I post?' },
      { role: 'user', content: '<HiddenContext>The person clicked on Pricing.</HiddenContext>' },
    ],
  })

  expect(response.output_text).toMatch(/^Post as often/)
})
