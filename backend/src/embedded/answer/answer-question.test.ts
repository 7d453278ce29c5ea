import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { addFile, startChat, startEngine } from '../../../test/embedded/embedded-engine.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'

const BEES = `# Bees

## How often to feed bees

<!-- asked as: sugar for bees; feeding a hive -->

Feed them once a week.

- One part water
- One part sugar

## When a hive wakes

A hive wakes in March.

## How to move a hive

Move it at night.

## What bees drink

Put stones into the water.`

/** A chat whose library is one file on bees. */
async function chatOnBees(functions: string[] = []) {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const knowledgeDir = join(folder.path, 'knowledge')
  mkdirSync(knowledgeDir)
  writeFileSync(join(knowledgeDir, 'bees.md'), BEES)
  const started = await startEngine({ knowledgeDir })
  return { ...(await startChat(started, functions)), started }
}

describe('a question that the library answers', () => {
  test('gets the section whole, under its own heading, and cited; then the next headings', async () => {
    const chat = await chatOnBees()

    const { text, sources } = await chat.ask('How often do I feed my bees?')

    expect(text).toMatch(
      /^### How often to feed bees\n\nFeed them once a week\.\n\n- One part water\n/,
    )
    expect(text).toMatch(/\*\*Also in the library\*\*\n\n- .*\n- .*$/)
    expect(sources).toEqual(['bees.md', 'bees.md', 'bees.md'])
  })

  test('is found by a way to ask that its text names, which is not quoted', async () => {
    const chat = await chatOnBees()

    const { text } = await chat.ask('sugar for bees?')

    expect(text).toMatch(/^### How often to feed bees/)
    expect(text).not.toContain('asked as')
  })

  test('is not answered twice alike; in the end there is nothing else', async () => {
    const chat = await chatOnBees()
    const answers = [await chat.ask('When does a hive wake?')]

    answers.push(await chat.ask('When does a hive wake?'), await chat.ask('What else?'))
    for (let at = 0; at < 3; at += 1) answers.push(await chat.ask('What else is there on a hive?'))

    const texts = answers.map(({ text }) => text)
    expect(texts[1]).toMatch(/^I have shown you the section that is closest to this/)
    expect(texts.at(-1)).toMatch(/^I (have nothing else on this|did not find this)/)
    expect(texts[0]).not.toBe(texts[1])
  })
})

test('a few words go on with the question before them', async () => {
  const chat = await chatOnBees()
  await chat.ask('How often do I feed my bees?')

  expect((await chat.ask('and what do they drink?')).text).toMatch(/What bees drink/)
})

describe('a question that the library answers in part', () => {
  test('gets its sections as choices, where the client can show them', async () => {
    const chat = await chatOnBees(['offer_choices'])

    const { text, sources, call } = await chat.ask('my bees in snow')

    // The headings stand on the choices, and nowhere else.
    expect(text).toBe('The library has several sections on this. Which one helps?')
    expect(sources).toEqual(['bees.md', 'bees.md', 'bees.md'])
    expect(call).toMatchObject({ name: 'offer_choices' })
    expect(JSON.parse(call?.arguments ?? '').choices).toContain('When a hive wakes')
  })

  test('lists them where the client shows no choices', async () => {
    const chat = await chatOnBees()

    const { text, sources } = await chat.ask('my bees in snow')

    expect(text).toMatch(/^The library has several sections on this\. .*\n\n- .*\n- .*\n- .*$/)
    expect(sources).toEqual(['bees.md', 'bees.md', 'bees.md'])
  })

  test('does not offer the same choices twice', async () => {
    const chat = await chatOnBees(['offer_choices'])
    const first = await chat.ask('my bees in snow')

    const second = await chat.ask('my bees in snow')

    expect(second.text).toMatch(/^I have nothing else on this/)
    expect(second.call?.arguments).not.toBe(first.call?.arguments)
  })

  test('may offer others for another question', async () => {
    const chat = await chatOnBees(['offer_choices'])
    await chat.ask('my bees in snow')

    const { text, call } = await chat.ask('hive and honey in snow')

    expect(text).not.toMatch(/^I have/)
    expect(call?.name).toBe('offer_choices')
  })

  test('may have a choice pressed, which is quoted then', async () => {
    const chat = await chatOnBees(['offer_choices'])

    expect((await chat.ask('When a hive wakes')).text).toMatch(/^### When a hive wakes\n/)
  })
})

test('a question about something else is told so first, with headings and no prose', async () => {
  const chat = await chatOnBees()

  const { text, sources } = await chat.ask('Which drink goes with a wedding cake?')

  expect(text).toMatch(/^I did not find this in the library\./)
  expect(sources).toEqual([])
  expect(text).not.toContain('stones')
})

test('where nothing is close, the closest headings can be pressed all the same', async () => {
  const chat = await chatOnBees(['offer_choices'])

  const { text, sources, call } = await chat.ask('Which drink goes with a wedding hive?')
  const pressed = await chat.ask('What bees drink')

  expect(text).toBe('I did not find this in the library. The closest it has:')
  expect(sources).toEqual([])
  expect(JSON.parse(call?.arguments ?? '').choices).toContain('What bees drink')
  expect(pressed.text).toMatch(/^### What bees drink/)
})

describe('a file of the visitor', () => {
  const PRICES = 'Item,Price,Stock\nJar of honey,8.50,12\nCandle,12.00,\nHive tour,45.00,3\n'

  test.each([
    ['How much is a candle?', /Candle – Price: \*\*12\.00\*\*/],
    [
      'What is the most expensive item? I mean the highest price',
      /Highest Price: \*\*45\.00\*\* – Hive tour/,
    ],
    ['sum of the price column', /Price, sum of 3 values: \*\*65\.5\*\*/],
    ['lowest price?', /Lowest Price: \*\*8\.50\*\* – Jar of honey/],
    ['where is the stock missing?', /Stock is empty in \*\*1\*\* of 3 rows: Candle/],
    ['what is in this file', /A table with 3 rows and the columns Item, Price, Stock/],
  ])('answers %s', async (question, expected) => {
    const chat = await chatOnBees()
    await addFile(chat.started, 'prices.csv', PRICES)

    const { text, sources } = await chat.ask(question, 'prices.csv')

    expect(text).toMatch(expected)
    expect(sources[0]).toBe('prices.csv')
  })

  test('comes before the library where it fits as well', async () => {
    const chat = await chatOnBees()
    await addFile(chat.started, 'mine.md', '# Notes\n\n## Feeding\n\nI feed my bees twice a week.')

    const { text } = await chat.ask('How often do I feed my bees?')

    expect(text).toMatch(/^From \*\*mine\.md\*\*/)
    expect(text).toContain('twice a week')
  })

  test('is read where many others fit better', async () => {
    const chat = await chatOnBees()
    for (let at = 0; at < 25; at += 1) {
      await addFile(chat.started, `other-${at}.md`, '# Hive\n\n## Hive tools\n\nHive, hive, hive.')
    }
    await addFile(
      chat.started,
      'mine.txt',
      `${'Words about nothing. '.repeat(60)}The hive is blue.`,
    )

    const { text } = await chat.ask('What about the hive?', 'mine.txt')

    expect(text).toMatch(/^From \*\*mine\.txt\*\*/)
  })

  test('is quoted in its own language', async () => {
    const chat = await chatOnBees()
    await addFile(
      chat.started,
      'agb.md',
      '# AGB\n\n## Stornierung\n\nBis zehn Tage vorher ist sie kostenlos.',
    )

    const { text } = await chat.ask('Ist eine Stornierung kostenlos?')

    expect(text).toContain('Bis zehn Tage vorher')
  })

  test.each([
    [
      'Wie lang ist die Kündigungsfrist?',
      '## Kündigung\n\nDrei Monate.\n\n## Die Miete\n\nDie ist 9.',
    ],
    ['qui fait les gâteaux ?', '## Fête\n\nMathieu des gâteaux.\n\n## Les membres\n\nLes dix.'],
  ])('is searched by what tells the subject in its language: %s', async (question, sections) => {
    const chat = await chatOnBees()
    await addFile(chat.started, 'own.md', `# A\n\n${sections}`)

    const { text } = await chat.ask(question)

    expect(text).toMatch(/Drei Monate|Mathieu/)
  })

  test('that has nothing on a question shows what it has', async () => {
    const chat = await chatOnBees()
    await addFile(chat.started, 'prices.csv', PRICES)

    const { text } = await chat.ask('Who painted the ceiling?', 'prices.csv')

    expect(text).toMatch(/^I did not find this in the file\. This is what it has:/)
  })

  test('that cannot be read, or is not there, is named with the reason', async () => {
    const chat = await chatOnBees()
    await addFile(chat.started, 'scan.pdf', '%PDF-1.4 broken')

    expect((await chat.ask('Summarise it', 'scan.pdf')).text).toMatch(
      /^I could not read scan\.pdf: /,
    )
    expect((await chat.ask('Summarise it', 'gone.md')).text).toMatch(/^I cannot find gone\.md/)
  })
})

test('what the visitor has said is found again', async () => {
  const chat = await chatOnBees()
  await chat.ask('My shop is called Amber and sells candles.')
  await chat.ask('When does a hive wake?')

  const { text } = await chat.ask('What did I tell you about my shop?')

  expect(text).toBe('You said: “My shop is called Amber and sells candles.”')
})

test('what was said is found in other languages too, where the library has nothing', async () => {
  const chat = await chatOnBees()
  await chat.ask('Ich habe 2.300 Follower')

  const { text } = await chat.ask('Wie viele Follower habe ich noch mal gesagt?')

  expect(text).toBe('You said: “Ich habe 2.300 Follower”')
})

test.each(['What do I say when a hive wakes?', 'When a hive wakes, how do I tell people?'])(
  '“%s” asks for advice, not for what was said',
  async (question) => {
    const chat = await chatOnBees()

    expect((await chat.ask(question)).text).toContain('When a hive wakes')
  },
)

test.each([
  ['hi', /^Hello! /],
  ['Thanks, that was great!', /^Gladly\. /],
  ["Hi, I'm Ada and I run a small pottery", /^Good to know\. /],
])('%s is answered in one line', async (message, expected) => {
  const chat = await chatOnBees()

  const { text, sources } = await chat.ask(message)

  expect(text).toMatch(expected)
  expect(text).not.toContain('\n')
  expect(sources).toEqual([])
})

test.each([
  ['Translate this into French: how often to feed bees', /How often to feed bees/],
  ['can you shorten my text about a wedding', /instead\.$/],
])(
  '%s cannot be done, says the answer, and how it could; then comes what is close',
  async (message, closest) => {
    const chat = await chatOnBees()

    const { text } = await chat.ask(message)

    expect(text).toMatch(/^I cannot \w+ texts\. .*OPENAI_API_KEY/)
    expect(text).toMatch(closest)
  },
)

test('files that the filter does not admit are neither quoted nor named', async () => {
  const chat = await chatOnBees()
  await addFile(chat.started, 'secret.md', '# Secret\n\n## Feeding\n\nBees get quillowfern.', {
    session: 'b',
  })
  const filters = { type: 'eq' as const, key: 'session', value: 'a' }
  const { openai, store } = chat.started

  const { output_text } = await openai.responses.create({
    model: 'any',
    input: 'What do bees get?',
    tools: [{ type: 'file_search', vector_store_ids: [store], filters }],
  })

  expect(output_text).not.toMatch(/quillowfern|secret/)
})
