import { expect, test } from 'vitest'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import {
  drawnImage,
  message,
  response,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import { breaksAfter, plays } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

test('a picture is shown while it is drawn, and kept once it is done', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(plays(...response(drawnImage('ig_1', 'cGFydA==', 'd2hvbGU='))))
  const visitor = api.visitor()

  const reply = await (await visitor.create('Draw me a hook')).untilEnd()

  const whole = { id: 'ig_1', url: 'data:image/png;base64,d2hvbGU=' }
  expect(reply.stages).not.toContain('error')
  expect(reply.events.flatMap((e) => (e.type === 'thread.item.updated' ? [e.update] : []))).toEqual(
    [
      {
        type: 'generated_image.updated',
        image: { id: 'ig_1', url: 'data:image/png;base64,cGFydA==' },
        progress: 0,
      },
    ],
  )
  expect(await visitor.items(reply.threadId)).toEqual([
    expect.objectContaining({ type: 'user_message' }),
    expect.objectContaining({ type: 'generated_image', image: whole }),
  ])
})

test.each([
  ['that has no data', plays(...response(drawnImage('ig_1', 'cGFydA==', null), words()))],
  [
    'that is never done',
    plays(...response(drawnImage('ig_1', 'cGFydA==', null).slice(0, 2), words())),
  ],
])('a picture %s leaves no empty frame', async (_, script) => {
  await using api = await startOpenAIApi()
  api.upstream.answers(script)
  const visitor = api.visitor()

  const reply = await (await visitor.create('Draw me a hook')).untilEnd()

  expect(reply.stages).not.toContain('error')
  expect(reply.stages).toContain('thread.item.removed')
  expect(await visitor.texts(reply.threadId)).toEqual(['Draw me a hook', 'Sorry.'])
})

test('a picture that is cut off by a failure is taken back', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(breaksAfter(...unfinished(drawnImage('ig_1', 'cGFydA==', null).slice(0, 2))))
  const visitor = api.visitor()

  const reply = await (await visitor.create('Draw me a hook')).untilEnd()

  expect(reply.stages.slice(-2)).toEqual(['thread.item.removed', 'error'])
  expect(await visitor.texts(reply.threadId)).toEqual(['Draw me a hook'])
})

function words() {
  return message('msg_1', 'Sorry.')
}
