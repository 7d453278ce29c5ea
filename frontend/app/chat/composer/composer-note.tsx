import type { SessionInfo } from '~/api/client'
import styles from './composer.module.css'
import type { Readiness } from './readiness'

type ComposerNoteProps = {
  id: string
  readiness: Readiness
  notice?: string
  model: SessionInfo['model']
}

/** The quiet line beside the buttons: what keeps a message from being sent, or who will answer it. */
export function ComposerNote({ id, readiness, notice, model }: ComposerNoteProps) {
  const urgent = readiness.reason ?? notice
  return (
    <p
      id={id}
      className={styles.note}
      data-urgent={readiness.isTooLong || notice ? true : undefined}
    >
      {urgent ?? (model.mode === 'offline' && LIBRARY_COACH)}
    </p>
  )
}

const LIBRARY_COACH = 'Library coach: answers from the playbooks and your files only.'
