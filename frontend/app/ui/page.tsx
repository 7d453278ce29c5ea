import type { ReactNode } from 'react'
import styles from './page.module.css'

/** A page that is read rather than talked to: a title, a word about it, the rest. */
export function Page({
  title,
  lead,
  children,
}: {
  title: string
  lead?: string
  children: ReactNode
}) {
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <h1 className={styles.title}>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
      </div>
    </div>
  )
}

/** The title of the browser's tab. */
export const documentTitle = (name: string) => `${name} · Coaching Hub`
