/** An API that does not take requests at the moment: between browser and API, or between the page's server and the API. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page, Request } from '@playwright/test'

export type Refusal = {
  status: number
  code: string
  message: string
  /** In seconds. */
  retryAfter?: number
  /** As an ISO time. */
  resetsAt?: string
}

export const tooMany = (retryAfter: number): Refusal => ({
  status: 429,
  code: 'rate_limited',
  message: `Too many messages in a short time. Try again in ${retryAfter} seconds.`,
  retryAfter,
})

export const busy = (retryAfter: number): Refusal => ({
  status: 503,
  code: 'busy',
  message: `Too many answers are being written at the moment. Try again in ${retryAfter} seconds.`,
  retryAfter,
})

export const storageFull: Refusal = {
  status: 507,
  code: 'storage_full',
  message: 'The storage of this hub is full, so nothing can be kept. Its owner has been told.',
}

/** Until midnight in UTC, as the API has it. */
export function budgetSpent(): Refusal {
  const reset = new Date()
  reset.setUTCHours(24, 0, 0, 0)
  return {
    status: 429,
    code: 'budget_spent',
    message:
      'The coach has answered as much as it may today. It answers again from 00:00 UTC on, in 5 hours. Your chats stay.',
    retryAfter: Math.ceil((reset.getTime() - Date.now()) / 1_000),
    resetsAt: reset.toISOString(),
  }
}

/** The console's line about a refused request. */
export const REFUSED = /Failed to load resource: .* (429|503|507)/

export const isOfType =
  (...types: string[]) =>
  (asked: Request) =>
    asked.method() === 'POST' &&
    asked.url().endsWith('/chatkit') &&
    types.includes(asked.postDataJSON()?.type)

/** Messages, whether they begin a chat or not. */
export const isMessage = isOfType('threads.create', 'threads.add_user_message')

/**
 * Refuses what the browser asks the API.
 * @param times how often, before all goes through again
 */
export async function refuse(
  page: Page,
  isRefused: (asked: Request) => boolean,
  refusal: Refusal,
  times = Number.POSITIVE_INFINITY,
) {
  let left = times
  await page.route('**/*', async (route, asked) => {
    if (left <= 0 || asked.method() === 'OPTIONS' || !isRefused(asked)) return route.fallback()
    left -= 1
    await route.fulfill({
      status: refusal.status,
      headers: headersOf(refusal, await asked.headerValue('origin')),
      body: bodyOf(refusal),
    })
  })
}

export type Gate = {
  url: string
  refuse(refusal: Refusal | undefined): void
  close(): Promise<void>
}

/** Stands before the API for the page's server. Lets all through until it is told to refuse what is posted to it. */
export async function openGate(api: string): Promise<Gate> {
  let refusal: Refusal | undefined
  const server = createServer((asked, answer) => {
    if (refusal && asked.method === 'POST') return turnAway(asked, answer, refusal)
    const { method, headers } = asked
    const passed = request(new URL(asked.url ?? '/', api), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    refuse(next) {
      refusal = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function turnAway(asked: IncomingMessage, answer: ServerResponse, refusal: Refusal) {
  asked.resume()
  answer.writeHead(refusal.status, headersOf(refusal, asked.headers.origin))
  answer.end(bodyOf(refusal))
}

function headersOf({ retryAfter }: Refusal, origin: string | null | undefined) {
  return {
    'Content-Type': 'application/json',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    ...(origin && {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'retry-after,x-request-id,x-run-id',
    }),
  }
}

const bodyOf = ({ code, message, resetsAt }: Refusal) =>
  JSON.stringify({ error: { code, message, resets_at: resetsAt }, message })
