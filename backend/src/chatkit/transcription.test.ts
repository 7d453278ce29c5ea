import { expect, test } from 'vitest'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying, stopped } from '../../test/responders/assistant.ts'
import type { Audio } from '../coach/responder.ts'

const MiB = 1024 * 1024
const speech = Buffer.from([0, 255, 128, 10])

const transcribe = (audio_base64: unknown, mime_type: unknown = 'audio/webm') => ({
  type: 'input.transcribe',
  params: { audio_base64, mime_type },
})

/** An API whose model hears everything as “Hello”. */
async function startListening() {
  const heard: Audio[] = []
  const api = await startScriptedApi({
    respond: saying('Hi'),
    async transcribe(audio) {
      heard.push(audio)
      return 'Hello'
    },
  })
  return { heard, visitor: api.visitor(), [Symbol.asyncDispose]: api[Symbol.asyncDispose] }
}

test('what was spoken comes back as text', async () => {
  await using api = await startListening()

  const answer = await api.visitor.ask('input.transcribe', {
    audio_base64: speech.toString('base64'),
    mime_type: 'audio/webm',
  })

  expect(answer).toEqual({ text: 'Hello' })
  expect(Buffer.from(api.heard[0]?.bytes ?? [])).toEqual(speech)
})

test.each([
  ['audio/webm;codecs=opus', 'audio/webm'],
  ['audio/ogg; codecs=opus', 'audio/ogg'],
  ['AUDIO/MP4', 'audio/mp4'],
  ['video/webm;codecs=opus', 'video/webm'],
])('%s is taken as %s', async (mime_type, mediaType) => {
  await using api = await startListening()

  const response = await api.visitor.post(transcribe(speech.toString('base64'), mime_type))

  expect(response.status).toBe(200)
  expect(api.heard).toMatchObject([{ mediaType }])
})

test.each([
  ['a type that is no audio', transcribe(speech.toString('base64'), 'image/png')],
  ['no type', transcribe(speech.toString('base64'), '')],
  ['letters that are no base64', transcribe('¡Hola!')],
  ['base64 that is cut off', transcribe('AAAAA')],
  ['nothing spoken', transcribe('')],
  ['no audio at all', transcribe(undefined)],
])('a request with %s is refused as invalid', async (_, body) => {
  await using api = await startListening()

  expect(await refusalOf(api.visitor.post(body))).toBe('400 invalid_request')
  expect(api.heard).toEqual([])
})

test('a server that cannot listen says so', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = api.visitor().post(transcribe(speech.toString('base64')))

  expect(await refusalOf(response)).toBe('501 not_supported')
})

test('dictation may be ten times as large as any other request, but not larger', async () => {
  await using api = await startListening()
  const spoken = (bytes: number) => transcribe(Buffer.alloc(bytes).toString('base64'))

  const large = await api.visitor.post(spoken(7 * MiB))
  const larger = await api.visitor.post(spoken(8 * MiB))

  expect(large.status).toBe(200)
  expect(api.heard[0]?.bytes).toHaveLength(7 * MiB)
  expect(await refusalOf(larger)).toBe('413 too_large')
})

test('who leaves while being listened to stops the listening, and no error is logged', async () => {
  const { promise: listening, resolve: listen } = Promise.withResolvers<void>()
  const { promise: given, resolve: giveUp } = Promise.withResolvers<void>()
  await using api = await startScriptedApi({
    respond: saying('Hi'),
    async transcribe(_, _session, signal) {
      listen()
      return stopped(signal).finally(giveUp)
    },
  })
  const leave = new AbortController()

  const asked = api.visitor().post(transcribe(speech.toString('base64')), {}, leave.signal)
  asked.catch(() => {})
  await listening
  leave.abort()
  await given
  await api.logged.line(({ err }) => err !== undefined)

  expect(api.logged.lines().filter(({ level }) => level >= 40)).toEqual([])
})
