import type { ReactNode } from 'react'
import { AlertIcon } from './icons'
import styles from './notice.module.css'
import type { Wait } from './wait'
import { WaitWords } from './wait-words'

type NoticeProps = {
  message: string
  /** When to try again, if not at once. */
  wait?: Wait
  /** The page tries again by itself. */
  isAutomatic?: boolean
  children?: ReactNode
}

/** Something went wrong: what, what to do about it, and when. */
export function Notice({ message, wait, isAutomatic, children }: NoticeProps) {
  return (
    <div role="alert" className={styles.notice}>
      <AlertIcon />
      <div className={styles.words}>
        <p>
          <span>{message}</span>{' '}
          {isAutomatic ? (
            <WaitWords wait={wait} then="Trying again" atEnd="Trying again." />
          ) : (
            <WaitWords wait={wait} />
          )}
        </p>
      </div>
      {children}
    </div>
  )
}
