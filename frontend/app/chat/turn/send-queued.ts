import type { Drafts } from '../drafts/drafts'
import { type Chat, pendingCall, pendingForm } from './chat-state'
import type { ChatStore } from './chat-store'
import { problemOf } from './turn-machine'

/** Why the queue of a chat waits, where that is not the answer under way. */
export type Hold = 'problem' | 'form' | 'status'

export function holdOf(chat: Chat | undefined): Hold | undefined {
  if (!chat) return undefined
  if (problemOf(chat)) return 'problem'
  if (pendingForm(chat.thread)) return 'form'
  const status = chat.thread.info?.status.type ?? 'active'
  return status === 'active' ? undefined : 'status'
}

/** Sends queued messages, each when the answer before it is done, whichever chat the reader looks at. */
export function sendQueued(drafts: Drafts, turns: ChatStore) {
  const sendNext = (key: string) => {
    const chat = turns.chat(key)
    // A tool that runs on this page belongs to the answer.
    const isAnswering = turns.isAnswering(key) || (chat && pendingCall(chat.thread))
    if (isAnswering || holdOf(chat)) return
    const message = drafts.takeNext(key)
    if (message) turns.send(key, message)
  }
  let isSending = false
  const send = () => {
    // Taking a message from its queue is a change of the drafts itself.
    if (isSending) return
    isSending = true
    try {
      for (const key of drafts.keysOfQueues()) sendNext(key)
    } finally {
      isSending = false
    }
  }
  drafts.subscribe(send)
  turns.subscribe(send)
}
