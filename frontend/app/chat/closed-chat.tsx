import buttons from '~/ui/button.module.css'
import styles from './closed-chat.module.css'
import { NewChatLink } from './new-chat-link'

/** In the composer's place: this chat is over. */
export function ClosedChat({ reason }: { reason?: string }) {
  return (
    <div className={styles.banner} role="status">
      <p>{reason ?? 'This chat is closed.'}</p>
      <NewChatLink className={buttons.button}>New chat</NewChatLink>
    </div>
  )
}
