import type { ReactNode } from 'react'
import { NewChatLink } from '~/chat/new-chat-link'
import type { HubData } from '~/session/hub-data'
import buttons from '~/ui/button.module.css'
import { FileDropTarget } from '~/ui/file-drop'
import { Logo, MenuIcon, PlusIcon } from '~/ui/icons'
import { useHydrated } from '~/ui/use-hydrated'
import styles from './shell.module.css'
import { Sidebar } from './sidebar'
import { DRAWER_ID, useDrawer } from './use-drawer'

/** The frame of every page: the chats at the side, or in a drawer where there is no room for them. */
export function Shell({ hub, children }: { hub: HubData; children: ReactNode }) {
  const drawer = useDrawer()
  return (
    <div className={styles.shell}>
      <a href="#main" className={`visually-hidden ${styles.skip}`}>
        Skip to the conversation
      </a>
      <Sidebar hub={hub} drawer={drawer} />
      <div className={styles.page} inert={drawer.isOpen ? '' : undefined}>
        <header className={`${styles.bar} not-printed`}>
          <OpenDrawer onOpen={drawer.open} />
          <NewChatLink className={styles.brand}>
            <Logo size={24} />
            <span>Coaching Hub</span>
          </NewChatLink>
          <NewChatLink className={buttons.icon} label="Start a new chat">
            <PlusIcon />
          </NewChatLink>
        </header>
        <main id="main" className={styles.main}>
          {children}
        </main>
      </div>
      <FileDropTarget />
    </div>
  )
}

/** Without scripts a link to the drawer, which then shows itself because it is the page's target. */
function OpenDrawer({ onOpen }: { onOpen: () => void }) {
  const isHydrated = useHydrated()
  if (!isHydrated) {
    return (
      <a href={`#${DRAWER_ID}`} className={buttons.icon} aria-label="Open menu">
        <MenuIcon />
      </a>
    )
  }
  return (
    <button type="button" className={buttons.icon} aria-label="Open menu" onClick={onOpen}>
      <MenuIcon />
    </button>
  )
}
