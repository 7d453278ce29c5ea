import { FileIcon } from '~/ui/icons'
import type { Draft } from './drafts'
import styles from './user-message.module.css'

/** The reader's words at once, before the server has stored them. */
export function OutgoingMessage({ message: { text, files } }: { message: Draft }) {
  return (
    <article aria-label="You" className={`${styles.message} ${styles.unsent}`}>
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
                <span>{file.name}</span>
              </li>
            ),
          )}
        </ul>
      )}
      {text && <p className={styles.text}>{text}</p>}
    </article>
  )
}
