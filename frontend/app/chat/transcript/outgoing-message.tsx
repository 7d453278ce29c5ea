import { FileIcon } from '~/ui/icons'
import type { DraftFile } from '../drafts/drafts'
import { ASKED } from './use-scroll-position'
import styles from './user-message.module.css'

type OutgoingMessageProps = {
  message: { text: string; files: DraftFile[] }
  /** Of one that still waits to be sent. */
  label?: string
}

/** The reader's words at once, before the server has stored them. */
export function OutgoingMessage({ message: { text, files }, label }: OutgoingMessageProps) {
  return (
    <article
      aria-label={label ?? 'You'}
      className={`${styles.message} ${styles.unsent}`}
      {...(!label && ASKED)}
    >
      {files.length > 0 && (
        <ul className={styles.attachments}>
          {files.map(({ key, file, previewUrl }) =>
            previewUrl ? (
              <li key={key}>
                <img src={previewUrl} alt={file.name} className={styles.picture} />
              </li>
            ) : (
              <li key={key} className={styles.file}>
                <FileIcon size={18} />
                <span dir="auto">{file.name}</span>
              </li>
            ),
          )}
        </ul>
      )}
      {text && (
        <p className={styles.text} dir="auto">
          {text}
        </p>
      )}
    </article>
  )
}
