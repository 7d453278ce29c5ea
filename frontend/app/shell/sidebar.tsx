import { NavLink, useLocation } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import type { Refusal } from '~/api/refusal'
import { NewChatLink } from '~/chat/new-chat-link'
import { useThreads } from '~/chat/turn/thread-list'
import type { HubData } from '~/session/hub-data'
import { useLeaveWarning } from '~/session/leave-warning'
import buttons from '~/ui/button.module.css'
import { BooksIcon, CloseIcon, Logo, PlusIcon, ShieldIcon } from '~/ui/icons'
import { ThemeButton } from '~/ui/theme-button'
import { TryAgain } from '~/ui/try-again'
import { useHydrated } from '~/ui/use-hydrated'
import { WaitWords } from '~/ui/wait-words'
import styles from './sidebar.module.css'
import { ThreadRow } from './thread-row'
import { DRAWER_ID, type Drawer } from './use-drawer'

export function Sidebar({ hub, drawer }: { hub: HubData; drawer: Drawer }) {
  const isHydrated = useHydrated()
  return (
    <>
      <aside
        id={DRAWER_ID}
        className={`${styles.sidebar} not-printed`}
        data-open={drawer.isOpen || undefined}
        data-hydrated={isHydrated || undefined}
      >
        <div className={styles.head}>
          <NewChatLink className={styles.brand}>
            <Logo />
            <span>Coaching Hub</span>
          </NewChatLink>
          <CloseDrawer drawer={drawer} />
        </div>
        <NewChatLink className={styles.newChat}>
          <PlusIcon size={18} /> New chat
        </NewChatLink>
        <ThreadList hub={hub} />
        <div className={styles.foot}>
          <div className={styles.pages}>
            <NavLink to="/library" className={styles.library}>
              <BooksIcon /> Library
            </NavLink>
            <NavLink to="/data" className={styles.library}>
              <ShieldIcon /> Your data
            </NavLink>
          </div>
          <ThemeButton />
        </div>
      </aside>
      {drawer.isOpen && <div className={styles.veil} aria-hidden="true" onClick={drawer.close} />}
    </>
  )
}

function ThreadList({ hub }: { hub: HubData }) {
  const threads = useThreads()
  useLeaveWarning(threads.length > 0)
  const { pathname } = useLocation()
  return (
    <nav aria-label="Chats" className={styles.chats}>
      {hub.problem && <ListProblem problem={hub.problem} isEmpty={threads.length === 0} />}
      {threads.length === 0 ? (
        !hub.problem && (
          <p className={styles.empty}>No chats yet. What you ask stays here as long as this tab.</p>
        )
      ) : (
        <ul className={styles.list}>
          {threads.map((thread) => (
            <ThreadRow key={thread.id} thread={thread} isOpen={pathname === `/chat/${thread.id}`} />
          ))}
        </ul>
      )}
    </nav>
  )
}

function ListProblem({ problem: { wait }, isEmpty }: { problem: Refusal; isEmpty: boolean }) {
  return (
    <div className={styles.empty}>
      <p role="status">
        <span>
          {isEmpty ? 'Your chats cannot be read right now.' : 'This list may be out of date.'}
        </span>{' '}
        <WaitWords wait={wait} />
      </p>
      <TryAgain wait={wait} />
    </div>
  )
}

function CloseDrawer({ drawer }: { drawer: Drawer }) {
  const isHydrated = useHydrated()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (drawer.isOpen) button.current?.focus()
  }, [drawer.isOpen])
  if (!isHydrated) {
    return (
      <a href="#main" className={`${buttons.icon} ${styles.close}`} aria-label="Close menu">
        <CloseIcon />
      </a>
    )
  }
  return (
    <button
      ref={button}
      type="button"
      className={`${buttons.icon} ${styles.close}`}
      aria-label="Close menu"
      onClick={drawer.close}
    >
      <CloseIcon />
    </button>
  )
}
