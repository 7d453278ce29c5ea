import type { ReactNode } from 'react'
import styles from './chat-frame.module.css'

type ChatFrameProps = {
  title?: string
  /** Without scripts nothing can be written until the answer is whole. */
  isDrawnAnswering?: boolean
  dock: ReactNode
  children: ReactNode
}

/** A conversation above, the place to write below. */
export function ChatFrame({ title, isDrawnAnswering, dock, children }: ChatFrameProps) {
  return (
    <div className={styles.frame} data-drawn-answering={isDrawnAnswering || undefined}>
      {title && <h1 className={`visually-hidden ${styles.title}`}>{title}</h1>}
      {children}
      <div className={`${styles.dock} not-printed`}>
        <div className={styles.column}>{dock}</div>
      </div>
    </div>
  )
}
