import { type ActionFunctionArgs, data, type MetaFunction } from '@remix-run/node'
import {
  type ClientActionFunctionArgs,
  Form,
  Link,
  useActionData,
  useParams,
} from '@remix-run/react'
import { chatStore } from '~/chat/turn/browser-chat'
import { useThread } from '~/chat/turn/thread-list'
import { withForm } from '~/http/forms/form-action.server'
import { documentApi } from '~/session/document-api.server'
import { redirectAfterForm } from '~/session/session.server'
import { tabApi } from '~/session/tab-session'
import { LONGEST_TITLE, renameThread } from '~/shell/manage-thread'
import buttons from '~/ui/button.module.css'
import { DialogActions } from '~/ui/dialog'
import { Notice } from '~/ui/notice'
import { documentTitle, Page } from '~/ui/page'
import { TextField } from '~/ui/text-field'
import { WaitingButton } from '~/ui/waiting-button'

export const meta: MetaFunction = () => [{ title: documentTitle('Rename chat') }]

export async function action(args: ActionFunctionArgs) {
  const { threadId = '' } = args.params
  return withForm(args, {}, async (form) => {
    const outcome = await renameThread(await documentApi(args), threadId, form)
    if (!outcome.done) return data(outcome, { status: outcome.status ?? 400 })
    throw await redirectAfterForm(args, `/chat/${encodeURIComponent(threadId)}`)
  })
}

export async function clientAction({
  params: { threadId = '' },
  request,
}: ClientActionFunctionArgs) {
  const outcome = await renameThread(tabApi(), threadId, await request.formData())
  if (outcome.thread) chatStore.renamed(outcome.thread)
  return outcome
}

/** Asked for by the menu where there are no scripts. */
export default function Rename() {
  const { threadId = '' } = useParams()
  const outcome = useActionData<typeof action>()
  const thread = useThread(threadId)
  return (
    <Page title="Rename chat">
      <Form method="post">
        <TextField
          label="Title"
          name="title"
          dir="auto"
          defaultValue={outcome?.title ?? thread?.title}
          required
          maxLength={LONGEST_TITLE}
        />
        {outcome?.problem && <Notice {...outcome.problem} />}
        <DialogActions>
          <Link to={`/chat/${encodeURIComponent(threadId)}`} className={buttons.button}>
            {outcome?.done ? 'Back to the chat' : 'Cancel'}
          </Link>
          <WaitingButton type="submit" wait={outcome?.problem?.wait} className={buttons.primary}>
            Rename
          </WaitingButton>
        </DialogActions>
      </Form>
    </Page>
  )
}
