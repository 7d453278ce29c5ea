import { describe, expect, test } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import type { ChatKitClient } from '../../../test/api/chatkit-client.ts'
import type { Reply } from '../../../test/api/reply.ts'
import { type Api, startApi } from '../../../test/api/start-api.ts'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { NOTES } from '../../../test/samples/file-samples.ts'
import {
  fileCitation,
  fileSearch,
  functionCall,
  message,
  response,
  type Saying,
} from '../../../test/upstream/response-events.ts'
import { plays } from '../../../test/upstream/scripted-upstream.ts'
import type { Annotation } from '../../protocol/schemas.ts'

expectQuietConsole()

const REFUNDS = {
  file_id: 'file-cited',
  filename: 'policy.md',
  text: '## Refunds\n\nRefunds take 30 days, whatever the course costs.',
  score: 0.41234,
}
const PRICES = {
  file_id: 'file-cited',
  filename: 'policy.md',
  text: 'A course costs what its outcome is worth.',
  score: 0.9,
  attributes: { page: 7 },
}
const RESULTS = [PRICES, REFUNDS]

describe('with file search at the model’s server, a citation', () => {
  test('brings the passage of its file that fits the statement before it', async () => {
    const { stored } = await answered(
      RESULTS,
      'You get refunds in 30 days',
      fileCitation('policy.md', 26),
      '. A course costs what its outcome is worth',
      fileCitation('policy.md', 69),
      '.',
    )

    expect(stored).toEqual([
      {
        type: 'annotation',
        source: {
          type: 'file',
          filename: 'policy.md',
          title: 'policy.md',
          description: 'Refunds take 30 days, whatever the course costs.',
        },
        index: 26,
        passage: { file_id: 'file-cited', heading: 'Refunds', score: 0.412 },
      },
      expect.objectContaining({
        source: expect.objectContaining({ description: PRICES.text }),
        passage: { file_id: 'file-cited', page: 7, score: 0.9 },
      }),
    ])
  })

  test('brings it at once, while the answer is written', async () => {
    const { reply, stored } = await answered(
      RESULTS,
      'Refunds take 30 days',
      fileCitation('policy.md', 20),
      '.',
    )

    expect(stored[0]?.source.description).toMatch(/^Refunds take 30 days/)
    expect(addedIn(reply)).toEqual(stored)
  })

  test('names a table as its owner does, not as it was stored', async () => {
    const workbook = { ...PRICES, file_id: 'file-cited', filename: 'prices.xlsx.md' }
    const cited = fileCitation('prices.xlsx.md', 7)
    const { stored } = await answered([workbook], 'Bowls', cited)

    expect(stored[0]?.source).toMatchObject({ filename: 'prices.xlsx', title: 'prices.xlsx' })
  })

  test('has none where the server keeps its results to itself', async () => {
    const { stored } = await answered([], 'Refunds take 30 days', fileCitation('policy.md', 20))

    expect(stored).toEqual([
      {
        type: 'annotation',
        source: { type: 'file', filename: 'policy.md', title: 'policy.md' },
        index: 20,
      },
    ])
  })

  test('has none where only other files were found', async () => {
    const other = { ...REFUNDS, file_id: 'file-other', filename: 'other.md' }
    const { stored } = await answered([other], 'Refunds', fileCitation('policy.md', 7))

    expect(stored[0]).not.toHaveProperty('passage')
  })

  test('costs later questions nothing: the model is given the words alone', async () => {
    await using api = await startOpenAIApi()
    const said = message('msg_1', 'Refunds take 30 days', fileCitation('policy.md', 20), '.')
    api.upstream.answers(plays(...response(fileSearch('fs_1', 'refunds', RESULTS), said)), 'Yes.')
    const visitor = api.visitor()
    const thread = await visitor.chat('Do you refund?')

    await (await visitor.say(thread, 'Really?')).untilEnd()

    const input = JSON.stringify(api.upstream.turns.at(-1)?.json.input)
    expect(input).toContain('Refunds take 30 days.')
    expect(input).not.toContain('whatever the course costs')
    expect(input).not.toContain('file-cited')
  })
})

