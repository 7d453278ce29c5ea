import { expect, test } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { NOTES, PDF } from '../../../test/samples/file-samples.ts'

expectQuietConsole()

const HOT = 'The kiln Zephyrine fires at 1240 degrees.'

test.each([
  ['text file', 'notes.md', 'text/markdown', NOTES],
  ['PDF', 'notes.pdf', 'application/pdf', PDF],
])(
  'a question about a %s that is still being indexed is answered at once, from its text',
  async (_, name, type, bytes) => {
    await using api = await startOpenAIApi()
    api.upstream.answers('It fires hot.').files.indexing = 'in_progress'
    const visitor = api.visitor()
    const { id } = await attach(visitor, name, type, bytes)

    const reply = await (await visitor.create('How hot?', { attachments: [id] })).untilEnd()

    expect(reply.text).toBe('It fires hot.')
    expect(lastInput(api)).toContain(HOT)
    expect(tasksIn(await visitor.items(reply.threadId))).toEqual([`Read ${name}`])
  },
)

test('once it is found, its text goes along no longer', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('It fires hot.', 'Very hot.').files.indexing = 'in_progress'
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'notes.md', 'text/markdown', NOTES)
  const thread = await visitor.chat('How hot?', { attachments: [id] })

  api.upstream.files.finish('file-1', 'completed')
  await expect.poll(filesOf(visitor)).toMatchObject({ data: [{ status: 'ready' }] })
  await (await visitor.say(thread, 'And in words?')).untilEnd()

  expect(lastInput(api)).not.toContain(HOT)
  expect(lastInput(api)).toContain('[Attached file: ')
})

test('a file that could not be indexed is read all the same, and the reader is told', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('It fires hot.').files.fails('notes.md', 'The file type is not supported.')
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'notes.md', 'text/markdown', NOTES)
  await expect.poll(filesOf(visitor)).toMatchObject({ data: [{ status: 'failed' }] })

  const reply = await (await visitor.create('How hot?', { attachments: [id] })).untilEnd()

  expect(lastInput(api)).toContain(HOT)
  const notices = reply.events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))
  expect(notices).toEqual([
    expect.stringMatching(
      /^“notes.md” cannot be searched: .* the coach has its text all the same\.$/,
    ),
  ])
})

const lastInput = ({ upstream }: OpenAIApi) => JSON.stringify(upstream.turns.at(-1)?.json.input)

type Visitor = ReturnType<OpenAIApi['visitor']>
type Items = Awaited<ReturnType<Visitor['items']>>

const filesOf = (visitor: Visitor) => async () => (await visitor.fetch('/library/files')).json()

const tasksIn = (items: Items) =>
  items.flatMap((item) =>
    item.type === 'workflow'
      ? item.workflow.tasks.map((task) => task.type === 'file' && task.title)
      : [],
  )
