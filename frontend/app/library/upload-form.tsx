import { type FormEvent, useId } from 'react'
import { DOCUMENTS_ACCEPTED, DOCUMENTS_IN_WORDS } from '~/files/accepted-types'
import buttons from '~/ui/button.module.css'
import { useFileDrop } from '~/ui/file-drop'
import { formatBytes } from '~/ui/format-bytes'
import { PlusIcon } from '~/ui/icons'
import { useHydrated } from '~/ui/use-hydrated'
import { useReload } from '~/ui/use-reload'
import { LibraryUploads } from './library-uploads'
import styles from './upload-form.module.css'
import { useLibraryUpload } from './use-library-upload'

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
      <LibraryUploads uploads={uploads} onRetry={retry} onRemove={remove} />
    </form>
  )
}
