import { type ActionFunctionArgs, data, type MetaFunction } from '@remix-run/node'
import { Form, Link, redirect, useActionData } from '@remix-run/react'
import { withForm } from '~/http/forms/form-action.server'
import { documentApi } from '~/session/document-api.server'
import { redirectToNewSession } from '~/session/session.server'
import { tabApi } from '~/session/tab-session'
import buttons from '~/ui/button.module.css'
import { DialogActions } from '~/ui/dialog'
import { Notice } from '~/ui/notice'
import { documentTitle, Page } from '~/ui/page'
import { useHydrated } from '~/ui/use-hydrated'
import { WaitingButton } from '~/ui/waiting-button'
import { eraseEverything, receiptPath, startNewSession } from '~/your-data/erase'
import { WARNING } from '~/your-data/erase-button'

export const meta: MetaFunction = () => [{ title: documentTitle('Erase everything') }]

export async function action(args: ActionFunctionArgs) {
  return withForm(args, {}, async () => {
    const erasure = await eraseEverything(await documentApi(args))
    if ('problem' in erasure) return data(erasure, { status: erasure.status })
    throw await redirectToNewSession(args, receiptPath(erasure.receipt))
  })
}

export async function clientAction() {
  const erasure = await eraseEverything(tabApi())
  if ('problem' in erasure) return erasure
  startNewSession()
  return redirect(receiptPath(erasure.receipt))
}

/** Asked for where there are no scripts. */
export default function Erase() {
  const outcome = useActionData<typeof action>()
  const submit = (
    <WaitingButton type="submit" wait={outcome?.problem.wait} className={buttons.danger}>
      Erase everything
    </WaitingButton>
  )
  return (
    <Page title="Erase everything?" lead={WARNING}>
      <Form method="post">
        {outcome && <Notice {...outcome.problem} />}
        <DialogActions>
          <Link to="/data" className={buttons.button}>
            Cancel
          </Link>
          {/* Until hydration, its form would erase what may belong to another tab. */}
          {useHydrated() ? submit : <noscript>{submit}</noscript>}
        </DialogActions>
      </Form>
    </Page>
  )
}
