import { describe, expect, test } from 'vitest'
import { ApiError } from '~/api/api-error'
import { Dictation, type DictationState } from './dictation'
import { spaced } from './use-dictation'

const speech = new Blob(['speech'], { type: 'audio/webm;codecs=opus' })
const unreachable = new ApiError(0, 'unreachable', 'The coach cannot be reached right now.')

/** A microphone and a typist in the test's hand. */
function openDictation(replies: (string | Error)[] = ['Hello there.'], heard = speech) {
  const states: DictationState[] = []
  const recording = Promise.withResolvers<void>()
  const texts: string[] = []
  const sent: Blob[] = []
  const microphone = { problem: undefined as Error | undefined, isOn: false, asked: 0 }
  const dictation = new Dictation({
    async record(signal) {
      microphone.asked += 1
      if (microphone.problem) throw microphone.problem
      microphone.isOn = true
      const finished = Promise.withResolvers<Blob>()
      const stop = () => {
        microphone.isOn = false
        finished.resolve(heard)
      }
      signal.addEventListener('abort', stop)
      return { finished: finished.promise, stop }
    },
    async transcribe(audio) {
      sent.push(audio)
      const reply = replies.shift() ?? ''
      if (reply instanceof Error) throw reply
      return reply
    },
    onChange(state) {
      states.push(state)
      if (state.step === 'recording') recording.resolve()
    },
    onText: (text) => texts.push(text),
  })
  return { dictation, states, texts, sent, microphone, recording: recording.promise }
}

const steps = (states: DictationState[]) => states.map(({ step }) => step)

test('what is spoken between two presses becomes text', async () => {
  const { dictation, states, texts, sent, recording } = openDictation()

  const ended = dictation.start()
  await recording
  dictation.stop()
  await ended

  expect(steps(states)).toEqual(['starting', 'recording', 'transcribing', 'idle'])
  expect(sent).toEqual([speech])
  expect(texts).toEqual(['Hello there.'])
})

test('a recording without a sound is not sent, and the reader is told', async () => {
  const { dictation, states, sent, recording } = openDictation([], new Blob([]))

  const ended = dictation.start()
  await recording
  dictation.stop()
  await ended

  expect(sent).toEqual([])
  expect(states.at(-1)).toMatchObject({
    step: 'failed',
    problem: expect.stringContaining('Nothing'),
  })
})

test('what was heard is put down without the spaces around it, and silence is told', async () => {
  const { dictation, states, texts, recording } = openDictation(['  '])

  const ended = dictation.start()
  await recording
  dictation.stop()
  await ended

  expect(texts).toEqual([])
  expect(states.at(-1)).toMatchObject({
    step: 'failed',
    problem: expect.stringContaining('Nothing was heard'),
    canTryAgain: false,
  })
})

describe('a recording that could not be sent', () => {
  test('is kept, and can be sent again', async () => {
    const { dictation, states, texts, sent, microphone, recording } = openDictation([
      unreachable,
      'Hello there.',
    ])
    const ended = dictation.start()
    await recording
    dictation.stop()
    await ended
    expect(states.at(-1)).toMatchObject({
      step: 'failed',
      problem: expect.stringContaining('Your recording is kept.'),
      canTryAgain: true,
    })

    await dictation.tryAgain()

    expect(sent).toEqual([speech, speech])
    expect(texts).toEqual(['Hello there.'])
    expect(microphone.asked).toBe(1)
  })

  test('is not offered again where the server cannot do it at all', async () => {
    const { dictation, states, recording } = openDictation([
      new ApiError(501, 'not_supported', 'Speech cannot be turned into text here.'),
    ])
    const ended = dictation.start()
    await recording
    dictation.stop()
    await ended

    expect(states.at(-1)).toEqual({
      step: 'failed',
      problem: 'Speech cannot be turned into text here.',
      canTryAgain: false,
    })
  })
})

describe('a microphone', () => {
  test.each([
    ['NotAllowedError', 'not allowed'],
    ['NotFoundError', 'No microphone'],
    ['NotReadableError', 'Another program'],
  ])('that cannot be had is told in words, and asked for again: %s', async (name, words) => {
    const { dictation, states, microphone } = openDictation()
    microphone.problem = new DOMException('', name)

    await dictation.start()
    await dictation.tryAgain()

    expect(states.at(-1)).toMatchObject({
      step: 'failed',
      problem: expect.stringContaining(words),
      canTryAgain: true,
    })
    expect(microphone.asked).toBe(2)
  })

  test('is let go when the dictation is cancelled, and nothing is sent', async () => {
    const { dictation, states, sent, texts, microphone, recording } = openDictation()
    const ended = dictation.start()
    await recording

    dictation.cancel()
    await ended

    expect(microphone.isOn).toBe(false)
    expect(sent).toEqual([])
    expect(texts).toEqual([])
    expect(states.at(-1)).toEqual({ step: 'idle' })
  })
})

test.each([
  ['', 'Hello', '', 'Hello'],
  ['Well,', 'hello', '', ' hello'],
  ['Well, ', 'hello', 'you', 'hello '],
  ['Well', 'hello', ', you', ' hello'],
  ['First line\n', 'hello', '', 'hello'],
])('words go in with the spaces they need: “%s|%s|%s”', (before, words, after, expected) => {
  expect(spaced(before, words, after)).toBe(expected)
})
