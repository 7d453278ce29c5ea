import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { runBackend } from '../test/process/run-backend.ts'

test('a wrong environment stops the start with a message that names each variable', async () => {
  await using backend = runBackend({
    PORT: 'eighty',
    OPENAI_BASE_URL: 'nowhere',
    LOG_LEVEL: 'loud',
  })

  const { code, errors } = await backend.ended()

  expect(code).toBe(1)
  for (const name of ['PORT', 'OPENAI_BASE_URL', 'LOG_LEVEL'])
    expect(errors).toMatch(`  ${name} must`)
  expect(errors).not.toMatch('    at ')
  expect(backend.printed).toEqual([])
})

test('production does not start without a session secret', async () => {
  await using backend = runBackend({ NODE_ENV: 'production' })

  const { code, errors } = await backend.ended()

  expect(code).toBe(1)
  expect(errors).toMatch('SESSION_SECRET must be set in production')
})

test('a port that is taken ends the process with a reason in the log', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  await using backend = runBackend({ PORT: `${port}` })

  const { code } = await backend.ended()
  taken.close()

  expect(code).toBe(1)
  expect(await backend.line(({ level }) => level === 'fatal')).toMatchObject({
    message: 'cannot start',
    err: { code: 'EADDRINUSE' },
  })
})

test('SIGTERM in the middle of an answer lets it end, then the process ends well', async () => {
  await using backend = runBackend({ OFFLINE_WORDS_PER_SECOND: '15' })
  const visitor = await backend.visitor()
  const reply = await (await visitor.create('Thanks!')).untilWords()

  backend.signal('SIGTERM')
  await reply.untilEnd()
  const { code, errors } = await backend.ended()

  expect(reply.stages.at(-1)).toBe('thread.item.done')
  expect(reply.text.length).toBeGreaterThan(20)
  expect(code).toBe(0)
  expect(errors).not.toMatch('Error')
})

test('SIGINT ends an idle process at once, and the log is one JSON object a line', async () => {
  await using backend = runBackend()
  const visitor = await backend.visitor()
  await visitor.ask('threads.list', {})

  backend.signal('SIGINT')
  const { code } = await backend.ended()

  const lines = backend.printed.map((line) => JSON.parse(line))
  expect(code).toBe(0)
  expect(lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
    'info listening',
    'info request',
    'info shutting down',
    'info stopped',
  ])
  for (const { time } of lines) expect(time).toBeTypeOf('number')
})
