/** A person who asks: sends again what did not come through, and does meanwhile what the schedule has them do. */
import { setTimeout as sleep } from 'node:timers/promises'
import { newChatKey } from '~/chat/drafts/chat-keys'
import { isUserMessage } from '~/chat/turn/chat-state'
import { isStopped, problemOf } from '~/chat/turn/turn-machine'
import type { Deployment } from './deployment.ts'
import { followAsOnlooker, type Onlooker } from './onlooker.ts'
import type { Page } from './page.ts'
import type { Question } from './schedule.ts'

/** A question whose answer its page has read as far as it could. */
export type Asked = {
  question: Question
  threadId: string
  runId: string
  onlooker?: Onlooker
  /** What the page said of it in the end, if something went wrong. */
  problem?: string
  isStopped: boolean
}

type Chat = {
  deployment: Deployment
  page: Page
  /** Of a chat that is not there yet: what the page calls it until then. */
  key: string
}

const TRIES = 50
const PAUSE_MS = 200

export const newChat = (deployment: Deployment, page: Page): Chat => ({
  deployment,
  page,
  key: newChatKey(),
})

/** Asks, and waits for the end of the answer and of all that comes with it. */
export async function ask(chat: Chat, question: Question): Promise<Asked> {
  const { deployment, page, key } = chat
  const { text, isAnswerLost, cuts, trouble, stop, onlooker } = question
  deployment.balancer.breakFor(text, ...(isAnswerLost ? ['no answer' as const] : []), ...cuts)
  const isOver = Promise.withResolvers<undefined>()

  /** Does something once the page has seen so many events of the answer, if there are as many. */
  async function once<T>(moment: { at: number } | undefined, act: (runId: string) => T) {
    if (!moment) return undefined
    const runId = await Promise.race([page.begun(text), isOver.promise])
    if (!runId) return undefined
    await Promise.race([page.recorder.reached(runId, moment.at), isOver.promise])
    return page.recorder.seen(runId) < moment.at ? undefined : act(runId)
  }
  const companions = Promise.all([
    once(onlooker, (runId) => onlooker && followAsOnlooker(chat, runId, onlooker)),
    once(trouble, (runId) => trouble && deployment.trouble(trouble, runId)),
    once(stop, () => page.turns.stop(key)),
  ])
  try {
    await sendUntilStored(chat, text)
  } finally {
    isOver.resolve(undefined)
  }
  const [seen] = await companions

  const [runId = '', ...others] = page.runsOf(text)
  if (others.length > 0) throw new Error(`“${text}” was answered ${others.length + 1} times.`)
  const { thread, turn } = page.turns.chat(key) ?? {}
  return {
    question,
    threadId: thread?.info?.id ?? '',
    runId,
    onlooker: seen,
    problem: problemOf({ turn })?.message,
    isStopped: isStopped({ turn }),
  }
}

/** Returns once the chat shows the question and is not being answered any more. */
async function sendUntilStored({ page, key }: Chat, text: string) {
  const { turns, drafts } = page
  const place = () => turns.chat(key)?.thread.info?.id ?? key
  turns.send(key, { text, files: [] })
  for (let tries = 0; tries < TRIES; tries += 1) {
    await page.until(`“${text}” is over`, () => !turns.isAnswering(place()))
    if (isAsked(page, key, text)) return
    await sleep(PAUSE_MS)
    // The page may have begun by itself to follow what another one has asked.
    if (turns.isAnswering(place())) continue
    const draft = drafts.take(place())
    if (draft.text !== text) throw new Error(`The page gave “${draft.text}” back for “${text}”.`)
    turns.send(key, draft)
  }
  throw new Error(`“${text}” never came through: ${problemOf(turns.chat(key) ?? {})?.message}`)
}

const isAsked = ({ turns }: Page, key: string, text: string) =>
  turns
    .chat(key)
    ?.thread.items.some(
      (item) => isUserMessage(item) && item.content.some((part) => part.text === text),
    )
