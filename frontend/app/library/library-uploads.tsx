import buttons from '~/ui/button.module.css'
import { CloseIcon } from '~/ui/icons'
import { Notice } from '~/ui/notice'
import { UploadProgress } from '~/ui/upload-progress'
import { WaitingButton } from '~/ui/waiting-button'
import styles from './upload-form.module.css'
import type { LibraryUpload } from './use-library-upload'

type LibraryUploadsProps = {
  uploads: LibraryUpload[]
  onRetry: (upload: LibraryUpload) => void
  onRemove: (upload: LibraryUpload) => void
}

/** Files on their way into the library, and those that did not get there. */
export function LibraryUploads({ uploads, onRetry, onRemove }: LibraryUploadsProps) {
  return uploads.map((upload) => {
    const { key, file, status, problem, canRetry } = upload
    const remove = (
      <button
        type="button"
        className={buttons.icon}
        aria-label={status === 'failed' ? `Dismiss ${file.name}` : `Cancel ${file.name}`}
        onClick={() => onRemove(upload)}
      >
        <CloseIcon size={18} />
      </button>
    )
    if (status === 'failed') {
      return (
        <Notice key={key} message={`${file.name}: ${problem?.message}`} wait={problem?.wait}>
          {canRetry && <WaitingButton wait={problem?.wait} onPress={() => onRetry(upload)} />}
          {remove}
        </Notice>
      )
    }
    return (
      <div key={key} className={styles.upload}>
        <span className={styles.name}>{file.name}</span>
        <UploadState upload={upload} />
        {remove}
      </div>
    )
  })
}

function UploadState({ upload: { file, status, share } }: { upload: LibraryUpload }) {
  if (status === 'waiting') return <span className={styles.state}>Waiting…</span>
  if (status === 'checking') return <span className={styles.state}>Checking…</span>
  return <UploadProgress name={file.name} share={share} />
}
