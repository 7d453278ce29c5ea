/** What holds after every round, whatever went wrong in it. */
import { expect } from 'vitest'
import type { SseFrame } from '~/api/sse'
import type { VisibleItem } from '../../backend/src/protocol/schemas.ts'
import { checkAnswer } from './answers.ts'
import type { Asked } from './ask.ts'
import type { Deployment } from './deployment.ts'
import { fetchLog, shownAfter } from './logs.ts'
import type { Page } from './page.ts'
import { checkPrivacy } from './privacy.ts'
import type { PlayedSession } from './round.ts'

/** How long what follows an answer may take: its page may have to read once more what is stored. */
const SETTLE = { timeout: 10_000, interval: 20 }

/** @param wholeAnswers what an undisturbed coach says to each question */
export async function checkRound(
  deployment: Deployment,
  sessions: PlayedSession[],
  wholeAnswers: Map<string, string>,
) {
  await deployment.settled()
  for (const { page, chats } of sessions) {
    for (const url of deployment.urls()) await checkNothingRuns(url, page)
    for (const chat of chats) await checkChat(deployment, page, chat, wholeAnswers)
  }
  await checkPrivacy(deployment, sessions)
}

async function checkNothingRuns(url: string, { sessionId }: Page) {
  const running = async () => {
    const response = await fetch(`${url}/session`, { headers: { 'X-Session-Id': sessionId } })
    return (await response.json()).runs
  }
  await expect.poll(running, { ...SETTLE, message: `still running, says ${url}` }).toEqual([])
}

async function checkChat(
  deployment: Deployment,
  page: Page,
  chat: Asked[],
  wholeAnswers: Map<string, string>,
) {
  const logs = await Promise.all(chat.map((asked) => checkStreams(deployment, page, asked)))
  const threadId = chat[0]?.threadId ?? ''
  const { data } = await page.api.chatkit('items.list', {
    thread_id: threadId,
    limit: 100,
    order: 'asc',
  })

  expect(shownAfter(logs.flat()).items, 'the logs of a chat tell what is stored').toEqual(data)
  const shown = () => page.turns.chat(threadId)?.thread.items
  await expect.poll(shown, { ...SETTLE, message: 'the page shows what is stored' }).toEqual(data)

  const turns = turnsIn(data)
  expect(
    turns.map(({ question }) => question),
    'each question is there once, in order',
  ).toEqual(chat.map(({ question }) => question.text))
  for (const [at, asked] of chat.entries()) {
    checkAnswer({
      asked,
      log: logs[at] ?? [],
      items: turns[at]?.items ?? [],
      noted: page.recorder.of(asked.runId).flatMap(({ frames }) => frames),
      incidents: deployment.incidents(),
      runner: deployment.balancer.runnerOf(asked.runId),
      // What came before it is part of what the coach is asked.
      whole: at === 0 ? wholeAnswers.get(asked.question.text) : undefined,
    })
  }
}

/** @returns the log: every stream was it, from where it began. */
async function checkStreams(deployment: Deployment, page: Page, asked: Asked): Promise<SseFrame[]> {
  const { runId, onlooker, isStopped } = asked
  const [log = [], ...others] = await Promise.all(
    deployment.urls().map((url) => fetchLog(url, page.sessionId, runId)),
  )
  for (const other of others) expect(other, 'every replica has the same log').toEqual(log)
  expect(
    log.map(({ id }) => id),
    'the log is numbered without a hole',
  ).toEqual(log.map((_, at) => `${runId}:${at + 1}`))

  let seen = 0
  for (const { after, frames } of page.recorder.of(runId)) {
    expect([0, seen], 'the page goes on where it was, or begins again').toContain(after)
    seen = after + frames.length
    const came = frames.map(({ id, data }) => ({ id, data }))
    expect(came, 'what a connection of the page brought').toEqual(log.slice(after, seen))
  }
  // A page that has stopped an answer need not wait for its end.
  if (!isStopped) expect(seen, 'the page has read to the end').toBe(log.length)
  if (onlooker) expect(onlooker.frames, 'what an onlooker read').toEqual(log.slice(onlooker.after))
  return log
}

type Turn = { question: string; items: VisibleItem[] }

/** What is stored, question by question. */
function turnsIn(items: VisibleItem[]): Turn[] {
  const turns: Turn[] = []
  for (const item of items) {
    if (item.type === 'user_message') {
      turns.push({ question: item.content.map(({ text }) => text).join(''), items: [] })
    } else turns.at(-1)?.items.push(item)
  }
  return turns
}
