/** Notes for the scan of logs what a browser sends: sessions, words, names of files. */
import type { BrowserContext, Request } from '@playwright/test'
import { noteCanary, noteRequest } from '../../backend/test/process/canaries.ts'

export function noteVisitor(context: BrowserContext): void {
  if (!process.env.TEST_LOG_DIR) return
  context.on('request', noteSent)
  // A page without scripts has its session in the cookie alone.
  context.on('response', async (response) => {
    const cookies = await response.headerValues('Set-Cookie').catch(() => [])
    for (const cookie of cookies) noteCookie(cookie)
  })
}

function noteSent(request: Request): void {
  const session = request.headers()['x-session-id']
  if (session) noteCanary('session id', session)
  const body = request.method() === 'POST' ? request.postDataBuffer()?.toString() : undefined
  if (!body) return
  const type = request.headers()['content-type'] ?? ''
  if (type.includes('json')) noteRequest(body)
  else if (type.includes('urlencoded')) noteRequest(Object.fromEntries(new URLSearchParams(body)))
  else for (const [, name = ''] of body.matchAll(/filename="([^"]+)"/g)) noteCanary('words', name)
}

/** `hub_session=<JSON in base64>.<signature>` */
function noteCookie(cookie: string): void {
  const [, value = ''] = /hub_session=([^.;]+)/.exec(cookie) ?? []
  const text = Buffer.from(decodeURIComponent(value), 'base64').toString()
  const [, id] = /"id":"([0-9a-f-]{36})"/.exec(text) ?? []
  if (id) noteCanary('session id', id)
}
