import { useFetcher, useLocation } from '@remix-run/react'
import type { LibraryFile } from '~/api/client'
import { formatBytes } from '~/ui/format-bytes'
import { FileIcon, TrashIcon } from '~/ui/icons'
import type { LibraryChange } from './change-library'
import styles from './file-list.module.css'
import { libraryAnchor } from './library-anchor'

export function FileList({ files, name }: { files: LibraryFile[]; name: string }) {
  return (
    <ul aria-label={name} className={styles.files}>
      {files.map((file) => (
        <FileRow key={file.id} file={file} />
      ))}
    </ul>
  )
}

const STATUS = { indexing: 'Reading…', ready: 'Ready', failed: 'Could not be read' }

function FileRow({ file }: { file: LibraryFile }) {
  const anchor = libraryAnchor(file.filename)
  // `:target` only knows the address a whole document was loaded with.
  const isNamed = useLocation().hash === `#${anchor}`
  return (
    <li id={anchor} className={styles.file} data-named={isNamed || undefined}>
      <span className={styles.icon}>
        <FileIcon />
      </span>
      <span className={styles.words}>
        <span className={styles.name}>{file.filename}</span>
        <span className={styles.size}>
          {formatBytes(file.bytes)}
          {file.status === 'failed' && file.error && `. ${file.error}`}
        </span>
      </span>
      <span className={styles.status} data-status={file.status}>
        {STATUS[file.status]}
      </span>
      {!file.shared && <RemoveFile file={file} />}
    </li>
  )
}

function RemoveFile({ file }: { file: LibraryFile }) {
  const fetcher = useFetcher<LibraryChange>()
  return (
    <fetcher.Form method="post" action="/library" className={styles.remove}>
      <button
        type="submit"
        name="remove"
        value={file.id}
        className={styles.button}
        aria-label={`Remove ${file.filename}`}
        title="Remove"
        disabled={fetcher.state !== 'idle'}
      >
        <TrashIcon />
      </button>
      {fetcher.data?.problem && <p role="alert">{fetcher.data.problem}</p>}
    </fetcher.Form>
  )
}
