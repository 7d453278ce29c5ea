import { useId } from 'react'
import styles from './file-status.module.css'
import type { ListedFile } from './load-library'
import { useDismissal } from './use-dismissal'

const WORDS = { indexing: 'Reading…', ready: 'Ready', failed: 'Could not be read' }

/** How a file stands; one that is ready tells, when asked, by what a search has found it. */
export function FileStatus({ file: { status, evidence } }: { file: ListedFile }) {
  if (status === 'ready' && evidence) return <Proof words={WORDS.ready} evidence={evidence} />
  return (
    <span className={styles.status} data-status={status}>
      {WORDS[status]}
    </span>
  )
}

/** Hover, focus and touch are the style sheet's, so that it needs no script. */
function Proof({ words, evidence }: { words: string; evidence: string }) {
  const { isDismissed, handlers } = useDismissal()
  const id = useId()
  return (
    <span className={styles.proof} data-dismissed={isDismissed || undefined} {...handlers}>
      <button type="button" className={styles.status} data-status="ready" aria-describedby={id}>
        {words}
      </button>
      <span role="tooltip" id={id} className={styles.evidence}>
        {`Found by: “${evidence}”`}
      </span>
    </span>
  )
}
