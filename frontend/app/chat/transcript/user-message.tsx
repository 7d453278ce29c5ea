import { memo } from 'react'
import type { Attachment, UserMessageItem } from '~/api/protocol'
import { FileIcon } from '~/ui/icons'
import { ASKED } from '~/ui/scroll-area'
import type { DraftFile } from '../drafts/drafts'
import styles from './user-message.module.css'

/** A message takes a few; what is stored may say otherwise. */
const MOST_SHOWN = 50

export const UserMessage = memo(function UserMessage({ item }: { item: UserMessageItem }) {
  const text = item.content.map((part) => part.text).join('')
  return (
    <article aria-label="You" className={styles.message} {...ASKED}>
      {item.quoted_text && (
        <blockquote className={styles.quote} dir="auto">
          {item.quoted_text}
        </blockquote>
      )}
      {item.attachments.length > 0 && (
        <ul className={styles.attachments}>
          {item.attachments.slice(0, MOST_SHOWN).map((attachment) => (
            <SentFile key={attachment.id} attachment={attachment} />
          ))}
        </ul>
      )}
      {text && (
        <p className={styles.text} dir="auto">
          {text}
        </p>
      )}
    </article>
  )
})

function SentFile({ attachment }: { attachment: Attachment }) {
  if (attachment.type === 'image') {
    return (
      <li>
        <img src={attachment.preview_url} alt={attachment.name} className={styles.picture} />
      </li>
    )
  }
  return (
    <li className={styles.file}>
      <FileIcon size={18} />
      <span dir="auto">{attachment.name}</span>
    </li>
  )
}

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
