import { Link } from '@remix-run/react'
import { useState } from 'react'
import type { ListedThread } from '~/chat/turn/thread-list'
import { DotsIcon, PenIcon, TrashIcon } from '~/ui/icons'
import { Menu, MenuItem } from '~/ui/menu'
import { useHydrated } from '~/ui/use-hydrated'
import styles from './chat-menu.module.css'
import { DeleteDialog } from './delete-dialog'
import { RenameDialog } from './rename-dialog'

type ChatMenuProps = { thread: ListedThread; isOpen: boolean }

/** Rename and delete. Without scripts it unfolds, and each leads to a page that asks. */
export function ChatMenu({ thread, isOpen }: ChatMenuProps) {
  const isHydrated = useHydrated()
  const [dialog, setDialog] = useState<'rename' | 'delete'>()
  const close = () => setDialog(undefined)
  if (!isHydrated) return <ChatMenuWithoutScripts thread={thread} />
  return (
    <>
      <Menu name="Chat options" icon={<DotsIcon size={18} />} className={styles.opener}>
        <MenuItem icon={<PenIcon size={18} />} onPick={() => setDialog('rename')}>
          Rename
        </MenuItem>
        <MenuItem icon={<TrashIcon size={18} />} onPick={() => setDialog('delete')}>
          Delete
        </MenuItem>
      </Menu>
      {dialog === 'rename' && <RenameDialog thread={thread} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog thread={thread} isOpen={isOpen} onClose={close} />}
    </>
  )
}

function ChatMenuWithoutScripts({ thread: { id } }: { thread: ListedThread }) {
  return (
    <details className={styles.details}>
      <summary className={styles.opener} aria-label="Chat options">
        <DotsIcon size={18} />
      </summary>
      <div className={styles.links}>
        <Link to={`/chat/${id}/rename`}>Rename</Link>
        <Link to={`/chat/${id}/delete`}>Delete</Link>
      </div>
    </details>
  )
}
