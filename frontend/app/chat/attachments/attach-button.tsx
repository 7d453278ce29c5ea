import { useEffect, useId, useRef } from 'react'
import { ATTACHMENTS_ACCEPTED } from '~/files/accepted-types'
import { ClipIcon } from '~/ui/icons'
import styles from './attach-button.module.css'

type AttachButtonProps = { onFiles: (files: File[]) => void; isOff: boolean }

/** A file field that looks like a button. Without scripts it shows what was chosen. */
export function AttachButton({ onFiles, isOff }: AttachButtonProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => takeFiles(input.current, onFiles), [onFiles])
  if (isOff) return <span />
  return (
    <span className={styles.attach} title="Attach files">
      <label htmlFor={id} className={styles.label}>
        <ClipIcon size={22} />
        <span className="visually-hidden">Attach files</span>
      </label>
      <input
        ref={input}
        id={id}
        type="file"
        name="files"
        accept={ATTACHMENTS_ACCEPTED}
        multiple
        className={styles.input}
        onChange={(event) => takeFiles(event.currentTarget, onFiles)}
      />
    </span>
  )
}

/** Empties the field, so that the same file can be chosen again. Also takes what was chosen before scripts ran. */
function takeFiles(input: HTMLInputElement | null, onFiles: (files: File[]) => void) {
  if (!input?.files?.length) return
  onFiles([...input.files])
  input.value = ''
}
