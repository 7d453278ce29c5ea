import { Link } from '@remix-run/react'
import type { ListedThread } from '~/chat/turn/thread-list'
import { ChatMenu } from './chat-menu'
import styles from './thread-row.module.css'

export function ThreadRow({ thread, isOpen }: { thread: ListedThread; isOpen: boolean }) {
  const { id, title, isAnswering } = thread
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <Link
        to={`/chat/${id}`}
        className={styles.link}
        title={title}
        aria-current={isOpen ? 'page' : undefined}
        aria-describedby={isAnswering ? `answering-${id}` : undefined}
      >
        <span className={styles.title} dir="auto">
          {title}
        </span>
      </Link>
      {isAnswering && (
        <span id={`answering-${id}`} className={styles.answering}>
          <span className="visually-hidden">answering</span>
        </span>
      )}
      <ChatMenu thread={thread} isOpen={isOpen} />
    </li>
  )
}
