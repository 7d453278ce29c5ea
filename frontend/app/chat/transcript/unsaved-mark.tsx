import { AlertIcon } from '~/ui/icons'
import type { Unkept } from '../turn/chat-state'
import styles from './turn-notes.module.css'

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
