import { describe, expect, test } from 'vitest'
import { startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { message, response } from '../../../test/upstream/response-events.ts'
import { plays, refuses } from '../../../test/upstream/scripted-upstream.ts'
import { type Stage, StageClock, TurnStages } from './stages.ts'

describe('the usual time of a stage', () => {
  test('is the middle of the times that it took, by the words that the reader is sent', () => {
    const clock = new StageClock()
    for (const seconds of [9, 1, 2]) clock.add('thinking', seconds)
    for (const seconds of [4, 1, 2, 3]) clock.add('library', seconds)

    expect(clock.usualSeconds()).toEqual({
      'Thinking it through': 2,
      'Searching the library': 2.5,
    })
  })

  test('is told only once it is more than an accident', () => {
    const clock = new StageClock()
    clock.add('web', 5)
    clock.add('web', 5)

    const early = clock.usualSeconds()
    clock.add('web', 5)

    expect(early).toEqual({})
    expect(clock.usualSeconds()).toEqual({ 'Searching the web': 5 })
  })

  test('follows the last fifty times, and forgets older ones', () => {
    const clock = new StageClock()
    for (let turn = 0; turn < 1_000; turn += 1) clock.add('writing', 100)
    for (let turn = 0; turn < 50; turn += 1) clock.add('writing', 3)

    expect(clock.usualSeconds()).toEqual({ Writing: 3 })
  })

  test('is rounded to what a person would say', () => {
    const clock = new StageClock()
    for (const seconds of [0.04, 1.2345, 7]) clock.add('waiting', seconds)

    expect(clock.usualSeconds()).toEqual({ 'Waiting for the model': 1.2 })
  })
})

describe('a stage of a turn', () => {
  test('is told once, and counts once another begins', () => {
    const taken: Stage[] = []
    const stages = new TurnStages((stage) => taken.push(stage))

    const told = [stages.enter('thinking'), stages.enter('thinking'), stages.enter('writing')]

    expect(told.map((events) => events.length)).toEqual([1, 0, 1])
    expect(taken).toEqual(['thinking'])
  })

  test('that the turn ends in counts when it ends well', () => {
    const taken: Stage[] = []
    const stages = new TurnStages((stage) => taken.push(stage))
    stages.enter('writing')

    stages.end()
    stages.end()

    expect(taken).toEqual(['writing'])
  })
})

test('a page is told how long the stages usually take here, after a few turns', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(plays(...response(message('msg_1', 'Start small.'))))
  const visitor = api.visitor()
  const usual = async () => {
    const session = await (await visitor.fetch('/session')).json()
    return (session as { usual_seconds: object }).usual_seconds
  }
  await visitor.chat('One')
  await visitor.chat('Two')
  const early = await usual()

  await visitor.chat('Three')

  expect(early).toEqual({})
  expect(await usual()).toEqual({
    'Waiting for the model': expect.any(Number),
    'Thinking it through': expect.any(Number),
    Writing: expect.any(Number),
  })
})

test('a stage that was stopped, or that failed, says nothing of how long it usually takes', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(refuses(401))
  const visitor = api.visitor()

  for (const question of ['One', 'Two', 'Three']) await visitor.chat(question)

  const session = await (await visitor.fetch('/session')).json()
  expect(session).toMatchObject({ usual_seconds: {} })
})
