import { drafts, turns } from '~/chat/turn/browser-chat'
import { beginTabSession } from '~/session/tab-session'

/** What belonged to the session that was erased goes from the page too. */
export function startAfresh() {
  beginTabSession()
  turns.forgetAll()
  drafts.forgetAll()
}
