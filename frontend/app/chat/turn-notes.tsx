import { AlertIcon } from '~/ui/icons'
import type { Note } from './chat'
import styles from './turn-notes.module.css'

/** What the server says beside an answer. How it looks follows how much it matters. */
export function TurnNotes({ notes }: { notes: Note[] }) {
  return notes.map(({ level, title, message }) => (
    <div
      key={message}
      className={styles.note}
      data-level={level}
      role={level === 'danger' ? 'alert' : 'status'}
    >
      {level !== 'info' && <AlertIcon />}
      <p>
        {title && <span className={styles.title}>{title}</span>} {message}
      </p>
    </div>
  ))
}
