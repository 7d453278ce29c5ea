import { RetryPolicy } from '~/api/retry-policy'
import { tabApi } from '~/session/tab-session'
import { browserNetwork } from '~/ui/network'
import { uploadAttachment } from '../attachments/upload-attachment'
import { Drafts } from '../drafts/drafts'
import { ChatStore } from './chat-store'
import { sendQueued } from './send-queued'

/** One of each a page, for all its chats. The server imports them and leaves them empty. */
export const drafts = new Drafts({
  upload: (file, onProgress, signal) => uploadAttachment(tabApi(), file, onProgress, signal),
  // What is not deleted takes room, so a refusal is not the end of it.
  discard: ({ id }) =>
    new RetryPolicy({ signal: new AbortController().signal, network: browserNetwork }).run(() =>
      tabApi().chatkit('attachments.delete', { attachment_id: id }),
    ),
})

export const chatStore = new ChatStore({ api: tabApi, drafts })

sendQueued(drafts, chatStore)
