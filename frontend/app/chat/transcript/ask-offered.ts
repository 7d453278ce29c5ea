import { announce } from '~/ui/announcer'
import { focusComposer } from '../composer/composer-focus'
import { drafts, turns } from '../turn/browser-chat'

/** Asks what a widget of this chat offers, as if it had been written: it waits where a written message would. */
export function askOffered(threadId: string, text: string) {
  const chat = turns.chat(threadId)
  focusComposer()
  // Pressed twice, it is asked once.
  if (chat?.outgoing?.text === text) return
  // What has a problem is mended by sending, unless the server has asked for a pause.
  if (chat?.problem && !chat.problem.wait) return turns.send(threadId, { text, files: [] })
  drafts.enqueueOffered(threadId, text)
  const { queued = [] } = drafts.get(threadId)
  if (queued.some((message) => message.text === text)) announce('Your message waits to be sent.')
}
