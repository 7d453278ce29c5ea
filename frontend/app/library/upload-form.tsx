import { type FormEvent, useId } from 'react'
import { DOCUMENTS_ACCEPTED, DOCUMENTS_IN_WORDS } from '~/files/accepted-types'
import buttons from '~/ui/button.module.css'
import { useFileDrop } from '~/ui/file-drop'
import { formatBytes } from '~/ui/format-bytes'
import { CloseIcon, PlusIcon } from '~/ui/icons'
import { Notice } from '~/ui/notice'
import { UploadProgress } from '~/ui/upload-progress'
import { useHydrated } from '~/ui/use-hydrated'
import { useReload } from '~/ui/use-reload'
import { WaitingButton } from '~/ui/waiting-button'
import styles from './upload-form.module.css'
import { type LibraryUpload, useLibraryUpload } from './use-library-upload'

/** Adds files: one press with scripts, a field and a button without. */
export function UploadForm({ limit }: { limit: number }) {
  const { reload } = useReload()
  const { uploads, add, retry, remove } = useLibraryUpload(limit, reload)
  const isHydrated = useHydrated()
  const id = useId()
  useFileDrop('Drop files to add them to your library', add)
  const addChosen = (event: FormEvent<HTMLInputElement>) => {
    add([...(event.currentTarget.files ?? [])])
    event.currentTarget.value = ''
  }
  return (
    <form method="post" action="/library" encType="multipart/form-data" className={styles.form}>
      <label htmlFor={id} className={isHydrated ? `${buttons.button} ${styles.label}` : undefined}>
        {isHydrated && <PlusIcon size={18} />} <span>Add files</span>
      </label>
      <input
        id={id}
        type="file"
        name="file"
        accept={DOCUMENTS_ACCEPTED}
        multiple={isHydrated}
        required
        className={isHydrated ? 'visually-hidden' : undefined}
        onChange={addChosen}
      />
      {!isHydrated && (
        <button type="submit" className={buttons.button}>
          Upload
        </button>
      )}
      <span className={styles.limit}>
        {`${DOCUMENTS_IN_WORDS}, up to ${formatBytes(limit)} each`}
      </span>
      <UploadList uploads={uploads} onRetry={retry} onRemove={remove} />
    </form>
  )
}

type LibraryUploadsProps = {
  uploads: LibraryUpload[]
  onRetry: (upload: LibraryUpload) => void
  onRemove: (upload: LibraryUpload) => void
}

/** Files on their way into the library, and those that did not get there. */
export function UploadList({ uploads, onRetry, onRemove }: LibraryUploadsProps) {
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
