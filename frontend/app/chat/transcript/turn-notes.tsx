import buttons from '~/ui/button.module.css'
import { AlertIcon, CloseIcon } from '~/ui/icons'
import { focusComposer } from '../composer/composer-focus'
import { turns } from '../turn/browser-chat'
import { isStanding, type Note, nameOf, type Unkept } from '../turn/chat-state'
import styles from './turn-notes.module.css'

/** What the server says beside an answer. How it looks follows how much it matters. */
export function TurnNotes({ notes }: { notes: Note[] }) {
  return notes
    .filter((note) => !isStanding(note))
    .map((note) => (
      <div key={note.message} {...looksOf(note)}>
        <NoteWords {...note} />
      </div>
    ))
}

/** How things stand, above the composer: to be seen wherever one reads, until it is dismissed. */
export function StandingNotes({ chatKey, notes }: { chatKey: string; notes: Note[] }) {
  return notes.filter(isStanding).map((note) => (
    <div key={nameOf(note)} {...looksOf(note)}>
      <NoteWords {...note} />
      <button
        type="button"
        className={`${buttons.icon} ${styles.dismiss}`}
        aria-label={`Dismiss: ${note.title}`}
        title="Dismiss"
        onClick={() => {
          turns.dismiss(chatKey, note)
          focusComposer()
        }}
      >
        <CloseIcon size={18} />
      </button>
    </div>
  ))
}

const looksOf = ({ level }: Note) => ({
  className: styles.note,
  'data-level': level,
  role: level === 'danger' ? 'alert' : 'status',
})

function NoteWords({ level, title, message }: Note) {
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
export function UnkeptMark({ reason, isCertain }: Unkept) {
  return (
    <p className={styles.note} data-level="danger" role="note">
      <AlertIcon />
      <span>{`${reason} ${isCertain ? NOT_SAVED : MAY_BE_LOST}`}</span>
    </p>
  )
}

const NOT_SAVED = 'The text above is not saved. Copy it if you need it.'
const MAY_BE_LOST = 'The text above may not be saved. Copy it if you need it.'
