import buttons from '~/ui/button.module.css'
import { AlertIcon, CloseIcon } from '~/ui/icons'
import { focusComposer } from '../composer/composer-focus'
import { chatStore } from '../turn/browser-chat'
import { isPersistent, type Notice, nameOf, type Unsaved } from '../turn/chat-state'
import styles from './notices.module.css'

/** What the server says beside an answer. How it looks follows how much it matters. */
export function AnswerNotices({ notices }: { notices: Notice[] }) {
  return notices
    .filter((notice) => !isPersistent(notice))
    .map((notice) => (
      <div key={notice.message} {...looksOf(notice)}>
        <NoticeText {...notice} />
      </div>
    ))
}

/** How things stand, above the composer: to be seen wherever one reads, until it is dismissed. */
export function PersistentNotices({ chatKey, notices }: { chatKey: string; notices: Notice[] }) {
  return notices.filter(isPersistent).map((notice) => (
    <div key={nameOf(notice)} {...looksOf(notice)}>
      <NoticeText {...notice} />
      <button
        type="button"
        className={`${buttons.icon} ${styles.dismiss}`}
        aria-label={`Dismiss: ${notice.title}`}
        title="Dismiss"
        onClick={() => {
          chatStore.dismiss(chatKey, notice)
          focusComposer()
        }}
      >
        <CloseIcon size={18} />
      </button>
    </div>
  ))
}

const looksOf = ({ level }: Notice) => ({
  className: styles.notice,
  'data-level': level,
  role: level === 'danger' ? 'alert' : 'status',
})

function NoticeText({ level, title, message }: Notice) {
  return (
    <>
      {level !== 'info' && <AlertIcon />}
      <p>
        {title && <span className={styles.title}>{title}</span>} <span>{message}</span>
      </p>
    </>
  )
}

/** Under an answer that may be gone the next time: why, and what to do about it. */
export function UnsavedMark({ reason, isCertain }: Unsaved) {
  return (
    <p className={styles.notice} data-level="danger" role="note">
      <AlertIcon />
      <span>{`${reason} ${isCertain ? NOT_SAVED : MAY_BE_LOST}`}</span>
    </p>
  )
}

const NOT_SAVED = 'The text above is not saved. Copy it if you need it.'
const MAY_BE_LOST = 'The text above may not be saved. Copy it if you need it.'
