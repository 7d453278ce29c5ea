import { useFetcher, useLocation } from '@remix-run/react'
import { formatBytes } from '~/ui/format-bytes'
import { FileIcon, TrashIcon } from '~/ui/icons'
import { libraryAnchor } from '~/ui/library-anchor'
import { WaitWords } from '~/ui/wait-words'
import styles from './file-list.module.css'
import { FileStatus } from './file-status'
import type { LibraryChange, ListedFile } from './load-library'

export function FileList({ files, name }: { files: ListedFile[]; name: string }) {
  return (
    <ul aria-label={name} className={styles.files}>
      {files.map((file) => (
        <FileRow key={file.id} file={file} />
      ))}
    </ul>
  )
}

function FileRow({ file }: { file: ListedFile }) {
  const anchor = libraryAnchor(file.filename)
  // `:target` only knows the address a whole document was loaded with.
  const isNamed = useLocation().hash === `#${anchor}`
  return (
    <li id={anchor} className={styles.file} data-named={isNamed || undefined}>
      <span className={styles.icon}>
        <FileIcon />
      </span>
      <span className={styles.words}>
        <span className={styles.name} dir="auto">
          {file.filename}
        </span>
        <span className={styles.size}>
          {file.status === 'failed' && file.error
            ? `${formatBytes(file.bytes)}. ${file.error}`
            : formatBytes(file.bytes)}
        </span>
      </span>
      <span className={styles.status}>
        <FileStatus file={file} />
      </span>
      {!file.shared && <RemoveFile file={file} />}
    </li>
  )
}

function RemoveFile({ file }: { file: ListedFile }) {
  const fetcher = useFetcher<LibraryChange>()
  const problem = fetcher.data?.problem
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
      {problem && (
        <p role="alert" className={styles.problem}>
          <span>{problem.message}</span> <WaitWords wait={problem.wait} />
        </p>
      )}
    </fetcher.Form>
  )
}
