import { expect, test } from 'vitest'
import { dialogues } from './evaluation-dialogues.ts'
import { inside, isHeldOut, outside } from './evaluation-questions.ts'
import { listItems, readAnswer, type Started, startChat, startEngine } from './test-kit.ts'

const NOT_ANSWERED =
  /^(The library has nothing on that|I could not find a subject|The library coach reads)/

async function answerTo({ openai, store }: Started, input: string) {
  const tools = [{ type: 'file_search' as const, vector_store_ids: [store] }]
  return readAnswer(await openai.responses.create({ model: 'any', input, tools }))
}

async function measureInside(started: Started, { question, playbooks }: (typeof inside)[number]) {
  const { text, sources } = await answerTo(started, question)
  const { data } = await started.openai.vectorStores.search(started.store, { query: question })
  const isRight = (filename = '') => playbooks.includes(filename.replace(/\.md$/, ''))
  return {
    question,
    isOutside: NOT_ANSWERED.test(text),
    isCitedRight: isRight(sources[0]),
    isFirst: isRight(data[0]?.filename),
    isAmongFive: data.slice(0, 5).some(({ filename }) => isRight(filename)),
  }
}

function share<Entry>(entries: Entry[], holds: (entry: Entry) => boolean): number {
  return entries.filter(holds).length / entries.length
}

test.each([
  ['tuned', (position: number) => !isHeldOut(position)],
  ['held out', isHeldOut],
])(
  'the %s questions are told apart and answered from the right playbook',
  async (name, isTaken) => {
    const started = await startEngine()
    const asked = inside.filter((_, position) => isTaken(position))
    const foreign = outside.filter((_, position) => isTaken(position))

    const measured = await Promise.all(asked.map((each) => measureInside(started, each)))
    const answers = await Promise.all(foreign.map((question) => answerTo(started, question)))
    const figures = {
      falseOutside: share(measured, ({ isOutside }) => isOutside),
      falseInside: share(answers, ({ text }) => !NOT_ANSWERED.test(text)),
      firstCitation: share(measured, ({ isCitedRight }) => isCitedRight),
      recallAt1: share(measured, ({ isFirst }) => isFirst),
      recallAt5: share(measured, ({ isAmongFive }) => isAmongFive),
    }
    process.stdout.write(
      `${name} (${asked.length} inside, ${foreign.length} outside): ${JSON.stringify(figures)}\n`,
    )

    expect(figures.falseOutside).toBeLessThanOrEqual(0.02)
    expect(figures.falseInside).toBeLessThanOrEqual(0.05)
    expect(figures.firstCitation).toBeGreaterThanOrEqual(0.9)
    expect(figures.recallAt5).toBeGreaterThanOrEqual(0.95)
  },
)

test.each(dialogues)('%s', async (messages, holds, fresh) => {
  const { ask } = await startChat()
  const texts: string[] = []
  for (const message of messages.split(' > ')) texts.push((await ask(message)).text)
  const [before = '', last = ''] = texts.slice(-2)

  expect(last).toMatch(holds)
  expect(last).not.toBe(before)
  if (fresh) expect(listItems(last).filter((item) => before.includes(item))).toEqual([])
})
