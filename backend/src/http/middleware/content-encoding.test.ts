import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { announce, put } from '../../../test/api/attach.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { PNG } from '../../../test/samples/file-samples.ts'

const MiB = 1024 * 1024
const json = { 'Content-Type': 'application/json' }
const list = JSON.stringify({ type: 'threads.list', params: {} })

test('a small body that would inflate to gigabytes is refused, and takes no time', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const body = gzipSync(Buffer.alloc(64 * MiB, '['))
  const headers = { ...json, 'Content-Encoding': 'gzip' }
  const before = process.cpuUsage()

  const response = await api.visitor().fetch('/chatkit', { method: 'POST', body, headers })
  const { user } = process.cpuUsage(before)

  expect(response.headers.get('Accept-Encoding')).toBe('identity')
  expect(await refusalOf(response)).toBe('415 unsupported_type')
  expect(user / 1_000).toBeLessThan(200)
})

test.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'compress', 'identity, gzip', 'GZIP', '?'])(
  'a body that says it is %s is refused everywhere',
  async (coding) => {
    await using api = await startScriptedApi(saying('Hi'), { LIBRARY_ADMIN_TOKEN: 't'.repeat(16) })
    const visitor = api.visitor()
    const { url } = await announce(visitor, 'me.png', 'image/png', PNG.length)
    const encoded = { 'Content-Encoding': coding }
    const form = () => {
      const body = new FormData()
      body.append('file', new File(['# A'], 'a.md'))
      return body
    }

    const refused = [
      visitor.fetch('/chatkit', { method: 'POST', body: list, headers: { ...json, ...encoded } }),
      visitor.fetch('/library/files', { method: 'POST', body: form(), headers: encoded }),
      visitor.fetch('/admin/library/files', { method: 'POST', body: form(), headers: encoded }),
      fetch(url, { method: 'PUT', body: PNG, headers: encoded }),
      fetch(url, { method: 'POST', body: form(), headers: encoded }),
    ]

    for (const answer of refused) expect(await refusalOf(answer)).toBe('415 unsupported_type')
    expect((await put(url, PNG)).status).toBe(200)
  },
)

test.each(['identity', 'Identity', '', 'identity, identity'])(
  'a body that says it is “%s” is taken as it is',
  async (coding) => {
    await using api = await startScriptedApi(saying('Hi'))

    const response = await api.visitor().fetch('/chatkit', {
      method: 'POST',
      body: list,
      headers: { ...json, 'Content-Encoding': coding },
    })

    expect(response.status).toBe(200)
  },
)
