import { describe, expect, test } from 'vitest'
import { textOf } from '../../../test/api/chatkit-client.ts'
import type { Reply } from '../../../test/api/reply.ts'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import {
  begun,
  type Citation,
  ending,
  fileCitation,
  message,
  messageItem,
  response,
  type Saying,
  urlCitation,
} from '../../../test/upstream/response-events.ts'
import { plays, says } from '../../../test/upstream/scripted-upstream.ts'
import type { Annotation } from '../../protocol/schemas.ts'

expectQuietConsole()

describe('a citation', () => {
  test('of a file is shown at its place in the text, as soon as it comes', async () => {
    const { reply } = await answered('Refunds take 30 days', fileCitation('policy.md', 20), '.')

    expect(kindsOf(reply)).toEqual(['part', 'text', 'citation', 'text', 'done'])
    expect(citationsOf(reply)).toEqual([{ at: 0, annotation: inFile('policy.md', 20) }])
  })

  test('of a page names its address and title, at the end of the words that it covers', async () => {
    const { reply } = await answered('See the tides', urlCitation('https://a.test/', 'Tides', 13))

    const source = { type: 'url', url: 'https://a.test/', title: 'Tides' }
    expect(citationsOf(reply)).toEqual([
      { at: 0, annotation: { type: 'annotation', source, index: 13 } },
    ])
  })

  test('of a page without a title is named by its address', async () => {
    const { reply } = await answered('See', urlCitation('https://a.test/', '', 3))

    expect(citationsOf(reply)[0]?.annotation.source.title).toBe('https://a.test/')
  })

  test('of a file that the model made is shown like any other', async () => {
    const citation = { type: 'container_file_citation', filename: 'plan.csv', end_index: 3 }
    const { reply } = await answered('See', citation)

    expect(citationsOf(reply)[0]?.annotation).toEqual(inFile('plan.csv', 3))
  })
})

test('citations that cannot be shown leave no gap, and the stored answer has the same list', async () => {
  const unusable: Citation[] = [
    null,
    { type: 'file_path', file_id: 'file-1', index: 0 },
    { type: 'of_the_future' },
    fileCitation('', 3),
  ]
  const { reply, stored } = await answered(
    'One',
    fileCitation('a.md', 3),
    ...unusable,
    ' two',
    fileCitation('b.md', 7),
    fileCitation('b.md', 7),
  )

  const list = [inFile('a.md', 3), inFile('b.md', 7), inFile('b.md', 7)]
  expect(citationsOf(reply)).toEqual(list.map((annotation, at) => ({ at, annotation })))
  expect(partDone(reply)).toEqual({ type: 'output_text', text: 'One two', annotations: list })
  expect(stored).toEqual([{ type: 'output_text', text: 'One two', annotations: list }])
})

test('a citation never points behind the end of the text', async () => {
  const { stored } = await answered('Short', fileCitation('a.md', 400), '.')

  expect(stored[0]?.annotations).toEqual([inFile('a.md', 6)])
})

test('citations that come with the whole message, and not before, are kept', async () => {
  const part = {
    type: 'output_text',
    text: 'Start small.',
    annotations: [fileCitation('a.md', 11)],
  }
  const item = messageItem('msg_1', [part])
  const deltas = message('msg_1', 'Start', ' small.').slice(0, -1)
  const events = [...begun(), ...deltas, { type: 'response.output_item.done', item }]
  await using api = await startOpenAIApi()
  api.upstream.answers(plays(...events, ending('completed', [item])))
  const visitor = api.visitor()

  const thread = await visitor.chat('How do I begin?')

  expect((await visitor.items(thread))[1]).toMatchObject({
    content: [{ text: 'Start small.', annotations: [inFile('a.md', 11)] }],
  })
})

