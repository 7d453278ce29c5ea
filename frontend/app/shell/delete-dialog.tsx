import { useFetcher } from '@remix-run/react'
import type { ListedThread } from '~/chat/turn/thread-list'
import buttons from '~/ui/button.module.css'
import { Dialog, DialogActions } from '~/ui/dialog'
import { Notice } from '~/ui/notice'
import { WaitingButton } from '~/ui/waiting-button'
import type { ThreadChange } from './manage-thread'

type DeleteDialogProps = { thread: ListedThread; isOpen: boolean; onClose: () => void }

/** The row, and this dialog in it, goes with the chat. */
export function DeleteDialog({ thread, isOpen, onClose }: DeleteDialogProps) {
  const fetcher = useFetcher<ThreadChange>()
  return (
    <Dialog title="Delete this chat?" onClose={onClose}>
      <p>
        “<bdi>{thread.title}</bdi>” and everything in it will be gone for good.
      </p>
      <fetcher.Form method="post" action={`/chat/${thread.id}/delete`}>
        {isOpen && <input type="hidden" name="leave" value="yes" />}
        {fetcher.data?.problem && <Notice {...fetcher.data.problem} />}
        <DialogActions>
          <button type="button" className={buttons.button} onClick={onClose}>
            Cancel
          </button>
          <WaitingButton
            type="submit"
            wait={fetcher.data?.problem?.wait}
            className={buttons.danger}
            isBusy={fetcher.state !== 'idle'}
          >
            Delete
          </WaitingButton>
        </DialogActions>
      </fetcher.Form>
    </Dialog>
  )
}
