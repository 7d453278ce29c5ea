import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ApiError, pageStatus } from '~/api/api-error'
import { createApi } from '~/api/client'
import { apiFetch, bounded } from './api-fetch.server'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function startApi(listener: RequestListener) {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { base, api: createApi({ base, sessionId: 'a', timeout: 300, fetch: apiFetch }) }
}

async function failure(work: Promise<unknown>) {
  const error: unknown = await work.catch((thrown) => thrown)
  if (!(error instanceof ApiError))
    throw new Error('It did not fail as an ApiError.', { cause: error })
  return { code: error.code, status: pageStatus(error) }
}

test('a redirect is not followed, so that no session id goes elsewhere', async () => {
  let calls = 0
  const { base: elsewhere } = await startApi((_req, res) => {
    calls++
    res.end('{}')
  })
  const { api } = await startApi((_req, res) => res.writeHead(307, { Location: elsewhere }).end())

  expect(await failure(api.session())).toEqual({ code: 'unreachable', status: 503 })
  expect(calls).toBe(0)
})

test('an answer that does not come is 504, and so is one that stops in the middle', async () => {
  const { api: silent } = await startApi(() => {})
  const { api: halting } = await startApi((_req, res) => res.write('{"limits":'))

  expect(await failure(silent.session())).toEqual({ code: 'unreachable', status: 504 })
  expect(await failure(halting.session())).toEqual({ code: 'unreachable', status: 504 })
})

test('an unreachable API is 503', async () => {
  const api = createApi({ base: 'http://127.0.0.1:1', sessionId: 'a', fetch: apiFetch })

  expect(await failure(api.session())).toEqual({ code: 'unreachable', status: 503 })
})

test('an answer that breaks off is 503', async () => {
  const { api } = await startApi((_req, res) => {
    res.writeHead(200, { 'Content-Length': 100 }).write('{')
    setTimeout(() => res.destroy(), 20)
  })

  expect(await failure(api.session())).toEqual({ code: 'unreachable', status: 503 })
})

test('an answer that is no JSON is 502', async () => {
  const { api } = await startApi((_req, res) => res.end('<html>It works!</html>'))

  expect(await failure(api.session())).toEqual({ code: 'unreadable', status: 502 })
})

test('a fault of the API’s own is 502 here, and what it says of itself stays', async () => {
  const statuses = [500, 502, 503, 507, 429, 404]
  const { api } = await startApi((_req, res) => {
    res.statusCode = statuses.shift() ?? 200
    res.end('{"error":{"code":"x","message":"y"}}')
  })
  const told = []
  while (statuses.length > 0) told.push((await failure(api.session())).status)

  expect(told).toEqual([502, 502, 503, 507, 429, 404])
})

test('an answer without an end is given up', async () => {
  let isGone = false
  const { api } = await startApi((_req, res) => {
    const more = () => {
      while (!res.closed && res.write(Buffer.alloc(1 << 20))) {}
    }
    res.on('drain', more).on('close', () => {
      isGone = true
    })
    more()
  })

  // Whichever is met first on this machine, the size or the time.
  expect([502, 504]).toContain((await failure(api.session())).status)
  await expect.poll(() => isGone).toBe(true)
})

test('a body is counted as it is read', async () => {
  const body = (bytes: number) => bounded(new Response('a'.repeat(bytes)), 1_000).text()

  expect(await body(1_000)).toHaveLength(1_000)
  expect(await failure(body(1_001))).toEqual({ code: 'too_large', status: 502 })
  expect(bounded(new Response(null, { status: 204 }), 1).status).toBe(204)
})
