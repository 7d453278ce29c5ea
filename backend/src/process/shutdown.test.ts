import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { rawRequest, sendRaw } from '../../test/api/raw-request.ts'
import { runBackend } from '../../test/process/run-backend.ts'

const faulty = resolve(import.meta.dirname, '../../test/process/failing-main.ts')

test.each(['SIGUSR2', 'SIGHUP'] as const)(
  'an error that nothing handles (%s) lets answers end, is logged without its words, and ends the process with 1',
  async (fault) => {
    await using backend = runBackend({ OFFLINE_WORDS_PER_SECOND: '15' }, faulty)
    const visitor = await backend.visitor()
    const reply = await (await visitor.create('Thanks!')).untilWords()

    backend.signal(fault)
    await reply.untilEnd()
    const { code, errors } = await backend.ended()

    expect(reply.stages.at(-1)).toBe('thread.item.done')
    expect(code).toBe(1)
    expect(errors).not.toContain('what a visitor wrote')
    expect(await backend.line(({ level }) => level === 'fatal')).toMatchObject({
      err: {
        kind: 'VisitorError',
        place: expect.arrayContaining([expect.stringMatching(/failing-main\.ts/)]),
      },
    })
    expect(backend.printed.join()).not.toContain('what a visitor wrote')
    expect(backend.printed.map((line) => JSON.parse(line).message)).toContain('stopped')
  },
)

test('new answers are refused while the process ends after an error', async () => {
  await using backend = runBackend({ OFFLINE_WORDS_PER_SECOND: '4' }, faulty)
  const visitor = await backend.visitor()
  await (await visitor.create('Thanks!')).untilWords()

  backend.signal('SIGUSR2')
  await backend.line(({ level }) => level === 'fatal')
  const response = await visitor.post({
    type: 'threads.create',
    params: { input: { content: [], attachments: [], inference_options: {} } },
  })

  expect(response.status).toBe(503)
})

test('the process ends after an error also where an answer does not come to its end in time', async () => {
  await using backend = runBackend({ OFFLINE_WORDS_PER_SECOND: '1', DRAIN_SECONDS: '0' }, faulty)
  const visitor = await backend.visitor()
  await (await visitor.create('How do I write a good hook?')).untilWords()

  backend.signal('SIGUSR2')

  expect((await backend.ended()).code).toBe(1)
})

test('the requests that once ended the process do not', async () => {
  await using backend = runBackend()
  const visitor = await backend.visitor()
  const url = await backend.url()
  const form = '--x\r\nContent-Disposition: form-data; name="any"; filename="a"\r\n\r\nwords'

  for (const line of ['GET http://[', 'GET //a@[#', 'GET foo://bar']) {
    await sendRaw(url, rawRequest(`${line} HTTP/1.1`))
  }
  const headers = [
    `X-Session-Id: ${visitor.session}`,
    'Content-Type: multipart/form-data; boundary=x',
    `Content-Length: ${form.length}`,
  ]
  await sendRaw(url, rawRequest('POST /library/files HTTP/1.1', headers, form))

  expect((await visitor.fetch('/health')).status).toBe(200)
  const levels = backend.printed.map((line) => JSON.parse(line).level)
  expect(levels.filter((level) => level !== 'info')).toEqual([])
})
