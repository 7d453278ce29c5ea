import OpenAI from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type Refusal,
  refuses,
  ScriptedUpstream,
  staysSilent,
} from '../../test/upstream/scripted-upstream.ts'
import { createTranscriber } from './dictation.ts'
import type { Tokens } from './model/usage.ts'

const LINE = /^POST \/v1\/audio\/transcriptions$/
const BYTES = new Uint8Array([1, 2, 3])

test('what was said becomes text, without the blanks around it', async () => {
  const { upstream, hear } = await startDictation({ text: ' How do I begin?\n' })

  expect(await hear('audio/webm')).toBe('How do I begin?')
  const form = upstream.matching(LINE)[0]?.form
  expect(form?.get('model')).toBe('gpt-4o-mini-transcribe')
  expect(form?.get('file')).toMatchObject({ size: BYTES.length })
})

test('the owner may choose the model', async () => {
  const { upstream, hear } = await startDictation({ text: 'Hello' }, 'whisper-1')

  await hear('audio/webm')

  expect(upstream.matching(LINE)[0]?.form?.get('model')).toBe('whisper-1')
})

test('silence becomes an empty text', async () => {
  const { hear } = await startDictation({ text: '' })

  expect(await hear('audio/webm')).toBe('')
})

test('a recording too short to hold a word becomes an empty text', async () => {
  const { hear } = await startDictation(refuses(400, 'audio_too_short'))

  expect(await hear('audio/webm')).toBe('')
})

test.each([
  ['audio/webm', 'recording.webm'],
  ['video/webm', 'recording.webm'],
  ['audio/ogg', 'recording.ogg'],
  ['audio/mp4', 'recording.mp4'],
  ['audio/x-m4a', 'recording.m4a'],
  ['audio/mpeg', 'recording.mp3'],
  ['audio/wav', 'recording.wav'],
  ['audio/x-wav', 'recording.wav'],
])('a recording of %s is sent as %s', async (mediaType, name) => {
  const { upstream, hear } = await startDictation({ text: 'Hello' })

  await hear(mediaType)

  const file = upstream.matching(LINE)[0]?.form?.get('file')
  expect(file).toMatchObject({ name, type: mediaType })
})

describe('a failed dictation tells the user what to do', () => {
  const says = (message: string): Refusal => {
    const error = { message, type: 'invalid_request_error', param: 'file', code: 'invalid_value' }
    return (stream) => stream.json({ error }, 400)
  }

  test.each<[string, Refusal, number, string]>([
    ['it is too large', refuses(413), 413, 'too_large'],
    [
      'it is too long',
      says('audio duration 1500.6 seconds is longer than 1400 seconds'),
      413,
      'too_large',
    ],
    [
      'it cannot be read',
      says('Audio file might be corrupted or unsupported'),
      415,
      'unsupported_type',
    ],
    ['too much is asked at once', refuses(429, 'rate_limit_exceeded'), 429, 'rate_limited'],
    ['the quota is used up', refuses(429, 'insufficient_quota'), 503, 'quota_spent'],
    ['the key is refused', refuses(401), 502, 'upstream_failed'],
    ['the model has a problem', refuses(500), 502, 'upstream_failed'],
    ['the connection breaks', (stream) => stream.cut(), 502, 'upstream_failed'],
    ['the answer is none', (stream) => stream.json({}), 502, 'upstream_failed'],
  ])('when %s', async (_, refusal, status, code) => {
    const { upstream, hear } = await startDictation(refusal)

    await expect(hear('audio/webm')).rejects.toMatchObject({ status, code })
    expect(upstream.matching(LINE)).toHaveLength(1)
  })

  test('when nobody knows this kind of audio, without it being sent', async () => {
    const { upstream, hear } = await startDictation({ text: 'Hello' })

    await expect(hear('audio/midi')).rejects.toMatchObject({ status: 415 })
    expect(upstream.requests).toEqual([])
  })
})

test('a recording is given up when its sender has left', async () => {
  const { upstream, hear } = await startDictation(staysSilent)
  const leave = new AbortController()
  const heard = hear('audio/webm', leave.signal)
  const request = await upstream.received(LINE)

  leave.abort(new Error('Left'))

  await expect(heard).rejects.toThrow('Left')
  expect(await request.closed).toEqual({ early: true })
})

describe('a recording costs', () => {
  const SECONDS = 12
  const bytes = new Uint8Array(SECONDS * 4_000)

  test('what the provider says', async () => {
    const usage = { type: 'tokens', input_tokens: 40, output_tokens: 6, total_tokens: 46 }
    const { hear, used } = await startDictation({ text: 'How do I begin?', usage })

    await hear('audio/webm')

    expect(used).toEqual([{ session: 'mine', input: 40, output: 6 }])
  })

  test('what so many seconds usually cost, where the provider tells only those', async () => {
    const usage = { type: 'duration', seconds: SECONDS }
    const { hear, used } = await startDictation({ text: 'How do I begin?', usage })

    await hear('audio/webm')

    expect(used).toEqual([{ session: 'mine', input: 120, output: expect.any(Number) }])
    expect(used[0]?.output).toBeGreaterThan(0)
  })

  test('what its size suggests, where the provider tells nothing', async () => {
    const { hear, used } = await startDictation({ text: '' })

    await hear('audio/webm', undefined, bytes)

    expect(used).toEqual([{ session: 'mine', input: 120, output: 0 }])
  })

  test('the same when its sender has left while it was being heard', async () => {
    const { upstream, hear, used } = await startDictation(staysSilent)
    const leave = new AbortController()
    const heard = hear('audio/webm', leave.signal, bytes)
    await upstream.received(LINE)

    leave.abort()

    await expect(heard).rejects.toThrow()
    expect(used).toEqual([{ session: 'mine', input: 120, output: 0 }])
  })

  test('nothing when it was refused', async () => {
    const { hear, used } = await startDictation(refuses(400))

    await expect(hear('audio/webm')).rejects.toThrow()

    expect(used).toEqual([])
  })
})

async function startDictation(answer: Refusal | { text: string; usage?: object }, model?: string) {
  const upstream = await ScriptedUpstream.start()
  onTestFinished(() => upstream.close())
  if (typeof answer === 'function') upstream.refuses(LINE, answer)
  else upstream.replies(LINE, answer)
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: upstream.url, logLevel: 'off' })
  const used: { session: string; input: number; output: number }[] = []
  const onUsage = ({ input, output }: Tokens, session: string) =>
    used.push({ session, input, output })
  const transcribe = createTranscriber({ client, model, onUsage })
  const hear = (mediaType: string, signal = new AbortController().signal, bytes = BYTES) =>
    transcribe({ bytes, mediaType }, 'mine', signal)
  return { upstream, hear, used }
}
