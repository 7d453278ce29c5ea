import { type ActionFunctionArgs, data, type MetaFunction } from '@remix-run/node'
import {
  type ClientActionFunctionArgs,
  Form,
  Link,
  redirect,
  useActionData,
  useParams,
} from '@remix-run/react'
import { chatStore } from '~/chat/turn/browser-chat'
import { useThread } from '~/chat/turn/thread-list'
import { withForm } from '~/http/forms/form-action.server'
import { documentApi } from '~/session/document-api.server'
import { redirectAfterForm } from '~/session/session.server'
import { tabApi } from '~/session/tab-session'
import { deleteThread } from '~/shell/manage-thread'
import buttons from '~/ui/button.module.css'
import { DialogActions } from '~/ui/dialog'
import { Notice } from '~/ui/notice'
import { documentTitle, Page } from '~/ui/page'
import { WaitingButton } from '~/ui/waiting-button'

export const meta: MetaFunction = () => [{ title: documentTitle('Delete chat') }]

export async function action(args: ActionFunctionArgs) {
  return withForm(args, {}, async () => {
    const outcome = await deleteThread(await documentApi(args), args.params.threadId ?? '')
    if (!outcome.done) return data(outcome, { status: outcome.status ?? 400 })
    throw await redirectAfterForm(args, '/')
  })
}

export async function clientAction({
  params: { threadId = '' },
  request,
}: ClientActionFunctionArgs) {
  const form = await request.formData()
  const outcome = await deleteThread(tabApi(), threadId)
  if (!outcome.done) return outcome
  chatStore.forget(threadId)
  return form.has('leave') ? redirect('/') : outcome
}

/** Asked for by the menu where there are no scripts. */
export default function Delete() {
  const { threadId = '' } = useParams()
  const outcome = useActionData<typeof action>()
  const thread = useThread(threadId)
  return (
    <Page
      title="Delete this chat?"
      lead={`“${thread?.title ?? 'New chat'}” and everything in it will be gone for good.`}
    >
      <Form method="post">
        <input type="hidden" name="leave" value="yes" />
        {outcome?.problem && <Notice {...outcome.problem} />}
        <DialogActions>
          <Link to={`/chat/${encodeURIComponent(threadId)}`} className={buttons.button}>
            Cancel
          </Link>
          <WaitingButton type="submit" wait={outcome?.problem?.wait} className={buttons.danger}>
            Delete
          </WaitingButton>
        </DialogActions>
      </Form>
    </Page>
  )
}
