import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import type { ListedThread } from '~/chat/turn/thread-list'
import buttons from '~/ui/button.module.css'
import { Dialog, DialogActions } from '~/ui/dialog'
import { Notice } from '~/ui/notice'
import { TextField } from '~/ui/text-field'
import { WaitingButton } from '~/ui/waiting-button'
import { LONGEST_TITLE, type ThreadChange } from './manage-thread'

export function RenameDialog({ thread, onClose }: { thread: ListedThread; onClose: () => void }) {
  const fetcher = useFetcher<ThreadChange>()
  const isDone = fetcher.state === 'idle' && fetcher.data?.done
  useEffect(() => {
    if (isDone) onClose()
  }, [isDone, onClose])
  return (
    <Dialog title="Rename chat" onClose={onClose}>
      <fetcher.Form method="post" action={`/chat/${thread.id}/rename`}>
        <TextField
          label="Title"
          name="title"
          dir="auto"
          defaultValue={thread.title}
          required
          maxLength={LONGEST_TITLE}
        />
        {fetcher.data?.problem && <Notice {...fetcher.data.problem} />}
        <DialogActions>
          <button type="button" className={buttons.button} onClick={onClose}>
            Cancel
          </button>
          <WaitingButton
            type="submit"
            wait={fetcher.data?.problem?.wait}
            className={buttons.primary}
            isBusy={fetcher.state !== 'idle'}
          >
            Rename
          </WaitingButton>
        </DialogActions>
      </fetcher.Form>
    </Dialog>
  )
}
