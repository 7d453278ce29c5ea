/** Nothing of a session is there for another one, and nothing of another one in its lists. */
import { expect } from 'vitest'
import type { Deployment } from './deployment.ts'
import type { PlayedSession } from './round.ts'

export async function checkPrivacy({ urls }: Deployment, sessions: PlayedSession[]) {
  for (const session of sessions) {
    const { page, chats } = session
    const { data } = await page.api.chatkit('threads.list', { limit: 100 })
    const own = chats.flatMap(([asked]) => asked?.threadId ?? [])
    expect(data.map(({ id }) => id).toSorted(), 'a session lists its own chats').toEqual(
      own.toSorted(),
    )

    const [url = ''] = urls()
    const others = sessions.filter((other) => other !== session)
    for (const attempt of [
      ...others.map((other) => ({ stranger: other.page.sessionId, url })),
      ...urls().map((each) => ({ stranger: crypto.randomUUID(), url: each })),
    ]) {
      const { opened, tried } = await tryAll(attempt.url, attempt.stranger, session)
      expect(opened, 'what a stranger gets at').toEqual([])
      expect(tried, 'a stranger has tried').toBeGreaterThan(0)
    }
  }
}

/** What was answered with anything else than “there is no such thing”. */
async function tryAll(url: string, stranger: string, { chats, attachmentId }: PlayedSession) {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { 'X-Session-Id': stranger, ...init.headers } })
  const post = (type: string, params: object) =>
    send('/chatkit', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type, params }),
    })
  const asked = chats.flat()
  const threadIds = [...new Set(asked.map(({ threadId }) => threadId))]
  const attempts = [
    ...asked.flatMap(({ runId }) => [
      () => send(`/chatkit/runs/${runId}`),
      () => send(`/chatkit/runs/${runId}/cancel`, { method: 'POST' }),
    ]),
    ...threadIds.flatMap((thread_id) => [
      () => post('threads.get_by_id', { thread_id }),
      () => post('items.list', { thread_id }),
      () => post('threads.add_user_message', { thread_id, input: messageWith() }),
    ]),
    () => post('threads.create', { input: messageWith(attachmentId) }),
  ]

  const answers = await Promise.all(attempts.map((attempt) => attempt()))
  const bodies = await Promise.all(answers.map((answer) => answer.text()))
  const opened = answers.flatMap(({ status, url: address }, at) =>
    status === 404 ? [] : [`${status} from ${address}: ${bodies[at]}`],
  )
  return { opened, tried: answers.length }
}

const messageWith = (...attachments: string[]) => ({
  content: [{ type: 'input_text', text: 'Let me in.' }],
  attachments,
  inference_options: {},
})
