import { useEffect, useId, useState } from 'react'
import styles from './file-status.module.css'
import type { ListedFile } from './load-library'

const WORDS = { indexing: 'Reading…', ready: 'Ready', failed: 'Could not be read' }

/** How a file stands; one that is ready tells, when asked, by what a search has found it. */
export function FileStatus({ file: { status, evidence } }: { file: ListedFile }) {
  if (status === 'ready' && evidence)
    return <SearchEvidence words={WORDS.ready} evidence={evidence} />
  return (
    <span className={styles.status} data-status={status}>
      {WORDS[status]}
    </span>
  )
}

/** Hover, focus and touch are the style sheet's, so that it needs no script. */
function SearchEvidence({ words, evidence }: { words: string; evidence: string }) {
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

/** Escape hides the tooltip until the pointer or the focus enters again. */
export function useDismissal() {
  const [isNear, setNear] = useState(false)
  const [isDismissed, setDismissed] = useState(false)
  useEffect(() => {
    if (!isNear) return
    const dismiss = (event: KeyboardEvent) => event.key === 'Escape' && setDismissed(true)
    document.addEventListener('keydown', dismiss)
    return () => document.removeEventListener('keydown', dismiss)
  }, [isNear])

  const come = () => setNear(true)
  const leave = () => {
    setNear(false)
    setDismissed(false)
  }
  const handlers = { onPointerEnter: come, onPointerLeave: leave, onFocus: come, onBlur: leave }
  return { isDismissed, handlers }
}
