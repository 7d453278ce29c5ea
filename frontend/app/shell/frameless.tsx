import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Logo } from '../ui/icons'
import styles from './frameless.module.css'

/** Around a page that has no sidebar: the way home above it. */
export function Frameless({ children }: { children: ReactNode }) {
  return (
    <>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Logo size={24} />
          <span>Coaching Hub</span>
        </Link>
      </header>
      <main>{children}</main>
    </>
  )
}
