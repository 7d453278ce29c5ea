import { expect, test } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import { sendRaw } from '../../../test/api/raw-request.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { PNG } from '../../../test/samples/file-samples.ts'

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}
const HSTS = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
const PRODUCTION = { NODE_ENV: 'production', SESSION_SECRET: 'only-for-this-test-0123456789' }

test('every answer of production tells a browser what it must not do with it', async () => {
  await using api = await startScriptedApi(saying('Hi'), PRODUCTION)
  const visitor = api.visitor()
  api.runs.running = () => {
    throw new Error('broken')
  }

  const answers = [
    await fetch(api.url),
    await fetch(`${api.url}/health`),
    await fetch(`${api.url}/nowhere`),
    await fetch(`${api.url}/chatkit`, { method: 'DELETE' }),
    await fetch(`${api.url}/chatkit`, { method: 'OPTIONS' }),
    await visitor.post('no json'),
    await visitor.fetch('/session'),
    await visitor.fetch('/session', { method: 'DELETE' }),
    (await visitor.create('Hello')).response,
  ]

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 405, 200, 400, 500, 204, 200])
  for (const { headers } of answers) {
    expect(Object.fromEntries(headers)).toMatchObject({ ...ALWAYS, ...HSTS })
  }
  const [answer] = await sendRaw(api.url, 'nonsense\r\n\r\n')
  expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({ ...ALWAYS, ...HSTS })
})

test('in development nothing is said of https', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const { headers } = await fetch(api.url)

  expect(Object.fromEntries(headers)).toMatchObject(ALWAYS)
  expect(headers.has('Strict-Transport-Security')).toBe(false)
})

test('a picture keeps its own policy, and can be shown by a page of another origin', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const { uploaded } = await attach(api.visitor(), 'me.png', 'image/png', PNG)

  const { headers } = await fetch(uploaded.preview_url ?? '')

  expect(Object.fromEntries(headers)).toMatchObject({
    ...ALWAYS,
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
  })
})
