import { expect, test } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { NOTES, PNG } from '../../../test/samples/file-samples.ts'
import { begun, openMessage } from '../../../test/upstream/response-events.ts'
import { stallsAfter } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

test('the model reads the whole conversation, oldest first, and nothing of other chats', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('Start small.', 'Not yours.', 'Also not this.', 'Every Tuesday.')
  const visitor = api.visitor()
  const thread = await visitor.chat('How do I begin?')
  await visitor.chat('Another chat of mine')
  await api.visitor().chat('A chat of somebody else')

  await (await visitor.say(thread, 'How often?')).untilEnd()

  expect(lastInput(api)).toEqual([
    'user: How do I begin?',
    'assistant: Start small.',
    'user: How often?',
  ])
})

test('after a stop, the model sees the half answer and a note between it and the new question', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(stallsAfter(...begun(), ...openMessage('msg_up', 'Start small')))
  const visitor = api.visitor()
  const stopped = await (await visitor.create('How do I begin?')).untilWords()
  await visitor.cancel(stopped.runId)
  await stopped.untilEnd()
  api.upstream.answers('Every Tuesday.')

  await (await visitor.say(stopped.threadId, 'How often?')).untilEnd()

  expect(lastInput(api)).toEqual([
    'user: How do I begin?',
    'assistant: Start small',
    expect.stringMatching(/^user: <HiddenContext>.*stopped this answer.*<\/HiddenContext>$/s),
    'user: How often?',
  ])
})

test('the model never sees a citation mark that was taken out of an answer', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('Start small \uE200cite\uE202turn0file0\uE201.', 'Every Tuesday.')
  const visitor = api.visitor()
  const thread = await visitor.chat('How do I begin?')

  await (await visitor.say(thread, 'How often?')).untilEnd()

  expect(lastInput(api)[1]).toBe('assistant: Start small.')
})

test('a picture goes along as itself', async () => {
  await using api = await startOpenAIApi()
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'logo.png', 'image/png', PNG)

  await visitor.chat('What do you think of it?', { attachments: [id] })

  expect(api.upstream.turns[0]?.json.input).toEqual([
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'What do you think of it?' },
        expect.objectContaining({
          type: 'input_image',
          image_url: `data:image/png;base64,${PNG.toString('base64')}`,
        }),
      ],
    },
  ])
})

test('of many pictures only the newest go along, of older ones just the names', async () => {
  await using api = await startOpenAIApi()
  const visitor = api.visitor()
  const large = Buffer.concat([PNG, Buffer.alloc(20 * 1024 * 1024 - PNG.length)])
  const first = await attach(visitor, 'old.png', 'image/png', PNG)
  const second = await attach(visitor, 'new.png', 'image/png', large)
  const thread = await visitor.chat('What of this?', { attachments: [first.id] })

  await (await visitor.say(thread, 'And this?', { attachments: [second.id] })).untilEnd()

  const input = api.upstream.turns.at(-1)?.json.input as InputMessage[]
  const parts = input.flatMap(({ content }) =>
    Array.isArray(content) ? content.map(({ text, image_url }) => text ?? image_url?.length) : [],
  )
  expect(parts).toEqual([
    'What of this?',
    '[Attached file: "old.png"]',
    'And this?',
    'data:image/png;base64,'.length + Math.ceil(large.length / 3) * 4,
  ])
})

type InputMessage = { content: string | { text?: string; image_url?: string }[] }

test('of a document that is ready the model gets the name, and finds the rest in the store', async () => {
  await using api = await startOpenAIApi()
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'pottery course.md', 'text/markdown', NOTES)
  const files = async () => (await visitor.fetch('/library/files')).json()
  await expect.poll(files).toMatchObject({ data: [{ status: 'ready' }] })

  await visitor.chat('Sum it up', { attachments: [id] })

  expect(lastInput(api)).toEqual(['user: Sum it up | [Attached file: "pottery course.md"]'])
  expect([...api.upstream.files.uploads.values()]).toEqual([
    { filename: 'pottery course.md', bytes: NOTES.length, text: NOTES.toString() },
  ])
})

test('quoted words go along with the question that quotes them, and not with later ones', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('Start small.', 'Five minutes.', 'Every Tuesday.')
  const visitor = api.visitor()
  const thread = await visitor.chat('How do I begin?')

  await (await visitor.say(thread, 'How small?', { quoted_text: 'Start small.' })).untilEnd()
  const quoting = lastInput(api)
  await (await visitor.say(thread, 'How often?')).untilEnd()

  expect(quoting.slice(-2)).toEqual([
    'user: How small?',
    'user: The user refers to this text:\nStart small.',
  ])
  expect(lastInput(api).filter((item) => item.includes('refers to'))).toEqual([])
})

type InputItem = { role: string; content: string | Array<{ type: string; text?: string }> }

/** What the model was given last, a line an item. */
function lastInput({ upstream }: OpenAIApi): string[] {
  const input = (upstream.turns.at(-1)?.json.input ?? []) as InputItem[]
  return input.map(({ role, content }) => {
    const parts = typeof content === 'string' ? [content] : content.map((part) => part.text)
    return `${role}: ${parts.join(' | ')}`
  })
}
