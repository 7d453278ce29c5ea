import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import buttons from '~/ui/button.module.css'
import { Dialog, DialogActions } from '~/ui/dialog'
import { Notice } from '~/ui/notice'
import { useHydrated } from '~/ui/use-hydrated'
import { WaitingButton } from '~/ui/waiting-button'
import type { EraseError } from './erase'
import styles from './your-data.module.css'

export const ERASE_PATH = '/data/erase'
export const WARNING =
  'All chats, all files and what the coach remembers will be gone for good. This tab starts afresh.'

/** Without scripts it leads to a page that asks. */
export function EraseButton() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className={styles.actions}>
      {useHydrated() ? (
        <button type="button" className={buttons.primary} onClick={() => setIsOpen(true)}>
          Erase everything now
        </button>
      ) : (
        // Only there: until hydration, it may show what belongs to another tab.
        <noscript>
          <a href={ERASE_PATH} className={buttons.primary}>
            Erase everything now
          </a>
        </noscript>
      )}
      {isOpen && <EraseDialog onClose={() => setIsOpen(false)} />}
    </div>
  )
}

function EraseDialog({ onClose }: { onClose: () => void }) {
  const fetcher = useFetcher<EraseError>()
  const isBusy = fetcher.state !== 'idle'
  return (
    <Dialog title="Erase everything?" onClose={onClose}>
      <p>{WARNING}</p>
      <fetcher.Form method="post" action={ERASE_PATH}>
        {fetcher.data && <Notice {...fetcher.data.problem} />}
        <DialogActions>
          <button type="button" className={buttons.button} onClick={onClose}>
            Cancel
          </button>
          <WaitingButton
            type="submit"
            wait={fetcher.data?.problem.wait}
            className={buttons.danger}
            isBusy={isBusy}
          >
            {isBusy ? 'Erasing…' : 'Erase everything'}
          </WaitingButton>
        </DialogActions>
      </fetcher.Form>
    </Dialog>
  )
}
