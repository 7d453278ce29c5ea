/** Answers of the API as the test writes them down, whole, for events that the scripted model cannot bring about. */
import type { Page, Request } from '@playwright/test'

type Event = Record<string, unknown> & { type: string }

const AT = '2026-01-01T00:00:00Z'

export const questionItem = (thread_id: string, text: string, id = 'msg_question') => ({
  id,
  thread_id,
  created_at: AT,
  type: 'user_message',
  content: [{ type: 'input_text', text }],
  attachments: [],
  inference_options: {},
})

export const answerItem = (thread_id: string, text: string, id = 'msg_answer') => ({
  id,
  thread_id,
  created_at: AT,
  type: 'assistant_message',
  content: [{ type: 'output_text', text, annotations: [] }],
})

export const threadCreated = (id: string): Event => ({
  type: 'thread.created',
  thread: {
    id,
    title: 'A chat',
    created_at: AT,
    status: { type: 'active' },
    metadata: {},
    items: { data: [], has_more: false },
  },
})

/** The next message in this page is answered with these events. */
export async function answerWith(page: Page, ...events: Event[]) {
  await page.route(
    '**/chatkit',
    async (route, asked) => {
      const frames = events.map(
        (event, i) => `id: run_scripted:${i + 1}\ndata: ${JSON.stringify(event)}\n\n`,
      )
      await route.fulfill({
        headers: { 'Content-Type': 'text/event-stream', ...(await allowing(asked)) },
        body: frames.join(''),
      })
    },
    { times: 1 },
  )
}

/** What the browser asks the API is answered so. */
export async function answerJson(
  page: Page,
  isAnswered: (asked: Request) => boolean,
  json: () => unknown,
) {
  await page.route('**/*', async (route, asked) => {
    if (asked.method() === 'OPTIONS' || !isAnswered(asked)) return route.fallback()
    await route.fulfill({ json: json(), headers: await allowing(asked) })
  })
}

async function allowing(asked: Request): Promise<Record<string, string>> {
  const origin = await asked.headerValue('origin')
  return origin
    ? {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'retry-after,x-request-id,x-run-id',
      }
    : {}
}
