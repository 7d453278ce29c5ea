import { tabApi } from '~/session/tab-session'
import { Drafts } from './drafts'
import { Turns } from './turns'
import { uploadAttachment } from './upload-attachment'

/** One of each a page, for all its chats. The server imports them and leaves them empty. */
export const drafts = new Drafts({
  upload: (file, onProgress, signal) => uploadAttachment(tabApi(), file, onProgress, signal),
  discard: ({ id }) => tabApi().chatkit('attachments.delete', { attachment_id: id }),
})

export const turns = new Turns({ api: tabApi, drafts })