test('where the library is searched by a function, each mark brings its own passage', async () => {
  await using api = await startOpenAIApi({ JASON_VECTOR_STORE_ID: '' })
  const search = functionCall('fc_1', 'search_library', { query: 'pricing a course' })
  api.upstream.answers(
    plays(...response(search)),
    'Charge more \uE200filecite\uE202turn0file1\uE201.',
  )
  const visitor = api.visitor()

  const thread = await visitor.chat('What should my course cost?')

  const found = outputOf(api.upstream.turns.at(-1)?.json.input)[1]
  const [citation] = citationsOf(await visitor.items(thread))
  expect(citation?.source).toMatchObject({ type: 'file', filename: found?.file })
  const opening = citation?.source.description?.slice(0, 40) ?? ''
  expect(opening).toHaveLength(40)
  expect(found?.text).toContain(opening)
  expect(citation?.passage).toEqual({
    file_id: expect.stringMatching(/^file-library-/),
    heading: expect.any(String),
    score: expect.any(Number),
  })
})

describe('the library coach', () => {
  test('brings the passages that its answer is made of', async () => {
    await using api = await startApi()
    const visitor = api.visitor()

    const thread = await visitor.chat('What makes a good hook?')

    expect(citationsOf(await visitor.items(thread))[0]).toMatchObject({
      source: {
        filename: 'hooks.md',
        description: expect.stringMatching(/^A good hook tells the right person/),
      },
      passage: { file_id: 'file-library-hooks', heading: expect.any(String) },
    })
  })

  test('brings a passage of a visitor’s own file, which outlives the file', async () => {
    await using api = await startApi()
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.md', 'text/markdown', NOTES)
    const thread = await visitor.chat('How hot does the kiln Zephyrine fire?', {
      attachments: [id],
    })
    const [own] = await ownFiles(visitor)

    await visitor.fetch(`/library/files/${own?.id}`, { method: 'DELETE' })

    expect(await ownFiles(visitor)).toEqual([])
    expect(citationsOf(await visitor.items(thread))[0]).toMatchObject({
      source: { filename: 'notes.md', description: 'The kiln Zephyrine fires at 1240 degrees.' },
      passage: { file_id: own?.id, heading: 'Pottery course' },
    })
  })
})

/** The answer to one question whose model finds this and says that. */
async function answered(results: typeof RESULTS, ...sayings: Saying[]) {
  await using api = await startOpenAIApi()
  const search = fileSearch('fs_1', 'refunds', results)
  api.upstream.answers(plays(...response(search, message('msg_1', ...sayings))))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Do you refund?')).untilEnd()
  return { reply, stored: citationsOf(await visitor.items(reply.threadId)) }
}

function citationsOf(items: Awaited<ReturnType<ChatKitClient['items']>>): Annotation[] {
  return items.flatMap((item) =>
    item.type === 'assistant_message' ? item.content.flatMap((part) => part.annotations) : [],
  )
}

const addedIn = ({ events }: Reply) =>
  events.flatMap((event) =>
    event.type === 'thread.item.updated' &&
    event.update.type === 'assistant_message.content_part.annotation_added'
      ? [event.update.annotation]
      : [],
  )

/** The passages that the model was given back of its search. */
function outputOf(input: unknown) {
  return [
    ...JSON.stringify(input).matchAll(/<passage file=\\"([^"\\]+)\\"[^>]*>(.*?)<\/passage>/g),
  ].map(([, file, text]) => ({ file, text }))
}

async function ownFiles(visitor: ReturnType<Api['visitor']>) {
  const { data } = (await (await visitor.fetch('/library/files')).json()) as {
    data: { id: string; shared: boolean }[]
  }
  return data.filter(({ shared }) => !shared)
}