describe('citation marks in the text', () => {
  const mark = '\uE200filecite\uE202turn0file0\uE201'

  test.each([
    ['between private-use characters', mark],
    ['that have lost them', 'fileciteturn0file0'],
    ['of the old form', '【4:0†source】'],
  ])('%s are neither seen nor stored, wherever the deltas cut them', async (_, mark) => {
    await using api = await startOpenAIApi()
    const text = `Start small ${mark}. Rest.`
    const cuts = Array.from({ length: mark.length + 2 }, (_, at) => 11 + at)
    const answers = cuts.map((cut) => says(text.slice(0, cut), text.slice(cut)))
    api.upstream.answers(...answers, says(...text))
    const visitor = api.visitor()
    const thread = await visitor.chat('How do I begin?')
    for (const _ of cuts) {
      const reply = await (await visitor.say(thread, 'And again')).untilEnd()
      expect(reply.text).toBe('Start small. Rest.')
      expect(JSON.stringify(reply.events)).not.toMatch(/[\uE200-\uE20F]|turn0|†/)
      expect(kindsOf(reply).includes('empty')).toBe(false)
    }

    const answersStored = (await visitor.items(thread)).filter(
      (item) => item.type !== 'user_message',
    )

    expect(new Set(answersStored.map(textOf))).toEqual(new Set(['Start small. Rest.']))
  })

  test('move the citations behind them back', async () => {
    const { reply, stored } = await answered(
      'Start ',
      mark,
      ' small',
      fileCitation('a.md', 'Start  small'.length + mark.length),
      '. Rest ',
      mark,
      fileCitation('b.md', 'Start  small. Rest '.length + 2 * mark.length),
      '.',
    )

    const list = [inFile('a.md', 'Start small'.length), inFile('b.md', 'Start small. Rest'.length)]
    expect(citationsOf(reply).map(({ annotation }) => annotation)).toEqual(list)
    expect(stored).toEqual([{ type: 'output_text', text: 'Start small. Rest.', annotations: list }])
  })

  test('do not get into a title', async () => {
    await using api = await startOpenAIApi()
    api.upstream.titles(`“Small starts ${mark}”`)
    const visitor = api.visitor()

    const id = await visitor.chat('How do I begin?')

    const { title } = await visitor.ask('threads.get_by_id', { thread_id: id })
    expect(title).toBe('Small starts')
  })
})

/** The answer to one question whose model says this. */
async function answered(...sayings: Saying[]) {
  await using api = await startOpenAIApi()
  api.upstream.answers(plays(...response(message('msg_1', ...sayings))))
  const visitor = api.visitor()
  const reply = await (await visitor.create('How do I begin?')).untilEnd()
  const [, answer] = await visitor.items(reply.threadId)
  return { reply, stored: answer?.type === 'assistant_message' ? answer.content : [] }
}

const inFile = (filename: string, index: number): Annotation => ({
  type: 'annotation',
  source: { type: 'file', filename, title: filename },
  index,
})

const updatesOf = ({ events }: Reply) =>
  events.flatMap((event) => (event.type === 'thread.item.updated' ? [event.update] : []))

function kindsOf(reply: Reply): string[] {
  return updatesOf(reply).map((update) => {
    switch (update.type) {
      case 'assistant_message.content_part.added':
        return 'part'
      case 'assistant_message.content_part.text_delta':
        return update.delta === '' ? 'empty' : 'text'
      case 'assistant_message.content_part.annotation_added':
        return 'citation'
      case 'assistant_message.content_part.done':
        return 'done'
      default:
        return update.type
    }
  })
}

const citationsOf = (reply: Reply) =>
  updatesOf(reply).flatMap((update) =>
    update.type === 'assistant_message.content_part.annotation_added'
      ? [{ at: update.annotation_index, annotation: update.annotation }]
      : [],
  )

const partDone = (reply: Reply) =>
  updatesOf(reply).flatMap((update) =>
    update.type === 'assistant_message.content_part.done' ? [update.content] : [],
  )[0]
