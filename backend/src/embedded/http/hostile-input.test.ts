/** Whatever a message says, reading it holds up nobody else. */
import type { ResponseInput } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'
import { addFile, type Started, startEngine } from '../../../test/embedded/embedded-engine.ts'
import { longestTurn } from '../../../test/process/longest-turn.ts'

/** Half as much on a machine that has nothing else to do. */
const LONGEST_TURN_MS = 100
const LONGEST_MESSAGE = 32_000

function fill(part: (at: number) => string, length = LONGEST_MESSAGE): string {
  const parts: string[] = []
  for (let at = 0, filled = 0; filled < length; at++) {
    const next = part(at)
    parts.push(next)
    filled += next.length
  }
  return parts.join('').slice(0, length)
}

/** The same words in each run, and no two alike. */
const word = (at: number) => `q${(at * 2_654_435_761).toString(36).replace(/\d/g, 'z')}`

const KNOWN =
  'hook reel caption niche audience pillar content growth instagram tiktok brand post plan script hashtag email story video price client'.split(
    ' ',
  )
const known = (at: number) => KNOWN[at % KNOWN.length] ?? ''

const messages: Record<string, string> = {
  'the same question again and again': fill(() => 'How do I grow my audience on Instagram? '),
  'many questions': fill((at) => `How do I ${known(at)} my ${known(at * 7)} on day ${at}? `),
  'one word again and again': fill(() => 'content '),
  'one long word': 'a'.repeat(LONGEST_MESSAGE),
  'words that nobody knows': fill((at) => `${word(at)} `),
  'questions about words that nobody knows': fill((at) => `what about ${word(at)}? `),
  'all words of the library': fill((at) => `${known(at)} `),
  'clauses that ask on': fill((at) => `${word(at)}, and how ${word(at + 1)} `),
  punctuation: fill((at) => '?!.,;:-—()[]{}"\''.charAt(at % 16)),
  blanks: `a${' '.repeat(LONGEST_MESSAGE - 2)}b`,
  'empty lines': `a${'\n'.repeat(LONGEST_MESSAGE - 2)}b`,
  'Chinese characters': fill((at) => String.fromCharCode(0x4e00 + ((at * 37) % 20_000))),
  'Chinese questions': fill(() => '如何增加我的观众？'),
  emoji: fill((at) => ['👩‍👩‍👧‍👦', '🎬', '🏳️‍🌈'][at % 3] ?? ''),
  'combining characters': fill(() => 'e\u0301\u0302\u0303\u0304'),
  'a table': fill((at) => `| a${at} | b | c |\n${at === 0 ? '|---|---|---|\n' : ''}`),
  'unclosed marks': fill((at) => '*_`~['.charAt(at % 5)),
  links: fill(() => '[a](b) '),
  headings: fill((at) => `# ${word(at)}\n`),
  'plans that are asked for': fill(
    (at) => `Plan ${at % 90} days of posts about ${word(at)} for my bakery. `,
  ),
  'trades of the creator': fill((at) => `I am a ${word(at)} coach, `),
  'beginnings of attachments': fill(() => '[Attached file: "'),
  'a text to be rewritten': `Improve this caption: ${fill((at) => `${word(at)} `, 31_900)}`,
}

const user = (text: string) => ({ role: 'user' as const, content: text })
const coach = (text: string) => ({ role: 'assistant' as const, content: text })

function ask({ openai, store }: Started, input: ResponseInput) {
  const functions = ['ask_creator', 'make_plan'].map((name) => ({
    ...{ type: 'function' as const, name, parameters: {}, strict: false },
  }))
  return openai.responses.create({
    model: 'any',
    input,
    tools: [{ type: 'file_search', vector_store_ids: [store] }, ...functions],
  })
}

/** What takes long the first time is not what a message says. */
async function warmEngine() {
  const started = await startEngine()
  for (const text of Object.values(messages).slice(0, 3)) {
    await ask(started, [user(text)])
    await started.openai.vectorStores.search(started.store, { query: text })
  }
  return started
}

test('no message of 32,000 characters holds up the process, nor what follows it', async () => {
  const started = await warmEngine()
  const slow: string[] = []
  for (const [name, text] of Object.entries(messages)) {
    const thread = [user(text), coach(text), user(text)]
    const followUp = [user(text), coach('Yes.'), user('Tell me more about that')]
    const turns = {
      answer: () => ask(started, [user(text)]),
      'follow-up': () => ask(started, followUp),
      thread: () => ask(started, thread),
    }
    for (const [kind, play] of Object.entries(turns)) {
      const ms = await longestTurn(play)
      if (ms > LONGEST_TURN_MS) slow.push(`${kind} of ${name}: ${Math.round(ms)} ms`)
    }
  }

  expect(slow).toEqual([])
})

test('a thread of 200 messages does not hold up the process', async () => {
  const started = await warmEngine()
  const thread = Array.from({ length: 200 }, (_, at) =>
    at % 2 === 0 ? user(`${fill((n) => `${word(n + at)} `, 1_200)}?`) : coach(`Advice ${at}. `),
  )

  const ms = await longestTurn(() => ask(started, [...thread, user('And what about reels?')]))

  expect(ms).toBeLessThan(LONGEST_TURN_MS)
})

test('a search for 30,000 characters does not hold up the process', async () => {
  const started = await warmEngine()
  const { openai, store } = started
  for (const query of [messages['words that nobody knows'], messages['many questions']]) {
    const ms = await longestTurn(() => openai.vectorStores.search(store, { query: query ?? '' }))
    expect(ms).toBeLessThan(LONGEST_TURN_MS)
  }
})

/** A million characters each. */
const documents: Record<string, string> = {
  prose: fill((at) => `${word(at)} wakes in March and counts.${at % 9 ? ' ' : '\n\n'}`, 1_000_000),
  'one line': fill((at) => `${word(at)} `, 1_000_000),
  'short paragraphs': fill(() => 'a\n\n', 1_000_000),
  'many pages': fill(() => 'a\f', 1_000_000),
  'Chinese characters': fill((at) => String.fromCharCode(0x4e00 + ((at * 37) % 20_000)), 1_000_000),
}

test('documents of a million characters hold up the process neither while they are read nor when asked about', async () => {
  const started = await warmEngine()
  const slow: string[] = []
  for (const [name, text] of Object.entries(documents)) {
    const ms = await longestTurn(() => addFile(started, `${name}.txt`, text))
    if (ms > LONGEST_TURN_MS) slow.push(`reading ${name}: ${Math.round(ms)} ms`)
  }
  const names = Object.keys(documents).map((name) => `[Attached file: "${name}.txt"]`)
  for (const text of ['Summarise these files', 'What do my files say about March?', known(0)]) {
    const ms = await longestTurn(() => ask(started, [user([text, ...names].join('\n'))]))
    if (ms > LONGEST_TURN_MS) slow.push(`${text}: ${Math.round(ms)} ms`)
  }

  expect(slow).toEqual([])
}, 120_000)
