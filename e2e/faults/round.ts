/** Plays a round: every session opens its chats and asks, while the schedule's faults befall them. */
import { PNG } from '../../backend/test/samples/file-samples.ts'
import { type Asked, ask, newChat } from './ask.ts'
import type { Deployment } from './deployment.ts'
import { openPage, type Page } from './page.ts'
import type { Question, Round } from './schedule.ts'

/** What a session has asked, chat by chat, and a file that it has brought in. */
export type PlayedSession = { page: Page; chats: Asked[][]; attachmentId: string }

export async function playRound(deployment: Deployment, round: Round): Promise<PlayedSession[]> {
  await deployment.begin(round.seed)
  const opened = await Promise.all(
    round.sessions.map(async (chats) => ({ ...(await openWithPicture(deployment)), chats })),
  )
  return Promise.all(
    opened.map(async ({ page, attachmentId, chats }) => {
      return { page, attachmentId, chats: await playSession(deployment, page, chats) }
    }),
  )
}

async function playSession(deployment: Deployment, page: Page, chats: Question[][]) {
  const played: Promise<Asked[]>[] = []
  // A page opens its chats one after the other; they are then answered at the same time.
  for (const questions of chats) {
    const chat = newChat(deployment, page)
    const answered = askInTurn(chat, questions)
    played.push(answered)
    const hasThread = page.until(
      'a chat is there',
      () => page.turns.chat(chat.key)?.thread.info !== undefined,
    )
    await Promise.race([hasThread, answered])
  }
  return Promise.all(played)
}

async function askInTurn(chat: ReturnType<typeof newChat>, questions: Question[]) {
  const asked: Asked[] = []
  for (const question of questions) asked.push(await ask(chat, question))
  return asked
}

/** By the same ways as a browser, and in every session before anything goes wrong in one. */
async function openWithPicture({ url: base }: Deployment) {
  const page = openPage(base)
  return { page, attachmentId: await bringPicture(page) }
}

async function bringPicture({ api }: Page): Promise<string> {
  const { id, upload_descriptor } = await api.chatkit('attachments.create', {
    name: 'vase.png',
    size: PNG.length,
    mime_type: 'image/png',
  })
  const { url, method, headers } = upload_descriptor ?? { url: '', method: 'PUT', headers: {} }
  const { ok } = await fetch(url, { method, headers, body: new Uint8Array(PNG) })
  if (!ok) throw new Error('The picture could not be brought in.')
  return id
}
