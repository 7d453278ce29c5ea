import buttons from '~/ui/button.module.css'
import { focusComposer } from '../composer/composer-focus'
import type { QueuedMessage } from '../drafts/drafts'
import { drafts } from '../turn/browser-chat'
import type { Chat } from '../turn/chat-state'
import { type Hold, holdOf } from '../turn/send-queued'
import styles from './queued-messages.module.css'
import { OutgoingMessage } from './user-message'

type QueuedMessagesProps = { draftKey: string; chat: Chat; messages: QueuedMessage[] }

/** Messages that are sent one after the other, as soon as they can be. */
export function QueuedMessages({ draftKey, chat, messages }: QueuedMessagesProps) {
  const hold = holdOf(chat)
  return messages.map((message) => (
    <div key={message.key} className={styles.queued}>
      <OutgoingMessage message={message} label="You, not sent yet" />
      <p className={`${styles.state} not-printed`}>{stateOf(message, hold)}</p>
      <div className={`${styles.actions} not-printed`}>
        <button
          type="button"
          className={`${buttons.button} ${styles.action}`}
          onClick={() => {
            drafts.edit(draftKey, message.key)
            focusComposer()
          }}
        >
          Edit
        </button>
        <button
          type="button"
          className={`${buttons.button} ${styles.action}`}
          onClick={() => {
            drafts.withdraw(draftKey, message.key)
            focusComposer()
          }}
        >
          Withdraw
        </button>
      </div>
    </div>
  ))
}

const HOLDS: Record<Hold, string> = {
  problem: 'Sends when the problem below is solved',
  form: 'Sends when the coach’s questions are answered',
  status: 'Not sent: nothing can be said in this chat for now',
}

function stateOf({ files }: QueuedMessage, hold: Hold | undefined): string {
  const failed = files.find(({ status }) => status === 'failed')
  if (failed) return `${failed.file.name} could not be uploaded. Edit the message to try again.`
  if (hold) return HOLDS[hold]
  const uploading = files.filter(({ status }) => status === 'uploading')
  if (uploading.length === 1) return `Sends when ${uploading[0]?.file.name} is uploaded`
  if (uploading.length > 1) return `Sends when ${uploading.length} files are uploaded`
  return 'Sends when the coach is ready'
}
