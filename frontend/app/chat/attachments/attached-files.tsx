import { formatBytes } from '~/ui/format-bytes'
import { CloseIcon, FileIcon, RetryIcon } from '~/ui/icons'
import { UploadProgress } from '~/ui/upload-progress'
import { WaitWords } from '~/ui/wait-words'
import { WaitingButton } from '~/ui/waiting-button'
import styles from './attached-files.module.css'
import type { DraftFile } from './draft-uploads'

type AttachedFilesProps = {
  files: DraftFile[]
  onRemove: (fileKey: string) => void
  onRetry: (fileKey: string) => void
}

export function AttachedFiles({ files, onRemove, onRetry }: AttachedFilesProps) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Attached files" className={styles.files}>
      {files.map((entry) => (
        <AttachedFile key={entry.key} entry={entry} onRemove={onRemove} onRetry={onRetry} />
      ))}
    </ul>
  )
}

type AttachedFileProps = Omit<AttachedFilesProps, 'files'> & { entry: DraftFile }

function AttachedFile({ entry, onRemove, onRetry }: AttachedFileProps) {
  const { key, file, previewUrl, status, problem, canRetry } = entry
  return (
    <li className={styles.file} data-status={status}>
      {previewUrl ? (
        <img src={previewUrl} alt="" className={styles.picture} />
      ) : (
        <span className={styles.icon}>
          <FileIcon />
        </span>
      )}
      <span className={styles.words}>
        <span className={styles.name} dir="auto" title={file.name}>
          {file.name}
        </span>
        <FileState entry={entry} />
      </span>
      {status === 'failed' && canRetry && (
        <WaitingButton
          wait={problem?.wait}
          className={styles.again}
          aria-label={`Try again: ${file.name}`}
          onPress={() => onRetry(key)}
        >
          <RetryIcon size={16} />
          Try again
        </WaitingButton>
      )}
      <button
        type="button"
        className={styles.button}
        aria-label={`Remove ${file.name}`}
        title={status === 'uploading' ? 'Cancel' : 'Remove'}
        onClick={() => onRemove(key)}
      >
        <CloseIcon size={18} />
      </button>
    </li>
  )
}

function FileState({ entry: { file, status, progress, problem } }: { entry: DraftFile }) {
  if (status === 'failed') {
    return (
      <span role="alert" className={styles.problem}>
        <span>{problem?.message}</span> <WaitWords wait={problem?.wait} />
      </span>
    )
  }
  if (status === 'ready') return <span className={styles.state}>{formatBytes(file.size)}</span>
  if (progress === undefined) return <span className={styles.state}>Checking…</span>
  return <UploadProgress name={file.name} share={progress} />
}
