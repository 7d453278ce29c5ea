import type { ReactNode } from 'react'
import { AlertIcon } from './icons'
import styles from './notice.module.css'

/** Something went wrong: what, and what to do about it. */
export function Notice({ message, children }: { message: string; children?: ReactNode }) {
  return (
    <div role="alert" className={styles.notice}>
      <AlertIcon />
      <p>{message}</p>
      {children}
    </div>
  )
}
